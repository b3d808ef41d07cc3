import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyFolder, filesBelow, logferry } from '../cli/logferry.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

interface Block {
  readonly file: string
  readonly text: string
}

const page = readFileSync(path.join(ROOT, 'docs/write-a-plugin.md'), 'utf8')

/** What the page shows as files: a fence with a language and a name. */
const blocks: readonly Block[] = [...page.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)].map(([, file = '', text = '']) => ({ file, text }))
const [plain, defined, ...more] = blocks.filter(({ file }) => file === 'pg-slow.mjs') as [Block, Block, ...Block[]]
const others = blocks.filter(({ file }) => file !== 'pg-slow.mjs')

/** What the page says to type, by the name of the command. */
const commands = new Map([...page.matchAll(/^npx logferry ((\w+).*)$/gm)].map(([, line = '', name]) => [name, line.split(' ')]))
const typed = (command: string, cwd: string) => logferry(commands.get(command) ?? [], { cwd })

/** A folder outside of the repository with the files of the page, one of the plugins among them. */
function folderWith(plugin: Block): string {
  const folder = emptyFolder()
  // Else a package.json further up would say where `logferry` is.
  const own = { file: 'package.json', text: '{ "private": true }' }
  for (const { file, text } of [own, plugin, ...others]) writeFileSync(path.join(folder, file), text)
  return folder
}

/** As `npm install logferry` does it. */
function install(folder: string): void {
  if (!existsSync(path.join(ROOT, 'dist/core/index.js'))) throw new Error('dist/ is missing: run npm run build')
  mkdirSync(path.join(folder, 'node_modules'))
  symlinkSync(ROOT, path.join(folder, 'node_modules/logferry'), 'junction')
}

test('the page shows the plugin twice, each in fewer than 15 lines, and the second time with an import', () => {
  expect(more).toEqual([])
  for (const { text } of [plain, defined]) expect(text.split('\n').filter((line) => line !== '').length).toBeLessThan(15)
  expect([plain, defined].map(({ text }) => text.includes('import '))).toEqual([false, true])
  expect(others.map(({ file }) => file)).toEqual(['plugins.config.json', 'postgresql.log', 'pg-slow.test.mjs'])
})

describe.each([
  ['as a plain object, with nothing installed', plain, () => undefined],
  ['as what defineParser gives, with the built package installed', defined, install],
] as const)('the plugin of the page, %s', (_, plugin, prepare) => {
  test('is registered by the one line of the config', async () => {
    const folder = folderWith(plugin)
    prepare(folder)

    const { status, stdout, stderr } = await typed('validate', folder)

    expect({ status, stderr }).toMatchObject({ status: 0 })
    expect(stdout + stderr).not.toMatch(/warning|LF_/)
  })

  test('parses the log of the page', async () => {
    const folder = folderWith(plugin)
    prepare(folder)

    const { status, stdout, stderr } = await typed('parse', folder)

    expect({ status, stderr }).toMatchObject({ status: 0 })
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(records.map(({ time, fields }) => ({ time, ...fields }))).toMatchObject([
      {
        time: '2026-11-22T10:30:00.000Z',
        Query_time: 7.512345,
        User: 'app',
        Database: 'shop',
        IP: '10.0.1.17',
        Query: "SELECT * FROM orders WHERE note LIKE '%late%'",
      },
      { time: '2026-11-22T10:30:02.000Z', Query_time: 0.041, User: 'web', Query: 'SELECT 1' },
      { time: null },
    ])
  })

  test('ships it by the config of the page', async () => {
    const folder = folderWith(plugin)
    prepare(folder)

    const { status, stderr } = await typed('run', folder)

    expect({ status, stderr }).toMatchObject({ status: 0 })
    const bodies = Object.values(filesBelow(path.join(folder, 'out/search'))).map(({ bytes }) => bytes.toString())
    const documents = bodies
      .flatMap((body) =>
        body
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      )
      .filter((line) => '@message' in line)
    expect(documents.map(({ Query_time, User, Instance }) => [Query_time, User, Instance])).toEqual([
      [7.512345, 'app', 'shop-1'],
      [undefined, undefined, 'shop-1'],
    ])
  })

  test('passes the suite, with the test of the page', () => {
    const folder = folderWith(plugin)
    install(folder)

    const { status, stdout, stderr } = spawnSync(process.execPath, ['--test', 'pg-slow.test.mjs'], { cwd: folder, encoding: 'utf8' })

    expect(stdout + stderr).toMatch(/pass [1-9]\d*\n.*fail 0\n/s)
    expect(status).toBe(0)
  })
})

test('the plugin that imports says what to do where the package is not installed', async () => {
  const { status, stderr } = await typed('validate', folderWith(defined))

  expect(status).toBe(78)
  expect(stderr).toContain('LF_PLUGIN_LOAD')
  expect(stderr).toContain('npm install logferry')
})
