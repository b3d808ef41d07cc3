import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, logferry } from './logferry.ts'

/** A folder with a config whose only source does this. */
function folderWith(methods: string): string {
  const folder = emptyFolder()
  const source = `export default { kind: 'source', name: 'strange', summary: 'Breaks.', options: {}, create: () => ({ ${methods} }) }`
  writeFileSync(path.join(folder, 'strange.mjs'), source)
  const config = {
    plugins: ['./strange.mjs'],
    routes: [{ match: { logGroup: '**' }, parser: 'json', to: ['search'] }],
    sinks: { search: { use: 'opensearch', options: { url: 'file:./out' } } },
    sources: { odd: { use: 'strange' } },
    deadLetter: false,
  }
  writeFileSync(path.join(folder, 'plugins.config.json'), JSON.stringify(config))
  writeFileSync(path.join(folder, 'event.json'), '{}')
  return folder
}

const WHO = 'the source "odd" threw what has no code: it is broken'
const ACCEPTS = `accepts() { throw new TypeError('it is broken') }, async read() {}`
const READ = `accepts: () => true, async read() { throw new TypeError('it is broken') }`

test.each([
  ['invoke', 'asked whether it takes an event', ['invoke', 'event.json'], ACCEPTS, `event.json: ${WHO}`],
  ['invoke', 'that reads an event', ['invoke', 'event.json'], READ, `event.json: ${WHO}`],
  ['run', 'asked whether it takes an event', ['run', '--event', 'event.json'], ACCEPTS, `event.json: ${WHO}`],
  ['run', 'that reads', ['run'], READ, `odd: ${WHO}`],
  ['explain', 'that reads an event', ['explain', '--event', 'event.json'], READ, `event.json: ${WHO}`],
  ['parse', 'of no concern', ['parse', '--parser', 'json', '--event', 'event.json'], READ, 'event.json: the source "strange"'],
  [
    'invoke',
    'whose answer cannot be printed',
    ['invoke', 'event.json'],
    'accepts: () => true, read: async () => 1n',
    'event.json: the answer of its source is not JSON: ',
  ],
])('%s gives the error of a strange source, %s, a code, and shows no stack', async (_, __, args, methods, said) => {
  const { status, stdout, stderr } = await logferry(args, { cwd: folderWith(methods) })

  expect(status).toBe(1)
  expect(stdout + stderr).toContain(`LF_PLUGIN_CONTRACT ${said}`)
  expect(stdout + stderr).not.toMatch(/\n {4}at |LF_INTERNAL/)
})
