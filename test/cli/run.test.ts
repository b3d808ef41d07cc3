import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { emptyFolder, filesBelow, logferry, ROOT, sample, shippedFolder } from './logferry.ts'

const GROUP = ['--log-group', '/aws/rds/instance/shop-1/slowquery']
const QUICK_START = ['run', ...GROUP, '--event', sample('cloudwatch/aurora-slowquery.json'), sample('quick-start/slow.log')]

describe('the quick start', () => {
  test('turns a slow log and a subscription event into documents, an archive and alerts, and says what became of them', async () => {
    const cwd = shippedFolder()

    const { status, stdout } = await logferry(QUICK_START, { cwd })

    expect(status).toBe(0)
    const files = Object.entries(filesBelow(path.join(cwd, 'out')))
    const bodies = files.filter(([name]) => name.startsWith('search')).map(([, { bytes }]) => bytes.toString())
    const documents = bodies
      .flatMap((body) =>
        body
          .trimEnd()
          .split('\n')
          .filter((_, i) => i % 2 === 1),
      )
      .map((line) => JSON.parse(line))
    const events = Number(/^(\d+) events/.exec(stdout)?.[1])
    expect(documents.length).toBeGreaterThan(40)
    expect(events).toBeGreaterThanOrEqual(documents.length)
    expect(stdout).toMatch(new RegExp(`^search +${documents.length} `, 'm'))
    const archived = files.filter(([name]) => name.startsWith('archive') && name.endsWith('.gz'))
    expect(archived.flatMap(([, { bytes }]) => gunzipSync(bytes).toString().trimEnd().split('\n'))).toHaveLength(events)
    const alerts = files.filter(([name]) => name.startsWith('slack') && name.endsWith('.json'))
    expect(alerts.length).toBeGreaterThan(0)
    expect(stdout).toMatch(/slowest queries\n( .*\n){3}/)
    expect(stdout).toContain('Nothing was lost')
  })

  test('ends as the README shows', async () => {
    const { stdout } = await logferry(QUICK_START, { cwd: shippedFolder() })

    const shown = /<!-- quick start -->\n```text\n[\s\S]*?\n\n([\s\S]*?)```/.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8'))?.[1]
    expect(stdout.replace(/in \d+\.\d s/, 'in 0.2 s')).toBe(shown?.replace(/in \d+\.\d s/, 'in 0.2 s'))
  })

  test('makes an archive that the command of the README reads', async () => {
    const cwd = shippedFolder()
    const { stdout } = await logferry(QUICK_START, { cwd })
    const [, command = ''] =
      /^\| `out\/archive` \|.*`(find .*) \\\| jq \.` \|$/m.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8')) ?? []

    const read = execFileSync('sh', ['-c', command], { cwd, encoding: 'utf8' }).trimEnd().split('\n')

    expect(read).toHaveLength(Number(/^(\d+) events/.exec(stdout)?.[1]))
    expect(JSON.parse(read[0] ?? '')).toMatchObject({ text: expect.any(String) })
  })

  test('a second time changes nothing', async () => {
    const cwd = shippedFolder()

    await logferry(QUICK_START, { cwd })
    const first = filesBelow(cwd)
    const again = await logferry(QUICK_START, { cwd })

    expect(again.status).toBe(0)
    expect(filesBelow(cwd)).toEqual(first)
  })

  test('as a dry run writes nothing, and counts the same', async () => {
    const cwd = shippedFolder()

    const dry = JSON.parse((await logferry([...QUICK_START, '--dry-run', '--json'], { cwd })).stdout)
    expect(Object.keys(filesBelow(cwd))).toEqual(['plugins.config.json'])
    const real = JSON.parse((await logferry([...QUICK_START, '--json'], { cwd })).stdout)

    expect({ ...dry, ms: 0 }).toEqual({ ...real, ms: 0 })
    expect(real.status).toBe('done')
    expect(real.events.received).toBe(real.events.delivered + real.events.dropped + real.events.rejected + real.events.retry)
  })
})

describe('what is to be read', () => {
  test('may come from stdin', async () => {
    const { status, stdout } = await logferry(['run', ...GROUP, '-', '--json'], { cwd: shippedFolder(), input: 'no slow log\n' })

    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ events: { received: 1, delivered: 1 }, notes: { unparsed: 1 } })
  })

  test('needs a log group where the config has several routes, which are named', async () => {
    const { status, stderr } = await logferry(['run', sample('quick-start/slow.log')], { cwd: shippedFolder() })

    expect(status).toBe(2)
    expect(stderr).toContain(
      '--log-group NAME; the routes are\n  routes[0]  mysql-slow  /aws/rds/**/slowquery\n  routes[1]  postgresql  /aws/rds/**/postgresql\n  routes[2]  json  **',
    )
  })

  test('is asked for where there is none', async () => {
    const { status, stderr } = await logferry(['run'], { cwd: shippedFolder() })

    expect(status).toBe(2)
    expect(stderr).toContain('there is nothing to read: name log files, - for stdin, or --event FILE')
  })

  test('may be named by the sources of the config, by paths from its folder', async () => {
    const cwd = emptyFolder()
    mkdirSync(path.join(cwd, 'elsewhere'))
    writeFileSync(path.join(cwd, 'app.log'), '{"level":"info"}\n{"level":"warn"}\n')
    writeFileSync(
      path.join(cwd, 'plugins.config.json'),
      JSON.stringify({
        sources: { app: { use: 'file', options: { paths: ['app.log'], logGroup: 'app' } } },
        routes: [{ match: { logGroup: 'app' }, parser: 'json', to: ['search'] }],
        sinks: { search: { use: 'opensearch', options: { url: 'file:./out' } } },
        deadLetter: false,
      }),
    )

    const { status, stdout } = await logferry(['run', '-c', '../plugins.config.json', '--json'], { cwd: path.join(cwd, 'elsewhere') })

    expect(status).toBe(0)
    expect(JSON.parse(stdout).events.delivered).toBe(2)
  })
})

test('a file that has grown is read on from where an earlier run ended, and all of it with --from-start', async () => {
  const cwd = shippedFolder()
  const log = path.join(cwd, 'app.log')
  const run = async (...more: readonly string[]) => {
    const { stdout } = await logferry(['run', '--log-group', 'app', '--json', ...more, 'app.log'], { cwd })
    return JSON.parse(stdout).events.received
  }
  writeFileSync(log, '{"n":1}\n{"n":2}\n')
  await run()
  appendFileSync(log, '{"n":3}\n')

  expect(await run('--dry-run')).toBe(3)
  expect(await run()).toBe(1)
  expect(await run('--from-start')).toBe(3)
})

describe('bad input', () => {
  const slow =
    '# Time: 2026-11-22T11:10:01.000000Z\n# User@Host: a[a] @ h []\n# Query_time: 2  Lock_time: 0 Rows_sent: 1  Rows_examined: 1\nSET timestamp=1;\nSELECT 1;\n'
  const cases: readonly [string, (file: string) => void, string, number][] = [
    ['a missing file', () => undefined, 'LF_INPUT_MISSING in.log: there is no such file', 1],
    ['a folder', (file) => mkdirSync(file), 'LF_INPUT_FOLDER in.log is a folder', 1],
    [
      'a .gz that is cut off',
      (file) => writeFileSync(file, gzipSync(slow.repeat(2000)).subarray(0, 200)),
      'LF_INPUT_GZIP in.log is cut off',
      3,
    ],
  ]
  test.each(cases)('%s is said, with its code and what to do', async (_, make, message, expected) => {
    const cwd = shippedFolder()
    make(path.join(cwd, 'in.log'))

    const { status, stdout } = await logferry(['run', ...GROUP, 'in.log'], { cwd })

    expect(stdout).toContain(message)
    expect(status).toBe(expected)
  })

  test('an empty file is nothing to complain of', async () => {
    const cwd = shippedFolder()
    writeFileSync(path.join(cwd, 'in.log'), '')

    const { status, stdout } = await logferry(['run', ...GROUP, 'in.log'], { cwd })

    expect(status).toBe(0)
    expect(stdout).toContain('0 events')
  })

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a file without rights is said', async () => {
    const cwd = shippedFolder()
    writeFileSync(path.join(cwd, 'in.log'), slow, { mode: 0 })

    const { status, stdout } = await logferry(['run', ...GROUP, 'in.log'], { cwd })

    expect(status).toBe(1)
    expect(stdout).toContain('LF_INPUT_DENIED in.log may not be read')
  })

  test('does not keep the rest back, and the exit status tells', async () => {
    const cwd = shippedFolder()

    const { status, stdout } = await logferry([...QUICK_START, 'none.log'], { cwd })

    expect(status).toBe(3)
    expect(stdout).toContain('LF_INPUT_MISSING none.log')
    expect(stdout).toContain('1 of 3 inputs not read to the end')
  })

  test.each([
    ['{"awslogs":{"data":"%%%%"}}', 'LF_EVENT_BASE64'],
    [`{"awslogs":{"data":"${gzipSync('{"a":1}').subarray(0, 18).toString('base64')}"}}`, 'LF_EVENT_GZIP'],
    [`{"awslogs":{"data":"${gzipSync('{"a":').toString('base64')}"}}`, 'LF_EVENT_JSON'],
    [`{"awslogs":{"data":"${gzipSync(Buffer.alloc(70 * 1024 * 1024)).toString('base64')}"}}`, 'LF_EVENT_TOO_LARGE'],
    ['{"Records":[]}', 'LF_EVENT_UNKNOWN event.json: no source knows an event with the keys Records'],
    ['not json', 'LF_EVENT_JSON event.json is neither JSON nor one JSON document a line'],
    ['', 'LF_EVENT_JSON event.json is empty'],
  ])('an event that cannot be read is said with its code and place: %.20s', async (text, message) => {
    const cwd = shippedFolder()
    writeFileSync(path.join(cwd, 'event.json'), text)

    const { status, stdout } = await logferry(['run', '--event', 'event.json'], { cwd })

    expect(stdout).toContain(message)
    expect(stdout).toContain('event.json')
    expect(status).toBe(1)
  })

  test('of several lines says which', async () => {
    const cwd = shippedFolder()
    writeFileSync(path.join(cwd, 'events.jsonl'), '{"a":1}\nnot json\n')

    const { stdout } = await logferry(['run', '--event', 'events.jsonl'], { cwd })

    expect(stdout).toContain('LF_EVENT_JSON events.jsonl:2 is not JSON')
  })

  test('a destination that is a file is said by sink, and nothing counts as delivered there', async () => {
    const cwd = shippedFolder()
    const file = path.join(cwd, 'plugins.config.json')
    const config = JSON.parse(readFileSync(file, 'utf8'))
    for (const sink of Object.values<{ retry?: object }>(config.sinks)) sink.retry = { attempts: 1 }
    writeFileSync(file, JSON.stringify(config))
    writeFileSync(path.join(cwd, 'out'), 'in the way')

    const { status, stdout } = await logferry([...QUICK_START, '--json'], { cwd, env: {} })

    expect(status).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'failed',
      codes: { LF_DISK_FAILED: expect.any(Number) },
      sinks: { search: { delivered: 0 } },
    })
  }, 120_000)
})

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  test('stops the reading, finishes what is under way, says so, and the next run goes on', async () => {
    const cwd = shippedFolder()
    const once = (stderr: string): NodeJS.Signals | undefined => (stderr.includes('stopping') ? undefined : 'SIGINT')

    const { status, stdout, stderr } = await logferry(['run', ...GROUP, '-'], { cwd, onTalk: once })

    expect(status).toBe(3)
    expect(stderr).toContain('stopping: no more is read')
    expect(stdout).toContain('LF_STOPPED The run was stopped.')
  })
})
