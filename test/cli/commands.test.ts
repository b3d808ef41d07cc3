import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyFolder, filesBelow, logferry, sample, shippedFolder } from './logferry.ts'

const slowLog = sample('quick-start/slow.log')
const events = sample('cloudwatch/mysql-slowquery.lambda-events.jsonl')
const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('parse', () => {
  test('prints one JSON object per record of a file, with its bytes', async () => {
    const { status, stdout } = await logferry(['parse', '--parser', 'mysql-slow', slowLog], { cwd: emptyFolder() })

    const records = lines(stdout)
    expect(status).toBe(0)
    expect(records.length).toBeGreaterThan(20)
    expect(records[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      time: expect.stringMatching(/^2026-/),
      origin: { source: 'file', logGroup: 'file', logStream: 'slow.log' },
      bytes: { offset: expect.any(Number), length: expect.any(Number) },
      fields: expect.objectContaining({ Query_time: expect.any(Number), Query: expect.any(String) }),
    })
  })

  test('prints the records of Lambda events, with the id and origin of their event', async () => {
    const { status, stdout } = await logferry(['parse', '--parser', 'mysql-slow', '--event', events], { cwd: emptyFolder() })

    const [first] = lines(stdout)
    expect(status).toBe(0)
    expect(first).toMatchObject({ origin: { logGroup: '/aws/rds/cluster/aurora-shop/slowquery', logStream: 'aurora-shop-instance-1' } })
    expect(first.eventId).toBe(first.id)
  })

  test('gives no time to a record that has none', async () => {
    const { stdout } = await logferry(['parse', '--parser', 'passthrough', '-'], { cwd: emptyFolder(), input: 'one\ntwo\n' })

    expect(lines(stdout).map(({ time }) => time)).toEqual([null, null])
  })

  test('names the parser that was meant', async () => {
    const { status, stderr } = await logferry(['parse', '--parser', 'mysql-slw', slowLog], { cwd: emptyFolder() })

    expect(status).toBe(2)
    expect(stderr).toContain('LF_USAGE there is no parser "mysql-slw" — did you mean "mysql-slow"?')
  })

  test('says which option it does not know', async () => {
    const args = ['parse', '--parser', 'json', '--options', '{"tme":"ts"}', '-']
    const { status, stderr } = await logferry(args, { cwd: emptyFolder(), input: '{}' })

    expect(status).toBe(2)
    expect(stderr).toContain('unknown option "tme" — did you mean "time"?')
  })
})

describe('invoke', () => {
  test('gives each event to the handler, and prints its answer', async () => {
    const cwd = shippedFolder()

    const { status, stdout } = await logferry(['invoke', events], { cwd })

    const answers = lines(stdout)
    expect(status).toBe(0)
    expect(answers).toHaveLength(11)
    expect(answers[0]).toEqual({ received: 20, delivered: 20, dropped: 0, rejected: 0 })
    expect(answers.at(-1)).toEqual({ received: 0, delivered: 0, dropped: 0, rejected: 0 })
    expect(Object.keys(filesBelow(path.join(cwd, 'out/search'))).length).toBeGreaterThan(0)
  })

  test('says why an event was not taken, and goes on', async () => {
    const cwd = shippedFolder()
    writeFileSync(path.join(cwd, 'wrong.json'), '{"source":"aws.events"}')

    const { status, stderr } = await logferry(['invoke', 'wrong.json', events], { cwd })

    expect(status).toBe(3)
    expect(stderr).toContain('LF_EVENT_UNKNOWN wrong.json: no source knows an event with the keys source')
  })
})

describe('validate', () => {
  test('says where each sink goes, and that the config that ships is valid', async () => {
    const { status, stderr } = await logferry(['validate'], { cwd: shippedFolder() })

    expect(status).toBe(0)
    expect(stderr).toContain('search   opensearch  ./out/search')
    expect(stderr).toContain('plugins.config.json is valid: 3 routes\n')
  })

  test('says ten mistakes at once, each with its place, its code and what was meant', async () => {
    const cwd = emptyFolder()
    writeFileSync(path.join(cwd, 'plugins.config.json'), TEN_MISTAKES)

    const { status, stderr } = await logferry(['validate'], { cwd })

    expect(status).toBe(78)
    const found = stderr
      .split('\n')
      .flatMap((line) => /^plugins\.config\.json:(\d+:\d+) {2}error {2}(LF_\w+) {2}(.*)$/.exec(line)?.slice(1).join(' ') ?? [])
    expect(found).toEqual([
      '1:1 LF_CONFIG_MISSING the key "deadLetter" is missing. The sink that keeps what another refused: name a sink, or false to say that refused records are lost.',
      '2:3 LF_CONFIG_KEY unknown key "routs" — did you mean "routes"?',
      '5:55 LF_CONFIG_KEY routes[0].match: unknown key "loggroup" — did you mean "logGroup"?',
      '6:17 LF_PLUGIN_UNKNOWN routes[0].parser: there is no parser plugin "mysql-slw" — did you mean "mysql-slow"?',
      '7:62 LF_CONFIG_VALUE routes[0].transforms[0].options.keep: must be at most 1',
      '9:9 LF_CONFIG_NAME routes[0].to[0]: there is no sink "serach" — did you mean "search"?',
      '10:63 LF_OPTION_INVALID routes[0].to[1].when.Query_time.gte5: there is no operator "gte5": use eq, ne, gt, gte, lt, lte, in, contains, glob, exists',
      '10:79 LF_CONFIG_VALUE routes[0].to[1].every: must be a duration such as 30s, 5m, 1h or 1d',
      '15:58 LF_OPTION_INVALID sinks.search.options.url: must end after the host and port — the index is said by "index"',
      '16:53 LF_CONFIG_VARIABLE sinks.alerts.options.url: the variable SLACK_URL is not set — set it, or give a default: ${SLACK_URL:-…}',
      '16:69 LF_CONFIG_KEY sinks.alerts.options: unknown option "chanel" — did you mean "channel"?',
      '16:100 LF_CONFIG_VALUE sinks.alerts.timeoutMs: must be a whole number of milliseconds',
    ])
  })

  test('says that there is no config', async () => {
    const { status, stderr } = await logferry(['validate', '-c', 'none.json'], { cwd: emptyFolder() })

    expect(status).toBe(78)
    expect(stderr).toContain('none.json  error  LF_CONFIG_UNREADABLE  the config cannot be read: there is no such file')
  })

  test('prints JSON', async () => {
    const { stdout } = await logferry(['validate', '--no-environment', '--json'], { cwd: shippedFolder() })

    expect(JSON.parse(stdout)).toEqual({ valid: true, problems: [], findings: [] })
  })
})

const TEN_MISTAKES = `{
  "routs": [],
  "routes": [
    {
      "match": { "logGroup": "/aws/rds/**/slowquery", "loggroup": "x" },
      "parser": "mysql-slw",
      "transforms": [{ "use": "sample", "options": { "keep": 2 } }],
      "to": [
        "serach",
        { "sink": "alerts", "when": { "Query_time": { "gte5": 5 } }, "every": "1 hour", "by": ["Instance"] }
      ]
    }
  ],
  "sinks": {
    "search": { "use": "opensearch", "options": { "url": "https://search.example.com/logs" } },
    "alerts": { "use": "slack", "options": { "url": "\${SLACK_URL}", "chanel": "#x" }, "timeoutMs": "soon" }
  },
  "memory": "search"
}
`

describe('explain', () => {
  test('says which route takes a log group, why the others do not, and where its records go', async () => {
    const { status, stdout } = await logferry(['explain', '--log-group', '/aws/lambda/shop'], { cwd: shippedFolder() })

    expect(status).toBe(0)
    expect(stdout).toContain('routes[0]  does not: logGroup "/aws/lambda/shop" is not /aws/rds/**/slowquery')
    expect(stdout).toContain('routes[2]  takes it: logGroup "/aws/lambda/shop" matches **')
    expect(stdout).toMatch(/parser json\n {4}search +opensearch +\.\/out\/search +every record/)
  })

  test('says of each record which branch wants it, and why not', async () => {
    const { status, stdout } = await logferry(['explain', '--event', sample('cloudwatch/aurora-slowquery.json'), '-n', '2'], {
      cwd: shippedFolder(),
    })

    expect(status).toBe(0)
    expect(stdout).toMatch(/search +goes there/)
    expect(stdout).toMatch(/alerts +does not +Query_time \{"gt":5\} \(it is 0\.000206\)/)
    expect(stdout).toMatch(/archive +goes there/)
  })
})

describe('plugins', () => {
  test('lists all kinds, those of the config, too', async () => {
    const { status, stdout } = await logferry(['plugins'], { cwd: shippedFolder() })

    expect(status).toBe(0)
    for (const name of [
      'cloudwatch',
      'file',
      'mysql-slow',
      'postgresql',
      'json',
      'passthrough',
      'drop',
      'keep',
      'rename',
      'sample',
      'opensearch',
      's3',
      'slack',
    ])
      expect(stdout).toMatch(new RegExp(`^\\w+ +${name} `, 'm'))
  })

  test('tells the options and fields of one', async () => {
    const { stdout } = await logferry(['plugins', 'mysql-slow'], { cwd: shippedFolder() })

    expect(stdout).toMatch(/^parser mysql-slow\n {2}\S.*\n/)
    expect(stdout).toMatch(/^ {4}Query_time +time it took, in seconds$/m)
  })

  test('tells which options one needs, and what the others are by default', async () => {
    const { stdout } = await logferry(['plugins', 's3'], { cwd: shippedFolder() })

    expect(stdout).toMatch(/^ {4}url {2}text, required\n {8}\S/m)
    expect(stdout).toMatch(/^ {4}format {2}events or text, default "events"$/m)
    expect(stdout).not.toMatch(/^#|^\|/m)
  })
})

describe('schema', () => {
  test('prints the schema that editors use', async () => {
    const { stdout } = await logferry(['schema'], { cwd: emptyFolder() })

    expect(JSON.parse(stdout)).toMatchObject({ title: 'logferry config', type: 'object' })
  })
})

describe('the command line', () => {
  test.each([
    [['--nonsense'], "unknown option '--nonsense'"],
    [['rnu'], "unknown command 'rnu'"],
    [['run', '--evnt', 'x'], "unknown option '--evnt'"],
    [['parse'], "required option '-p, --parser <name>' not specified"],
  ])('%j is a mistake that is named', async (args, message) => {
    const { status, stderr } = await logferry(args, { cwd: emptyFolder() })

    expect(status).toBe(2)
    expect(stderr).toContain(`LF_USAGE ${message}`)
  })

  test('helps', async () => {
    const { status, stdout } = await logferry(['help'], { cwd: emptyFolder() })

    expect(status).toBe(0)
    for (const command of ['run', 'invoke', 'parse', 'validate', 'explain', 'plugins', 'schema']) expect(stdout).toContain(`  ${command} `)
  })
})
