import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Plan } from '../../../core/plan.ts'
import { smallConfig } from './example-plugins.ts'
import { loadText, loadValue } from './load-text.ts'

async function planOf(value: unknown, env: Readonly<Record<string, string>> = {}): Promise<Plan> {
  const { plan, problems } = await loadValue(value, env)
  expect(problems.filter(({ level }) => level === 'error')).toEqual([])
  return plan as Plan
}

test('a config in a file becomes a plan', async () => {
  const { plan, problems, folder } = await loadText(
    `{
      "$schema": "./plugins.schema.json", // not looked at
      "routes": [
        {
          "match": { "logGroup": ["/aws/rds/**", "/old"], "account": "123456789012" },
          "parser": { "use": "lines", "options": { "minMs": "\${MIN_MS}" } },
          "transforms": [{ "use": "keep", "options": { "when": { "Query_time": { "gt": 1 } } } }],
          "to": [
            "search",
            { "sink": "archive", "raw": true, "required": false },
            { "sink": "alerts", "when": { "Query_time": { "gt": "\${SLOW:-5}" } }, "every": "\${WINDOW:-90m}", "by": ["User"], "pictures": ["graph"] },
          ],
        },
      ],
      "sinks": {
        "search": { "use": "opensearch", "options": { "url": "\${URL:-file:./out/a b}", "password": "\${PASSWORD}" }, "batch": { "records": 10 } },
        "archive": { "use": "s3", "options": { "url": "file:/var/archive" }, "retry": { "attempts": 1 }, "timeoutMs": "\${TIMEOUT}" },
        "alerts": { "use": "slack", "options": { "token": "$$x", "channel": "#dba" } },
      },
      "renderers": { "graph": { "use": "chart" } },
      "sources": { "jobs": { "use": "queue" } },
      "deadLetter": "archive",
      "memory": "archive",
    }`,
    { MIN_MS: '250', PASSWORD: 'hunter2', TIMEOUT: '100' },
  )

  expect(problems).toEqual([])
  expect(plan).toMatchObject({
    routes: [
      {
        id: 'routes[0]',
        match: { logGroup: ['/aws/rds/**', '/old'], account: ['123456789012'] },
        parser: { id: 'lines', plugin: { kind: 'parser', name: 'lines' }, options: { minMs: 250 } },
        transforms: [{ id: 'keep', options: { when: { Query_time: { gt: 1 } } } }],
      },
    ],
    renderers: { graph: { id: 'graph', plugin: { name: 'chart' }, options: {} } },
    sources: { jobs: { id: 'jobs' } },
    deadLetter: 'archive',
    memory: 'archive',
  })
  expect(plan?.routes[0]?.to).toEqual([
    { id: 'routes[0].to[0]', sink: 'search', by: [], raw: false, required: true, pictures: [] },
    { id: 'routes[0].to[1]', sink: 'archive', by: [], raw: true, required: false, pictures: [] },
    {
      id: 'routes[0].to[2]',
      sink: 'alerts',
      when: { Query_time: { gt: 5 } },
      everyMs: 5_400_000,
      by: ['User'],
      raw: false,
      required: true,
      pictures: ['graph'],
    },
  ])
  expect(plan?.sinks['search']).toMatchObject({
    id: 'search',
    options: {
      url: `file:${folder}/out/a b`,
      password: { secret: 'value', value: 'hunter2' },
      format: 'classic',
      ids: true,
      maxBytes: 1000,
      tags: [],
      tls: { verify: true },
    },
    batch: { records: 10 },
    retry: { attempts: 5, baseMs: 200, capMs: 10_000 },
    timeoutMs: 30_000,
  })
  expect(plan?.sinks['archive']).toMatchObject({
    options: { url: 'file:/var/archive' },
    retry: { attempts: 1, baseMs: 200 },
    timeoutMs: 100,
  })
  expect(plan?.sinks['alerts']?.options).toEqual({
    url: `file:${folder}/out`,
    token: { secret: 'value', value: '$x' },
    channel: '#dba',
  })
})

test('a config that is a value starts its paths from the folder given', async () => {
  const plan = await planOf({ ...smallConfig, sinks: { search: { use: 'opensearch', options: { url: 'file:../out' } } } })

  expect(plan.sinks['search']?.options['url']).toBe('file:/etc/out')
  expect(plan.deadLetter).toBe(false)
  expect(plan).not.toHaveProperty('memory')
})

test('an optional secret whose variable is empty is not there', async () => {
  const search = { use: 'opensearch', options: { url: 'x', password: '${PASSWORD:-}' } }

  const plan = await planOf({ ...smallConfig, sinks: { search } }, { PASSWORD: '' })

  expect(plan.sinks['search']?.options).not.toHaveProperty('password')
})

test('outside of options references work, too', async () => {
  const plan = await planOf(
    {
      ...smallConfig,
      routes: [{ match: { logGroup: '${GROUP}' }, parser: '${PARSER:-lines}', to: [{ sink: 'search', raw: '${RAW}' }] }],
      deadLetter: '${DEAD:-false}',
      memory: '${MEMORY:-}',
    },
    { GROUP: '/a', RAW: 'true' },
  )

  expect(plan.routes[0]).toMatchObject({ match: { logGroup: ['/a'] }, parser: { id: 'lines' }, to: [{ raw: true }] })
  expect(plan.deadLetter).toBe(false)
  expect(plan.memory).toBeUndefined()
})

test('neither $schema nor plugins is a place for references', async () => {
  const plan = await planOf({ ...smallConfig, $schema: '${NOWHERE', plugins: [] })

  expect(plan.routes).toHaveLength(1)
})

test('it does not touch the value it is given', async () => {
  const before = structuredClone(smallConfig)

  await planOf(smallConfig)

  expect(smallConfig).toEqual(before)
})

test('a path that an option names starts from the folder of the config, wherever it stands in the options', async () => {
  const pem = '-----BEGIN CERTIFICATE-----'
  const plan = await planOf({
    ...smallConfig,
    sources: {
      one: { use: 'queue', options: { paths: ['slow.log', '../old/slow.log.gz', '/var/log/slow.log', '-'], tls: { ca: './ca.pem' } } },
      two: { use: 'queue', options: { tls: { ca: pem } } },
    },
  })

  expect(plan.sources['one']?.options).toEqual({
    paths: ['/etc/logferry/slow.log', '/etc/old/slow.log.gz', '/var/log/slow.log', '-'],
    tls: { ca: '/etc/logferry/ca.pem' },
  })
  expect(plan.sources['two']?.options).toEqual({ paths: [], tls: { ca: pem } })
})

test('any name that may stand in a config names a sink, even one that every object inherits', async () => {
  const name = fc.oneof(fc.constantFrom('constructor', 'toString', 'options'), fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,20}$/))
  await fc.assert(
    fc.asyncProperty(name, async (sink) => {
      const plan = await planOf({
        routes: [{ match: { logGroup: '**' }, parser: 'lines', to: [sink] }],
        sinks: { [sink]: { use: 's3', options: { url: 'x' } } },
        deadLetter: sink,
        memory: sink,
      })
      expect(Object.keys(plan.sinks)).toEqual([sink])
      expect(plan.memory).toBe(sink)
    }),
    { numRuns: 50 },
  )
})

test('a sink of an inherited name is not there unless it is written', async () => {
  const { problems } = await loadValue({ ...smallConfig, deadLetter: 'toString' })

  expect(problems).toMatchObject([{ code: 'LF_CONFIG_NAME', path: ['deadLetter'] }])
})
