import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createCatalog } from '../core/config/catalog.ts'
import { generatedFiles } from '../core/config/reference.ts'
import { ERRORS } from '../core/index.ts'
import { builtins } from '../lambda/builtins.ts'

const ROOT = path.resolve(import.meta.dirname, '..')
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')

const SOURCE = ['core', 'sources', 'parsers', 'transforms', 'sinks', 'renderers', 'replay', 'aws', 'lambda', 'deploy', 'cli'].flatMap(
  (room) =>
    readdirSync(path.join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.join(room, file)),
)

describe('what is generated is up to date; if not, run: npm run generate', () => {
  test.each(Object.entries(generatedFiles(builtins)))('%s', (file, text) => {
    expect(existsSync(path.join(ROOT, file)) ? read(file) : 'not there').toBe(text)
  })
})

test('every error code is used, and only codes of the table are', () => {
  const text = SOURCE.filter((file) => file !== path.join('core', 'errors.ts')).map(read)
  const used = new Set(text.join('\n').match(/\bLF_[A-Z0-9_]+\b/g))

  expect([...used].sort()).toEqual(Object.keys(ERRORS).sort())
})

describe('the list of each room names every plugin in it', () => {
  test.each(['sources', 'parsers', 'transforms', 'sinks', 'renderers'])('%s', (room) => {
    const plugins = SOURCE.filter((file) => file.startsWith(`${room}${path.sep}`) && /^export default define/m.test(read(file)))
    const index = read(path.join(room, 'index.ts'))

    const missing = plugins.filter((file) => !index.includes(`'./${path.relative(room, file).replaceAll(path.sep, '/')}'`))

    expect(missing).toEqual([])
  })
})

test('every plugin that ships passes the checks that others pass, and no two of a kind share a name', () => {
  const { problems } = createCatalog(builtins.map((value) => ({ from: 'logferry', value, path: [] })))

  expect(problems).toEqual([])
})

test('the config in the README is the one that ships', () => {
  expect(read('README.md')).toContain(`<!-- config -->\n\`\`\`json\n${read('plugins.config.json')}\`\`\`\n`)
})
