import { HANDLER_MODULE, type Modules } from './modules.ts'

/** Beside the function's code, where a person may read it, and change it. */
export const CONFIG_NAME = 'plugins.config.json'

/** The source of a function's first module: `handler`, on its config and the plugins that it uses, each imported by name. */
export function entryOf({ builtins, own }: Modules): string {
  const lines = (files: readonly string[], name: string) => files.map((file, i) => `import ${name}${i} from ${JSON.stringify(file)}`)
  const list = (files: readonly string[], name: string) => `[${files.map((_, i) => `${name}${i}`).join(', ')}]`
  return [
    `import { readFileSync } from 'node:fs'`,
    `import { handle } from ${JSON.stringify(HANDLER_MODULE)}`,
    ...lines(builtins, 'builtin'),
    ...lines(own, 'own'),
    '',
    `const config = JSON.parse(readFileSync(new URL('./${CONFIG_NAME}', import.meta.url), 'utf8'))`,
    `const run = handle({ config, builtins: ${list(builtins, 'builtin')}, plugins: ${list(own, 'own')}.flat() })`,
    'export const handler = (event, context) => run(event, context)',
    '',
  ].join('\n')
}
