import { describe, expect, test } from 'vitest'
import { formatProblems } from '../../../core/config/problem.ts'
import { loadText, loadValue } from './load-text.ts'

const SINKS = {
  search: { use: 'opensearch', options: { url: 'x' } },
  archive: { use: 's3', options: { url: 'x' } },
  alerts: { use: 'slack', options: { token: 't', channel: '#dba' } },
}
const route = (match: object, to: readonly unknown[] = ['search'], more: object = {}) => ({ match, parser: 'lines', to, ...more })

async function adviceOn(routes: readonly unknown[], more: object = {}): Promise<readonly string[]> {
  const used = JSON.stringify([routes, more])
  const sinks = Object.fromEntries(Object.entries(SINKS).filter(([name]) => name === 'archive' || used.includes(`"${name}"`)))
  const { problems, plan } = await loadValue({ routes, sinks, deadLetter: 'archive', ...more })
  expect(plan).toBeDefined()
  expect(problems.every(({ level }) => level === 'warning')).toBe(true)
  return formatProblems(problems)
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace(/^warning {2}\w+ {2}/, ''))
}

describe('a route behind another', () => {
  const UNREACHED = ['routes[1].match: no event comes here — routes[0] matches all of them before']

  test.each([
    [{ logGroup: '**' }, { account: '1' }],
    [{ logGroup: '/a/*' }, { logGroup: '/a/*', logStream: 'x' }],
    [{ logGroup: ['/a', '/b'] }, { logGroup: '/b' }],
    [{ logGroup: '/aws/**' }, { logGroup: '/aws/rds/instance/shop-1/slowquery' }],
    [{ region: '**' }, { region: 'eu-*' }],
  ])('%j hides %j', async (earlier, later) => {
    expect(await adviceOn([route(earlier), route(later)])).toEqual(UNREACHED)
  })

  test.each([
    [{ logGroup: '/a' }, { logGroup: '/b' }],
    [{ account: '**' }, { logGroup: '/a' }],
    [{ logGroup: '/a', logStream: 'x' }, { logGroup: '/a' }],
    [{ logGroup: '/a/**' }, { logGroup: '/{a,b}/c' }],
    [{ logGroup: '/a' }, { logGroup: ['/a', '/b'] }],
  ])('%j may leave something to %j', async (earlier, later) => {
    expect(await adviceOn([route(earlier), route(later)])).toEqual([])
  })
})

describe('what nothing uses', () => {
  test('a sink and a renderer', async () => {
    const advice = await adviceOn([route({ logGroup: '**' })], { sinks: { ...SINKS }, renderers: { cpu: { use: 'chart' } } })

    expect(advice).toEqual([
      'sinks: nothing uses the sink "alerts" — name it in a route, or remove it',
      'renderers: nothing uses the renderer "cpu" — name it in a route, or remove it',
    ])
  })

  test('the dead letter and the memory are uses', async () => {
    const { search, archive } = SINKS

    const advice = await adviceOn([route({ logGroup: '**' })], { sinks: { search, archive, kept: archive }, memory: 'kept' })

    expect(advice).toEqual([])
  })
})

describe('alerts without a memory', () => {
  const FORGETFUL = 'what was sent is remembered by one process only, so that another sends it again — add "memory": "archive"'

  test('every', async () => {
    const to = [{ sink: 'search', every: '1h' }]

    expect(await adviceOn([route({ logGroup: '**' }, to)])).toEqual([`routes[0].to[0]: ${FORGETFUL}`])
    expect(await adviceOn([route({ logGroup: '**' }, to)], { memory: 'archive' })).toEqual([])
  })

  test('a sink that shows twice what it is given twice; it is said once', async () => {
    expect(await adviceOn([route({ logGroup: '**' }, ['search', 'alerts', { sink: 'alerts', raw: true }])])).toEqual([
      `routes[0].to[1]: ${FORGETFUL}`,
    ])
  })
})

test('a source that pulls, without a memory', async () => {
  const pulls = { sources: { jobs: { use: 'queue' } } }

  expect(await adviceOn([route({ logGroup: '**' })], pulls)).toEqual([
    'sources.jobs: how far it is read is remembered by one process only, so that the next one begins anew — add "memory": "archive"',
  ])
  expect(await adviceOn([route({ logGroup: '**' })], { ...pulls, memory: 'archive' })).toEqual([])
  expect(await adviceOn([route({ logGroup: '**' })], { sources: { pushed: { use: 'trigger' } } })).toEqual([])
})

describe('fields that are not there', () => {
  const on = (terms: object, more: object = {}) =>
    adviceOn([route({ logGroup: '**' }, [{ sink: 'search', ...terms }], more)], { memory: 'archive' })

  test('in a condition, with the name that was meant', async () => {
    expect(await on({ when: { any: [{ Query_Time: { gt: 5 } }, { not: { Colour: { eq: 'red' } } }] } })).toEqual([
      'routes[0].to[0].when: nothing here makes a field "Query_Time" — did you mean "Query_time"?',
      'routes[0].to[0].when: nothing here makes a field "Colour" — there are: Query_time, User, Engine, Instance, Cluster, Parse_error, Truncated',
    ])
  })

  test('in by', async () => {
    expect(await on({ every: '1h', by: ['User', 'Usr'] })).toEqual([
      'routes[0].to[0].by[1]: nothing here makes a field "Usr" — did you mean "User"?',
    ])
  })

  test('those of the core and parts of those that are made are there', async () => {
    expect(await on({ when: { Instance: { eq: 'a' }, 'User.name': { exists: true }, Truncated: { eq: true } } })).toEqual([])
  })

  test('nothing is said where a parser or a transform does not tell its fields', async () => {
    expect(await on({ when: { Anything: { eq: 1 } } }, { parser: 'silent' })).toEqual([])
  })

  test('in the condition of a transform: only what the parser and the transforms before it make', async () => {
    const keep = (field: string) => ({ use: 'keep', options: { when: { any: [{ [field]: { exists: true } }] } } })
    const named = { use: 'naming' }

    expect(await on({}, { transforms: [keep('Usr'), keep('Instance'), keep('Name'), named, keep('Name')] })).toEqual([
      'routes[0].transforms[0].options.when: nothing here makes a field "Usr" — did you mean "User"?',
      'routes[0].transforms[2].options.when: nothing here makes a field "Name" — there are: Query_time, User, Engine, Instance, Cluster, Parse_error, Truncated',
    ])
    expect(await on({}, { parser: 'silent', transforms: [keep('Usr')] })).toEqual([])
  })

  test('a raw record has only what its origin gives', async () => {
    expect(await on({ raw: true, when: { Instance: { eq: 'a' }, Query_time: { gt: 5 } } })).toEqual([
      'routes[0].to[0].when: a raw record has no field "Query_time": it is not parsed — remove "raw", or this',
    ])
  })
})

test('a warning has its place in the file', async () => {
  const { said } = await loadText(`{
  "routes": [{ "match": { "logGroup": "**" }, "parser": "lines", "to": ["archive"] }],
  "sinks": {
    "archive": { "use": "s3", "options": { "url": "x" } }, "spare": { "use": "s3", "options": { "url": "x" } } },
  "deadLetter": false
}`)

  expect(
    said,
  ).toBe(`plugins.config.json:4:60  warning  LF_CONFIG_NAME  sinks: nothing uses the sink "spare" — name it in a route, or remove it
    4 |     "archive": { "use": "s3", "options": { "url": "x" } }, "spare": { "use": "s3", "options": { "url": "x" } } },
      |                                                            ^^^^^^^
`)
})

test('while there are errors, no advice is given', async () => {
  const { problems } = await loadText(
    '{ "routes": [], "sinks": { "spare": { "use": "s3", "options": { "url": "x" } } }, "deadLetter": false }',
  )

  expect(problems).toMatchObject([{ level: 'error', path: ['routes'] }])
})
