import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyFolder, filesBelow, logferry, MAIN } from './logferry.ts'

const slow = (query: string, instance = 'shop') =>
  `# Time: 2026-11-22T11:10:01.000000Z\n# User@Host: ${instance}[${instance}] @ h []\n# Query_time: 9  Lock_time: 0 Rows_sent: 1  Rows_examined: 1\nSET timestamp=1795345801;\n${query};\n`

/** A folder with a config of one route, and a log beside it. */
function folderWith(log: string, config: Readonly<Record<string, unknown>> = {}): string {
  const cwd = emptyFolder()
  const whole = {
    routes: [{ match: { logGroup: 'shop' }, parser: 'mysql-slow', to: ['search'] }],
    sinks: { search: { use: 'opensearch', options: { url: 'file:./out' } } },
    deadLetter: false,
    ...config,
  }
  writeFileSync(path.join(cwd, 'plugins.config.json'), JSON.stringify(whole))
  writeFileSync(path.join(cwd, 'in.log'), log)
  return cwd
}

describe('the exit status of a run', () => {
  test('is 3 where no route took anything, and the summary says what to check', async () => {
    const cwd = folderWith(slow('SELECT 1'))

    const { status, stdout } = await logferry(['run', '--log-group', 'shpo', 'in.log'], { cwd })

    expect(status).toBe(3)
    expect(stdout).toContain('No route takes these events: check --log-group, and the routes of the config.')
  })

  test('is 3 where a branch that is not required failed, and the summary says with which code', async () => {
    const cwd = folderWith(slow('SELECT 1'), {
      plugins: ['./refuses.mjs'],
      routes: [{ match: { logGroup: 'shop' }, parser: 'mysql-slow', to: ['search', { sink: 'picky', required: false }] }],
      sinks: { search: { use: 'opensearch', options: { url: 'file:./out' } }, picky: { use: 'refuses' } },
    })
    writeFileSync(
      path.join(cwd, 'refuses.mjs'),
      `export default { apiVersion: 1, kind: 'sink', name: 'refuses', summary: 'Takes nothing.', options: {},
         create: () => ({ batch: { maxRecords: 10, maxBytes: 1e6 }, write: async (records) => records.map(() => ({ status: 'rejected', code: 'LF_SINK_REFUSED', detail: 'not today' })) }) }`,
    )

    const { status, stdout } = await logferry(['run', 'in.log', '--log-group', 'shop'], { cwd })

    expect(stdout).toContain('A branch that is not required failed.')
    expect(stdout).toContain('LF_SINK_REFUSED 1  not today')
    expect(status).toBe(3)
  })
})

describe('what a log says', () => {
  test('moves no cursor and names no window, though the document keeps it', async () => {
    const title = '\x1b]0;owned\x07'
    const cwd = folderWith(slow(`SELECT '${title}'`, `a\x1b[2Jb`))

    const { status, stdout, stderr } = await logferry(['run', 'in.log', '--log-group', 'shop'], { cwd })

    expect(status).toBe(0)
    expect(stdout).toContain('\uFFFD[2J')
    expect(`${stdout}${stderr}`).not.toContain('\x1b')
    expect(JSON.stringify(Object.values(filesBelow(path.join(cwd, 'out'))).map(({ bytes }) => bytes.toString()))).toContain('owned')
  })
})

/** Runs it with a reader that closes stdout at once. */
function unread(args: readonly string[], cwd: string): Promise<number | null> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, stdio: ['ignore', 'pipe', 'ignore'] })
  child.stdout.destroy()
  return new Promise((resolve) => child.on('close', resolve))
}

describe('a reader that stops reading', () => {
  test('ends what only prints, without a fault', async () => {
    const cwd = folderWith(slow('SELECT 1').repeat(2000))

    expect(await unread(['parse', '--parser', 'mysql-slow', 'in.log'], cwd)).toBe(0)
  })

  test('does not end a run, whose exit status still tells', async () => {
    const cwd = folderWith(slow('SELECT 1'))

    const status = await unread(['run', '--log-group', 'shop', 'in.log', 'none.log'], cwd)

    expect(status).toBe(3)
    expect(Object.keys(filesBelow(path.join(cwd, 'out')))).not.toEqual([])
  })
})

describe('a plugin', () => {
  const plugin = (create: string) =>
    `export default { apiVersion: 1, kind: 'parser', name: 'mine', summary: 'A line.', options: {}, create() { ${create}; return { parse: ({ text }) => ({ records: [{ text, fields: {} }] }) } } }`
  const mine = { plugins: ['./mine.mjs'], routes: [{ match: { logGroup: 'shop' }, parser: 'mine', to: ['search'] }] }

  test('that leaves a timer open does not keep the process', async () => {
    const cwd = folderWith('one\n', mine)
    writeFileSync(path.join(cwd, 'mine.mjs'), plugin('setInterval(() => undefined, 1000)'))

    const { status } = await logferry(['run', '--log-group', 'shop', 'in.log'], { cwd })

    expect(status).toBe(0)
  })

  test('that leaves a promise which fails is named a fault, and nothing ends for it', async () => {
    const cwd = folderWith('one\n', mine)
    writeFileSync(path.join(cwd, 'mine.mjs'), plugin(`Promise.reject(new Error('left alone'))`))

    const { status, stdout, stderr } = await logferry(['run', '--log-group', 'shop', 'in.log'], { cwd })

    expect(stdout).toContain('1 event')
    expect(stderr).toContain('LF_PLUGIN_CONTRACT a promise failed that nobody waits for: left alone')
    expect(status).toBe(1)
  })
})
