import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { emptyFolder, logferry, MAIN } from './logferry.ts'

const GROUP = ['--log-group', '/aws/rds/instance/shop-1/slowquery']

/** An entry of a slow log, each with a time of its own. */
const entry = (i: number): string => {
  const time = new Date(Date.UTC(2026, 10, 24, 10, 0, 0, i)).toISOString().replace('Z', '000Z')
  return `# Time: ${time}\n# User@Host: app[app] @ web [10.0.0.1]  Id: ${i}\n# Query_time: 0.1  Lock_time: 0 Rows_sent: 1  Rows_examined: ${i}\nSET timestamp=1795345800;\nSELECT ${i}\nFROM orders;\n`
}
const entries = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => entry(from + i)).join('')

/** A config whose source looks often. */
function followingFolder(): string {
  const cwd = emptyFolder()
  writeFileSync(
    path.join(cwd, 'plugins.config.json'),
    JSON.stringify({
      sources: { slow: { use: 'file', options: { paths: ['slow.log'], logGroup: GROUP[1], pollMs: 10 } } },
      routes: [{ match: { logGroup: '**' }, parser: 'mysql-slow', to: ['search', { sink: 'archive', raw: true }] }],
      sinks: {
        search: { use: 'opensearch', options: { url: 'file:out/search' } },
        archive: { use: 's3', options: { url: 'file:out/archive' } },
      },
      deadLetter: false,
      memory: 'archive',
    }),
  )
  return cwd
}

interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>
}

function startFollowing(cwd: string, args: readonly string[] = []): Running {
  const child = spawn(process.execPath, [MAIN, 'run', '--follow', ...args], { cwd, env: { PATH: process.env['PATH'], NO_COLOR: '1' } })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => (said.stdout += chunk))
  child.stderr?.on('data', (chunk) => (said.stderr += chunk))
  return { child, ended: new Promise((resolve) => child.on('close', (status) => resolve({ status, ...said }))) }
}

/** What is whole and ours below a folder; other files may come and go. */
const contents = (folder: string): readonly Buffer[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/^\.tmp-|\.json$/.test(entry.name))
        .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)))
    : []

/** The ids of all documents and of all archived events, as often as they are there. */
function idsIn(cwd: string) {
  const bodies = contents(path.join(cwd, 'out/search')).map(String)
  const objects = contents(path.join(cwd, 'out/archive')).map((bytes) => gunzipSync(bytes).toString())
  return {
    search: bodies.flatMap((body) => [...body.matchAll(/^\{"create":.*?"_id":"(\w+)"/gm)].map(([, id]) => id)).sort(),
    archive: objects.flatMap((lines) => [...lines.matchAll(/^\{"id":"(\w+)"/gm)].map(([, id]) => id)).sort(),
  }
}

async function untilStored(cwd: string, count: number) {
  while (idsIn(cwd).archive.length < count) await setTimeout(20)
}

describe.skipIf(process.platform === 'win32')('run --follow', () => {
  test('ships what is written until Ctrl-C, says where the next run goes on, and that is where it goes on', async () => {
    const cwd = followingFolder()
    const file = path.join(cwd, 'slow.log')
    const first = startFollowing(cwd, [...GROUP, 'slow.log'])
    await setTimeout(100)
    writeFileSync(file, entries(0, 3))
    await untilStored(cwd, 2)
    first.child.kill('SIGINT')
    const { status, stdout, stderr } = await first.ended

    expect(stderr).toContain('following; Ctrl-C ends it')
    expect(stdout).toContain('2 events in')
    expect(stdout).toContain(`slow.log: the next run goes on at byte ${entries(0, 2).length}`)
    expect(stdout).toContain('Nothing was lost')
    expect(status).toBe(0)

    appendFileSync(file, entry(3))
    const second = startFollowing(cwd, [...GROUP, 'slow.log', '--json'])
    await untilStored(cwd, 3)
    second.child.kill('SIGTERM')
    const again = await second.ended

    expect(again.status).toBe(0)
    expect(JSON.parse(again.stdout)).toMatchObject({
      events: { received: 1, delivered: 1 },
      inputs: [{ name: 'slow.log', status: 'done' }],
    })
  })

  test('with --idle-ms ships the last entry, too', async () => {
    const cwd = followingFolder()
    writeFileSync(path.join(cwd, 'slow.log'), entries(0, 2))

    const { child, ended } = startFollowing(cwd, ['--idle-ms', '30'])
    await untilStored(cwd, 2)
    child.kill('SIGINT')

    expect((await ended).status).toBe(0)
  })

  test('a destination that was down counts once what it took at last', async () => {
    const cwd = followingFolder()
    writeFileSync(path.join(cwd, 'slow.log'), entries(0, 3))
    mkdirSync(path.join(cwd, 'out'))
    writeFileSync(path.join(cwd, 'out/search'), 'in the way')

    const { child, ended } = startFollowing(cwd, ['--json'])
    let said = ''
    child.stderr?.on('data', (chunk) => (said += chunk))
    while (!said.includes('a slice is sent again')) await setTimeout(20)
    rmSync(path.join(cwd, 'out/search'))
    while (idsIn(cwd).search.length < 2) await setTimeout(20)
    child.kill('SIGINT')
    const { status, stdout } = await ended

    expect(JSON.parse(stdout)).toMatchObject({ status: 'done', events: { received: 2, delivered: 2, retry: 0 } })
    expect(status).toBe(0)
  }, 60_000)

  test('killed at any moment, over rotations: every entry is stored once, with the ids of a reading at once', async () => {
    const cwd = followingFolder()
    const file = path.join(cwd, 'slow.log')
    let next = 0
    /** Entries that come torn, some of them with the rest a little later. */
    const write = async (count: number) => {
      const text = entries(next, next + count)
      next += count
      for (let at = 0; at < text.length; ) {
        const to = at + 1 + Math.floor(Math.random() * 3000)
        appendFileSync(file, text.slice(at, to))
        at = to
        await setTimeout(Math.random() * 3)
      }
    }
    await write(2)
    const first = startFollowing(cwd)
    // What is rotated before it is ever looked at is not followed.
    await untilStored(cwd, 1)
    first.child.kill('SIGKILL')
    await first.ended
    let isWriting = true
    const writing = (async () => {
      while (isWriting || next < 300) {
        await write(1 + Math.floor(Math.random() * 40))
        if (Math.random() < 0.3) {
          for (const name of readdirSync(cwd)
            .filter((name) => /^slow\.log\.\d+$/.test(name))
            .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))) {
            renameSync(path.join(cwd, name), path.join(cwd, `slow.log.${Number(name.slice(9)) + 1}`))
          }
          renameSync(file, `${file}.1`)
        }
        await setTimeout(Math.random() * 30)
      }
    })()

    let killed = 0
    for (let round = 0; round < 4; round++) {
      const { child, ended } = startFollowing(cwd)
      await setTimeout(300 + Math.random() * 500)
      child.kill('SIGKILL')
      if ((await ended).status === null) killed++
    }
    isWriting = false
    await writing
    await write(1)
    const last = startFollowing(cwd)
    await untilStored(cwd, next - 1)
    // What is stored is settled a moment later.
    await setTimeout(500)
    last.child.kill('SIGINT')
    const { status } = await last.ended

    const whole = followingFolder()
    const files = readdirSync(cwd).filter((name) => name.startsWith('slow.log'))
    for (const name of files) writeFileSync(path.join(whole, name), readFileSync(path.join(cwd, name)))
    await logferry(['run', ...GROUP, ...files], { cwd: whole })
    const [followed, atOnce] = [idsIn(cwd), idsIn(whole)]
    expect(files.length).toBeGreaterThan(2)
    expect(killed).toBe(4)
    expect(status).toBe(0)
    expect(atOnce.archive).toHaveLength(next)
    expect(followed.archive).toHaveLength(next - 1)
    expect(new Set(followed.archive).size).toBe(next - 1)
    expect(followed.search).toEqual(followed.archive)
    expect(followed.archive.filter((id) => !atOnce.archive.includes(id))).toEqual([])
  }, 120_000)

  test.each([
    [['--follow', '-'], 'stdin cannot be followed'],
    [['--idle-ms', '5', 'slow.log'], '--idle-ms goes with --follow'],
    [['--follow', '--idle-ms', 'soon', 'slow.log'], '--idle-ms takes a whole number of milliseconds from 1 to 2147483647, not "soon"'],
  ])('%j is refused', async (args, message) => {
    const { status, stderr } = await logferry(['run', ...GROUP, ...args], { cwd: followingFolder() })

    expect(status).toBe(2)
    expect(stderr).toContain(`LF_USAGE ${message}`)
  })
})
