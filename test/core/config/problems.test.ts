import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../core/config/load.ts'
import { formatProblems } from '../../../core/config/problem.ts'
import { parseDocument } from '../../../core/config/read.ts'
import { examplePlugins, smallConfig } from './example-plugins.ts'
import { folderWith, loadText, loadValue } from './load-text.ts'

const TEN_MISTAKES = `{
  // A config with ten mistakes.
  "routes": [
    {
      "match": { "logGroop": "**" }, "parser": "lnies",
      "to": [
        "serach",
        { "sink": "search", "when": { "Query_time": { "above": 5 } }, "every": "1 hour" }
      ]
    }
  ],
  "sinks": {
    "search": { "use": "opensearch", "options": { "urll": "x", "maxBytes": "\${MAX}", "password": "hunter2" } },
    "archive": { "use": "lines" },
    "alerts": { "use": "opensearch", "options": { "url": "x", "tags": ["good", "bad"], } },
  },
  "memory": "archive",
}
`

const TEN_LINES = `plugins.config.json:1:1  error  LF_CONFIG_MISSING  the key "deadLetter" is missing. The sink that keeps what another refused: name a sink, or false to say that refused records are lost.
    1 | {
      | ^
plugins.config.json:5:18  error  LF_CONFIG_KEY  routes[0].match: unknown key "logGroop" — did you mean "logGroup"?
    5 |       "match": { "logGroop": **** }, "parser": "lnies",
      |                  ^^^^^^^^^^
plugins.config.json:5:48  error  LF_PLUGIN_UNKNOWN  routes[0].parser: there is no parser plugin "lnies" — did you mean "lines"?
    5 |       "match": { "logGroop": **** }, "parser": "lnies",
      |                                                ^^^^^^^
plugins.config.json:7:9  error  LF_CONFIG_NAME  routes[0].to[0]: there is no sink "serach" — did you mean "search"?
    7 |         "serach",
      |         ^^^^^^^^
plugins.config.json:8:64  error  LF_OPTION_INVALID  routes[0].to[1].when.Query_time.above: there is no operator "above": use eq, ne, gt, gte, lt, lte, in, contains, glob, exists
    8 |         { "sink": "search", "when": { "Query_time": { "above": 5 } }, "every": "1 hour" }
      |                                                                ^
plugins.config.json:8:80  error  LF_CONFIG_VALUE  routes[0].to[1].every: must be a duration such as 30s, 5m, 1h or 1d
    8 |         { "sink": "search", "when": { "Query_time": { "above": 5 } }, "every": "1 hour" }
      |                                                                                ^^^^^^^^
plugins.config.json:13:51  error  LF_CONFIG_KEY  sinks.search.options: unknown option "urll" — did you mean "url"?
   13 |     "search": { "use": "opensearch", "options": { "urll": ***, "maxBytes": "\${MAX}", "password": ********* } },
      |                                                   ^^^^^^
plugins.config.json:13:76  error  LF_CONFIG_VARIABLE  sinks.search.options.maxBytes: the variable MAX is not set — set it, or give a default: \${MAX:-…}
   13 |     "search": { "use": "opensearch", "options": { "urll": ***, "maxBytes": "\${MAX}", "password": ********* } },
      |                                                                            ^^^^^^^^
plugins.config.json:14:25  error  LF_PLUGIN_UNKNOWN  sinks.archive.use: "lines" is a parser, not a sink — sinks are: opensearch, s3, slack
   14 |     "archive": { "use": "lines" },
      |                         ^^^^^^^
plugins.config.json:15:80  error  LF_OPTION_INVALID  sinks.alerts.options.tags[1]: this tag is taken
   15 |     "alerts": { "use": "opensearch", "options": { "url": "x", "tags": ["good", "bad"], } },
      |                                                                                ^^^^^
`

test('ten mistakes are all shown at once, each in its place', async () => {
  const { said, plan } = await loadText(TEN_MISTAKES)

  expect(said).toBe(TEN_LINES)
  expect(plan).toBeUndefined()
})

describe('a threshold that is no number', () => {
  const config = `{
  "routes": [{ "match": { "logGroup": "**" }, "parser": "lines", "to": [
    { "sink": "search",
      "when": { "Query_time": { "gt": "\${ALERT_SECONDS}", "lte": "\${MOST:-99}" }, "Usr": { "exist": true } } }
  ] }],
  "sinks": { "search": { "use": "opensearch", "options": { "url": "x" } } }, "deadLetter": false
}`

  test('is an error in its place, beside what else is wrong with the condition', async () => {
    const { said, plan } = await loadText(config, { ALERT_SECONDS: 'five' })

    expect(said.split('\n').filter((line) => line.includes('error'))).toEqual([
      'plugins.config.json:4:39  error  LF_OPTION_INVALID  routes[0].to[0].when.Query_time.gt: must be a number, or a text that is one (it comes from the variable ALERT_SECONDS)',
      'plugins.config.json:4:101  error  LF_OPTION_INVALID  routes[0].to[0].when.Usr.exist: there is no operator "exist": use eq, ne, gt, gte, lt, lte, in, contains, glob, exists',
    ])
    expect(plan).toBeUndefined()
  })

  test('is none where the variable holds one', async () => {
    const { plan } = await loadText(config.replace('exist"', 'exists"'), { ALERT_SECONDS: '0.5' })

    expect(plan?.routes[0]?.to[0]?.when).toEqual({ Query_time: { gt: 0.5, lte: 99 }, Usr: { exists: true } })
  })
})

describe('what a message says', () => {
  const saidOf = async (change: Record<string, unknown>) => formatProblems((await loadValue({ ...smallConfig, ...change })).problems)
  const route = (more: object) => ({ routes: [{ ...smallConfig.routes[0], ...more }] })
  const search = (options: object, more: object = {}) => ({
    sinks: { search: { use: 'opensearch', options: { url: 'x', ...options }, ...more } },
  })

  test.each<[string, Record<string, unknown>, string]>([
    [
      'an unknown key',
      { schedules: {} },
      'unknown key "schedules" — allowed are: $schema, plugins, routes, sinks, renderers, sources, snapshots, deadLetter, memory',
    ],
    ['no routes', { routes: [] }, 'routes: must have at least one item'],
    ['a dead letter that is true', { deadLetter: true }, 'deadLetter: must be the name of a sink, or false'],
    ['a dead letter that is no name', { deadLetter: 5 }, 'deadLetter: must be the name of a sink, or false'],
    ['a dead letter that cannot keep', { deadLetter: 'search' }, 'deadLetter: the sink "search" cannot keep who refused a record, and why'],
    [
      'a dead letter that cannot keep, where another could',
      { sinks: { ...smallConfig.sinks, a: { use: 's3', options: { url: 'x' } } }, deadLetter: 'search' },
      'deadLetter: the sink "search" cannot keep who refused a record, and why — these can: a',
    ],
    [
      'a name so short that no other is meant',
      { sinks: { ...smallConfig.sinks, s: { use: 's3', options: { url: 'x' } } }, deadLetter: 't' },
      'deadLetter: there is no sink "t" — defined are: search, s',
    ],
    ['a memory that cannot keep', { memory: 'search' }, 'memory: the sink "search" cannot keep a memory'],
    [
      'a memory that cannot keep, where another could',
      { sinks: { ...smallConfig.sinks, a: { use: 's3', options: { url: 'x' } } }, memory: 'search' },
      'memory: the sink "search" cannot keep a memory — these can: a',
    ],
    ['a null', { routes: null }, 'routes: must be a list, not null'],
    ['a match of nothing', route({ match: {} }), 'routes[0].match: must have at least one of source, account, region, logGroup, logStream'],
    ['a match of a number', route({ match: { logGroup: 5 } }), 'routes[0].match.logGroup: must be a glob or a list of globs'],
    ['no branch', route({ to: [] }), 'routes[0].to: must have at least one item'],
    [
      'by without every',
      route({ to: [{ sink: 'search', by: ['User'] }] }),
      'routes[0].to[0]: "by" says what "every" counts by — add "every", such as "every": "1h"',
    ],
    [
      'a picture nobody draws',
      route({ to: [{ sink: 'search', pictures: ['cpu'] }] }),
      'routes[0].to[0].pictures[0]: there is no renderer "cpu"',
    ],
    [
      'a name with a space',
      { sinks: { ...smallConfig.sinks, 'my sink': { use: 's3', options: { url: 'x' } } } },
      'sinks: "my sink" is no name — it must be a letter, then letters, digits, "-", "_" or "."',
    ],
    ['a sink without use', { sinks: { search: {} } }, 'sinks.search: the key "use" is missing. The name of the plugin.'],
    ...(['baseMs', 'capMs'] as const).map((name): [string, Record<string, unknown>, string] => [
      `a pause (${name}) that no timer takes`,
      search({}, { retry: { [name]: 2 ** 31 } }),
      `sinks.search.retry.${name}: must be at most 2147483647`,
    ]),
    ['a timeout that no timer takes', search({}, { timeoutMs: '1e15' }), 'sinks.search.timeoutMs: must be at most 2147483647'],
    ['no end of attempts', search({}, { retry: { attempts: 1e308 } }), 'sinks.search.retry.attempts: must be at most 1000000'],
    ['a timeout with a unit', search({}, { timeoutMs: '30s' }), 'sinks.search.timeoutMs: must be a whole number of milliseconds'],
    ['a match that is a text', route({ match: '/a/**' }), 'routes[0].match: must be an object such as { "logGroup": "/aws/rds/**" }'],
    ['a sink in place of a list', route({ to: 'search' }), 'routes[0].to: must be a list of sinks'],
    ['half a record', search({}, { batch: { records: 1.5 } }), 'sinks.search.batch.records: must be a whole number'],
    ['no request in flight', search({}, { batch: { inFlight: 0 } }), 'sinks.search.batch.inFlight: must be at least 1'],
    ['fewer bytes than one', search({}, { batch: { bytes: -1 } }), 'sinks.search.batch.bytes: must be at least 1'],
    ['too few attempts', search({}, { retry: { attempts: 0 } }), 'sinks.search.retry.attempts: must be at least 1'],
    ['a missing option', search({ url: undefined }), 'sinks.search.options: the option "url" is missing. Where it is.'],
    [
      'a wrong choice',
      search({ format: 'Classics' }),
      'sinks.search.options.format: must be one of "classic", "ecs" — did you mean "classic"?',
    ],
    ['half a byte', search({ maxBytes: 0.5 }), 'sinks.search.options.maxBytes: must be a whole number'],
    ['too many bytes', search({ maxBytes: '9999' }), 'sinks.search.options.maxBytes: must be at most 5000'],
    ['a list that is none', search({ tags: 'a' }), 'sinks.search.options.tags: must be a list'],
    ['a nested option', search({ tls: { verfy: true } }), 'sinks.search.options.tls: unknown option "verfy" — did you mean "verify"?'],
    ['a url of no folder', search({ url: 'file:' }), 'sinks.search.options.url: must name a folder, such as file:./out'],
    [
      'a plugin that breaks',
      search({ url: 'boom' }),
      'sinks.search.options: the sink plugin "opensearch" failed while it was set up: no such place',
    ],
    [
      'options of a plugin without any',
      { renderers: { cpu: { use: 'chart', options: { a: 1 } } } },
      'renderers.cpu.options: unknown option "a" — there are no options here',
    ],
    [
      'a pattern',
      { sinks: { ...smallConfig.sinks, chat: { use: 'slack', options: { token: 't', channel: 'dba' } } } },
      'sinks.chat.options.channel: must be a text that matches ^#',
    ],
  ])('%s', async (_, change, expected) => {
    const lines = (await saidOf(change)).split('\n').filter((line) => line.startsWith('error'))

    expect(lines.map((line) => line.replace(/^error {2}\w+ {2}/, ''))).toEqual([expected])
  })

  test.each([[[]], ['text'], [null], [5]])('a config that is %j', async (value) => {
    expect(formatProblems((await loadValue(value)).problems)).toMatch(/^error {2}LF_CONFIG_VALUE {2}must be an object/)
  })
})

describe('what is no config', () => {
  test('a file that is not there', async () => {
    const { problems, plan } = await loadConfig({ file: '/nowhere/plugins.config.json', env: {}, builtins: [] })

    expect(formatProblems(problems)).toBe(
      '/nowhere/plugins.config.json  error  LF_CONFIG_UNREADABLE  the config cannot be read: there is no such file — name it with -c, in Lambda with LOGFERRY_CONFIG\n',
    )
    expect(plan).toBeUndefined()
  })

  test('a folder', async () => {
    const file = path.join(await folderWith({}), 'plugins.config.json')
    await mkdir(file)

    const { problems } = await loadConfig({ file, env: {}, builtins: [] })

    expect(problems).toMatchObject([{ code: 'LF_CONFIG_UNREADABLE', message: 'the config cannot be read: it is a folder' }])
  })

  test.each([
    ['{"a": 1\n "b": 2}', '2:2', 'a comma is missing before this, or a bracket is not closed'],
    ['', '1:1', 'a value is missing here'],
    ['{"a": "x\n}', '1:7', 'this text has no closing quote'],
    ["{'a': 1}", '1:2', 'this is not JSON — keys and texts stand in double quotes'],
    ['{"a": [1, 2}', '1:12', 'a comma is missing before this, or a bracket is not closed'],
    ['{"a": [1, 2', '1:12', 'a ] is missing here'],
    ['{} {}', '1:4', 'the config had already ended before this'],
  ])('%j', async (text, place, message) => {
    const { said } = await loadText(text)

    expect(said.split('\n')[0]).toBe(`plugins.config.json:${place}  error  LF_CONFIG_SYNTAX  ${message}`)
  })

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '/', '*', '1', 'sinks', '\n') }), (text) => {
        const { value, problems } = parseDocument(text, 'plugins.config.json')
        expect(value === undefined).toBe(problems.some(({ code }) => code === 'LF_CONFIG_SYNTAX'))
      }),
    )
  })

  test('nor does any value', async () => {
    const key = fc.constantFrom(
      ...['routes', 'sinks', 'match', 'to', 'parser', 'use', 'options', 'when', 'deadLetter', 'memory', 'plugins', '__proto__'],
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom('s3', '**', '', '${X}', null, 5, true),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      ),
    }))
    await fc.assert(
      fc.asyncProperty(value, async (config) => {
        expect((await loadValue(config)).problems.length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('a config that is deeper than a stack', () => {
  const deep = (levels: number) => {
    const when = `${'{"not":\n'.repeat(levels)}{ "User": { "exists": true } }${'}'.repeat(levels)}`
    return `{ "routes": [{ "match": { "logGroup": "**" }, "parser": "lines", "to": [{ "sink": "search", "when":
${when} }] }], "sinks": { "search": { "use": "opensearch", "options": { "url": "x" } } }, "deadLetter": false }`
  }
  const SAID = 'objects and lists may stand 200 deep in each other, and no deeper'

  test.each([195, 3000, 100_000])('by %i levels, is refused where it becomes too deep', async (levels) => {
    const { said } = await loadText(deep(levels))

    expect(said.split('\n')[0]).toBe(`plugins.config.json:197:1  error  LF_CONFIG_SYNTAX  ${SAID}`)
  })

  test('is refused as a value, too', async () => {
    const { problems } = await loadValue(JSON.parse(deep(3000)))

    expect(problems).toMatchObject([{ level: 'error', code: 'LF_CONFIG_VALUE', message: SAID }])
  })

  test('as deep as it may be, it is valid', async () => {
    expect((await loadText(deep(193))).problems).toEqual([])
  })
})

test('a key that stands twice is an error, at the second', async () => {
  const { said } = await loadText('{\n  "memory": "a",\n  "memory": "b"\n}')

  expect(said).toContain('plugins.config.json:3:3  error  LF_CONFIG_KEY  the key "memory" stands here twice — remove one')
})

test('a key called __proto__ is an error', async () => {
  const { said } = await loadText('{ "__proto__": {}, "sinks": {} }')

  expect(said).toContain('plugins.config.json:1:3  error  LF_CONFIG_KEY  no key may be called "__proto__"')
})

describe('secrets', () => {
  const literal = (options: string) => `{
  "routes": [{ "match": { "logGroup": "**" }, "parser": "lines", "to": ["search"] }], // xoxb-commented
  "sinks": { "search": { "use": "opensearch", ${options}, "nope": 1 } }, "deadLetter": false
}`

  test.each([
    '"options": { "url": "x", "password": "xoxb-1" }',
    '"options": { "url": "x", "pasword": "xoxb-1" }',
    '"options": { "url": "x", "password": ["xoxb-1"] }',
    '"options": { "url": "x", "tls": { "key": "xoxb-1", "verify": "maybe" } }',
    '"options": { "url": "x", "password": "${TOKEN:-xoxb-1}", "maxBytes": "many" }',
    '"options": { "url": { "password": "xoxb-1" } }',
    '"options": { "url": "x", "password": "${xoxb-1}" }',
    '"password": "xoxb-1"',
    '"options": { "url": "x", "password": xoxb-1 }',
    '"options": { "url": "x", "password": "xoxb-1 }',
    '"options": { "url": "x" "password": "xoxb-1" }',
    '"options": "xoxb-1"',
    '"uze": "slack", "options": { "token": "xoxb-1", "token": "xoxb-2" }',
  ])('%s is not shown', async (options) => {
    const { said } = await loadText(literal(options), { TOKEN: 'xoxb-from-environment' })

    expect(said).toContain('error')
    expect(said).not.toContain('xoxb')
  })

  test.each([
    ['https://admin:xoxb-1@search.example.com', '"https://************@search.example.com"'],
    ['https://admin:x@oxb xoxb-1@search.example.com', undefined],
    ['${URL:-https://admin:xoxb-1@search.example.com}', undefined],
    ['https://search.example.com/?sig=xoxb-1', undefined],
    ['https:\\/\\/admin:xoxb-1\\u0040search.example.com', undefined],
    ['https://hooks.slack.com/services/T1/B1/xoxb-1', undefined],
  ])('what is secret in the url %s is not shown', async (url, shown) => {
    const { said } = await loadText(literal(`"options": { "url": "${url}", "nope": 1 }`))

    expect(said).toContain('error')
    expect(said).not.toContain('xoxb')
    if (shown !== undefined) expect(said).toContain(shown)
  })

  test('of an unknown plugin no option is shown', async () => {
    const { said } = await loadText(literal('"options": { "url": "xoxb-1" }').replace('opensearch', 'splunk'))

    expect(said).toContain('there is no sink plugin "splunk"')
    expect(said).not.toContain('xoxb')
  })
})

test('a long line is cut around the fault', async () => {
  const { said } = await loadText(`{ "routes": [], ${'"sinks": {}, '.repeat(30)} "nope": 1, ${'"sinks": {}, '.repeat(30)} }`)
  const [, excerpt = '', carets = ''] = said.split('\n').slice(said.split('\n').findIndex((line) => line.includes('"nope" —')))

  expect(excerpt.slice(8)).toMatch(/^….{119}…$/)
  expect(excerpt.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('"nope"')
})

test('problems of a config without a file have no place', async () => {
  const { problems } = await loadConfig({ value: {}, folder: '/', env: {}, builtins: examplePlugins })

  expect(problems.map(({ line, file }) => line ?? file)).toEqual([undefined, undefined, undefined])
})
