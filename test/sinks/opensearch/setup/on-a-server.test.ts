import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Fields, LogRecord } from '../../../../core/index.ts'
import { fakeContext } from '../../../../core/testing/index.ts'
import { bulkBody } from '../../../../sinks/opensearch/bulk-body.ts'
import { classicDocuments } from '../../../../sinks/opensearch/classic-document.ts'
import { type Client, openClient } from '../../../../sinks/opensearch/client.ts'
import { connectionOf } from '../../../../sinks/opensearch/connection.ts'
import { ecsDocuments } from '../../../../sinks/opensearch/ecs-document.ts'
import { compileIndexName } from '../../../../sinks/opensearch/index-name.ts'
import type { Aggregation } from '../../../../sinks/opensearch/setup/dashboards/aggregation.ts'
import { dashboards } from '../../../../sinks/opensearch/setup/dashboards/dashboards.ts'
import { RATIO } from '../../../../sinks/opensearch/setup/dashboards/index-pattern.ts'
import { NAMES } from '../../../../sinks/opensearch/setup/dashboards/names.ts'
import { type Part, serverParts } from '../../../../sinks/opensearch/setup/part.ts'
import { type Comparison, compare } from '../../../../sinks/opensearch/setup/place.ts'
import { serverPlace } from '../../../../sinks/opensearch/setup/server-place.ts'
import { type TargetOptions, targetOf } from '../../../../sinks/opensearch/setup/target.ts'
import { describeWithServer } from '../../../servers/describe-with-server.ts'
import { opensearch } from '../../../servers/opensearch.mjs'
import { type OpenSearch, startOpenSearch } from '../../../servers/start-opensearch.mjs'
import { recordOf } from '../../sink.ts'
import { sampleRecords } from './sample-records.ts'

const CASES: readonly (readonly [string, TargetOptions])[] = [
  ['indices, under the names of the log', { fields: 'classic' }],
  ['a data stream, under the names of ECS', { fields: 'ecs', dataStream: 'logs-mysql.slowlog-default' }],
  ['indices, under the names of ECS', { fields: 'ecs', index: 'slow-{Instance}-{YYYY.MM}' }],
]

describeWithServer(opensearch.name, (folder) => {
  let client: Client
  let server: OpenSearch

  beforeAll(async () => {
    server = await startOpenSearch(folder)
    client = openClient(connectionOf({ url: server.url, auth: 'none' }), fakeContext('search'))
  }, 270_000)
  afterAll(async () => {
    client?.close()
    await server?.remove()
  })

  async function call(
    method: 'DELETE' | 'GET' | 'POST' | 'PUT',
    path: string,
    body?: object,
    query: Readonly<Record<string, string>> = {},
  ) {
    const sent = body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }
    const answer = await client.send({ method, path, query, ...sent }, AbortSignal.timeout(30_000))
    return { status: answer.status, json: JSON.parse(answer.body.toString()) }
  }

  const look = (part: Part): Promise<Comparison> => compare(part, serverPlace(client))
  const setUp = async (part: Part) => serverPlace(client).write(part, (await look(part)).found)
  const templateOf = (options: TargetOptions) => serverParts(targetOf(options))[0] as Part

  /** Indexes the records as the sink does, and gives what became of each. */
  async function index(records: readonly LogRecord[], { index, dataStream, fields }: TargetOptions) {
    const documents = fields === 'ecs' ? ecsDocuments() : classicDocuments()
    const { body } = bulkBody(records, compileIndexName(dataStream ?? index), { documents })
    const sent = { method: 'POST', path: '/_bulk', query: { refresh: 'true' }, type: 'application/x-ndjson', body } as const
    const { items } = JSON.parse((await client.send(sent, AbortSignal.timeout(30_000))).body.toString())
    return (items as readonly { readonly create: { readonly status: number; readonly error?: unknown } }[]).map(({ create }) => create)
  }

  const search = async (options: TargetOptions, body: object) => {
    const { status, json } = await call('POST', `/${targetOf(options).pattern}/_search`, body)
    expect({ status, error: json.error }).toEqual({ status: 200 })
    return json
  }

  describe.each(CASES)('the template of %s', (_, options) => {
    const records = sampleRecords()
    const { duration, fingerprint, instance } = NAMES[options.fields]

    beforeAll(async () => {
      await setUp(templateOf(options))
      const made = await index(records, options)
      expect(made.filter(({ status }) => status !== 201)).toEqual([])
    })

    test('is given back as it was put, so that nothing is to be done the second time', async () => {
      expect(await look(templateOf(options))).toMatchObject({ state: 'same', differences: [] })
    })

    test('types all that the samples have, so that each value is found, but a host that is no address', async () => {
      const all = await search(options, { size: 0, track_total_hits: true })
      const { hits } = await search(options, { size: 1000, query: { exists: { field: '_ignored' } } })

      expect(all.hits.total.value).toBe(records.length)
      const ignored = (hits.hits as readonly { readonly _ignored: readonly string[] }[]).flatMap(({ _ignored }) => _ignored)
      expect([...new Set(ignored)]).toEqual(options.fields === 'ecs' ? [] : ['IP'])
    })

    test('sums up time, and gives the 95th percentile, by fingerprint', async () => {
      const { aggregations } = await search(options, {
        size: 0,
        aggs: {
          by: {
            terms: { field: fingerprint, size: 1000 },
            aggs: { total: { sum: { field: duration } }, p95: { percentiles: { field: duration, percents: [95] } } },
          },
        },
      })

      const scale = options.fields === 'ecs' ? 1e9 : 1
      const wanted = new Map<string, number[]>()
      for (const { fields } of records) {
        if (typeof fields['Fingerprint'] !== 'string' || typeof fields['Query_time'] !== 'number') continue
        wanted.set(fields['Fingerprint'], [...(wanted.get(fields['Fingerprint']) ?? []), fields['Query_time'] * scale])
      }
      const found = new Map<string, { readonly total: { readonly value: number }; readonly p95: { readonly values: object } }>(
        aggregations.by.buckets.map((bucket: { readonly key: string }) => [bucket.key, bucket]),
      )
      expect(wanted.size).toBeGreaterThan(50)
      for (const [text, times] of wanted) {
        const bucket = found.get(text)
        expect(bucket?.total.value).toBeCloseTo(
          times.reduce((sum, time) => sum + time, 0),
          options.fields === 'ecs' ? -2 : 6,
        )
        const [p95] = Object.values(bucket?.p95.values ?? {}) as readonly number[]
        expect(p95).toBeGreaterThanOrEqual(Math.min(...times) * (1 - 1e-9))
        expect(p95).toBeLessThanOrEqual(Math.max(...times) * (1 + 1e-9))
      }
    })

    test('lets every picture of the dashboard be drawn', async () => {
      for (const { type, attributes } of dashboards(targetOf(options))) {
        if (type !== 'visualization') continue
        const { aggs } = JSON.parse(String(attributes['visState'])) as { readonly aggs: readonly Aggregation[] }

        const { aggregations } = await search(options, { size: 0, query: { exists: { field: duration } }, aggs: asSearch(aggs) })

        expect([attributes['title'], aggregations.group.buckets.length]).toEqual([
          attributes['title'],
          expect.toSatisfy((count) => count > 0),
        ])
      }
    })

    test('finds a statement by its words, and a client by its network', async () => {
      const total = async (query: object) => (await search(options, { size: 0, query })).hits.total.value
      const text = NAMES[options.fields].statement
      const ip = options.fields === 'ecs' ? 'source.ip' : 'IP'

      expect(await total({ match: { [text]: 'sleep' } })).toBeGreaterThan(0)
      expect(await total({ match: { [`${text}.words`]: 'sleep' } })).toBeGreaterThan(0)
      expect(await total({ term: { [ip]: '127.0.0.0/8' } })).toBeGreaterThan(0)
      expect(await total({ term: { [instance]: 'shop-1' } })).toBe(records.length)
      expect(await total({ range: { [duration]: { lt: 0 } } })).toBe(0)
    })

    test('takes any value of a known field, and of an unknown one whatever came first', async () => {
      const values = [3, 3.5, 'text', true, { a: { b: 1 } }, ['x', 'y'], null, 1e300, '', 'x'.repeat(40_000), '2026-11-22']
      const known = ['Query_time', 'IP', 'Full_scan', 'Start', 'User', 'Query', 'Fingerprint', 'Rows_sent', 'last_insert_id']
      const lists = [
        ...known.map((name) => [name, values] as const),
        ...values.map((_, i) => [`Unknown_${i}`, [...values.slice(i), ...values.slice(0, i)]] as const),
      ]
      const odd = lists.flatMap(([name, list]) =>
        list.map((value, i) => recordOf({ id: `${name} ${i}`, fields: { Lock_time: 0, [name]: value } as Fields })),
      )

      const made = await index(odd, options)

      expect(made.flatMap(({ status, error }, i) => (status === 201 ? [] : [[odd[i]?.id, error]]))).toEqual([])
    })

    test('keeps what was salvaged, unsearched', async () => {
      const { pattern } = targetOf(options)
      const { json } = await call('GET', `/${pattern}/_mapping/field/@salvaged`)
      const [mapping] = Object.values(json) as readonly { readonly mappings: object }[]

      const { status } = await call('POST', `/${pattern}/_search`, { query: { match: { '@salvaged': 'x' } } })

      expect(mapping?.mappings).toMatchObject({ '@salvaged': { mapping: { '@salvaged': { type: 'text', index: false } } } })
      expect(status).toBe(400)
    })
  })

  test('a template that somebody changed differs by just that, and is mended', async () => {
    const template = templateOf({ fields: 'classic', index: 'drift-{YYYY}' })
    await setUp(template)
    const path = `/_index_template/${template.name}`
    const { json } = await call('GET', path)
    const own = json.index_templates[0].index_template
    own.template.settings.index.number_of_replicas = '0'
    own.template.mappings.properties.Query_time = { type: 'keyword' }
    delete own.template.mappings.properties.IP
    await call('PUT', path, own)

    const drifted = await look(template)
    await setUp(template)

    expect(drifted).toMatchObject({ state: 'changed' })
    expect(drifted.differences).toEqual(
      expect.arrayContaining([
        { path: 'template.settings.index.number_of_replicas', from: '0' },
        { path: 'template.mappings.properties.Query_time.type', from: 'keyword', to: 'double' },
        { path: 'template.mappings.properties.IP', to: { type: 'ip' } },
      ]),
    )
    expect(drifted.differences).toHaveLength(3)
    expect((await look(template)).state).toBe('same')
  })

  test('a template that overlaps with one of the same priority is refused, and the message names that', async () => {
    const template = templateOf({ fields: 'classic', index: 'meet-{YYYY}' })
    const { priority } = template.body as { readonly priority: number }
    await call('PUT', '/_index_template/theirs', { index_patterns: ['meet-2*'], priority })

    await expect(setUp(template)).rejects.toMatchObject({
      code: 'LF_SETUP_FAILED',
      detail: expect.stringMatching(/HTTP 400, .*\[theirs\]/),
    })
  })

  test('a server without Index State Management is told from one that has no policy yet', async () => {
    const [, policy] = serverParts(targetOf({ fields: 'classic' }), 30)

    expect(await look(policy as Part)).toMatchObject({
      state: 'unable',
      found: { why: expect.stringContaining('no Index State Management') },
    })
  })
})

/** The aggregations of a picture as Dashboards ask the server: each group inside the one before, the measures in all. */
function asSearch(aggs: readonly Aggregation[]): object {
  const metrics = aggs.filter(({ schema, type, params }) => schema === 'metric' && type !== 'count' && params['field'] !== RATIO)
  const measures = Object.fromEntries(
    metrics.map(({ id, type, params: { field, percents } }) => [id, { [type]: { field, ...(percents ? { percents } : {}) } }]),
  )
  const within = ([group, ...others]: readonly Aggregation[]): object => {
    if (group === undefined) return measures
    const { field, size, order, orderBy } = group.params
    const by = Object.hasOwn(measures, String(orderBy)) ? String(orderBy) : '_count'
    const how = group.type === 'terms' ? { field, size, order: { [by]: order } } : { field, calendar_interval: '1d', min_doc_count: 1 }
    return { ...measures, group: { [group.type]: how, aggs: within(others) } }
  }
  return within(aggs.filter(({ schema }) => schema !== 'metric'))
}
