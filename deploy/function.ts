import { LogferryError, type Plugin } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'
import { assetsOf } from './assets.ts'
import { bundle } from './bundle.ts'
import { CONFIG_NAME, entryOf } from './entry.ts'
import { modulesOf } from './modules.ts'
import type { ArchiveFile } from './zip.ts'

export interface FunctionTerms {
  readonly plan: Plan
  /** The config as it was written, without its comments. */
  readonly config: Readonly<Record<string, unknown>>
  /** Where the paths of its plugins start. */
  readonly folder: string
  /** All plugins that ship. */
  readonly builtins: readonly Plugin[]
}

/** The files of a Lambda function for a config; its handler is `index.handler`. Throws LF_PACKAGE_FAILED. */
export async function functionFiles({ plan, config, folder, builtins }: FunctionTerms): Promise<readonly ArchiveFile[]> {
  const { plugins: entries = [], $schema: _, ...rest } = config as { readonly plugins?: readonly string[]; readonly $schema?: unknown }
  const code = await bundle(entryOf(modulesOf(plan, builtins, entries, folder)), folder)
  if (!code.some(({ name }) => name === 'index.mjs')) throw new LogferryError('LF_PACKAGE_FAILED', 'the bundler made no index.mjs')
  return [
    ...code,
    ...(await assetsOf(plan)),
    { name: CONFIG_NAME, bytes: Buffer.from(`${JSON.stringify({ plugins: entries, ...rest }, undefined, 2)}\n`) },
  ]
}
