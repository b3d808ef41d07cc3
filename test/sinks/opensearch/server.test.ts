import { describe, expect, test } from 'vitest'
import { exampleRecord, sinkSuite } from '../../../core/testing/index.ts'
import { junkRecords } from '../../../core/testing/junk.ts'
import opensearch from '../../../sinks/opensearch/index.ts'
import { itemOf, verdictOf } from '../../../sinks/opensearch/item.ts'
import { describeWithServer } from '../../servers/describe-with-server.ts'
import { opensearch as fetched } from '../../servers/opensearch.mjs'
import { recordOf, write } from '../sink.ts'
import { openSink } from './open-sink.ts'
import { realServer } from './real.ts'

describeWithServer(fetched.name, (folder) => {
  const real = realServer(folder)
  let count = 0
  /** An index that nobody else uses, made if it is to have settings or mappings of its own. */
  async function newIndex(body?: object): Promise<string> {
    const index = `test-${++count}`
    if (body !== undefined) expect(await real.ask('PUT', `/${index}?wait_for_active_shards=0`, body)).toMatchObject({ status: 200 })
    return index
  }
  const open = (index: string, options: Readonly<Record<string, unknown>> = {}) => openSink(real.url, { index, ...options })
  const sourcesIn = async (index: string) => (await real.documents(index)).map(({ _source }) => _source)

  describe('the sink keeps its contract', () => {
    const openIndex = () => {
      const index = `contract-${++count}`
      return {
        options: { url: real.url, index },
        stored: async () => (await real.documents(index)).map(({ _id, _source }) => [_id, _source]).sort(),
        close: () => real.ask('DELETE', `/${index}`),
      }
    }
    const refused = exampleRecord({ id: 'x'.repeat(513) })

    for (const { name, run } of sinkSuite({ plugin: opensearch, open: openIndex, refused })) test(name, run)
  })

  test('a document is stored under the id of its record, as the console-made function wrote it, and once', async () => {
    const { sink } = openSink(real.url)

    const outcomes = [...(await write(sink, [recordOf()])), ...(await write(sink, [recordOf(), recordOf({ id: 'b' })]))]

    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered'])
    const stored = await real.documents('cwl-aws-rds-instance-shop-1-slowquery-2026.11.22')
    expect(stored.map(({ _id }) => _id)).toEqual([recordOf().id, 'b'])
    expect(stored[0]?._source).toMatchObject({ '@id': recordOf().id, '@timestamp': '2026-11-22T11:10:01.847Z', Query_time: 12.4 })
  })

  test('of a thousand documents each is there', async () => {
    const index = await newIndex()
    const records = Array.from({ length: 1000 }, (_, i) => recordOf({ id: `é ${i}`, fields: { Query_time: i / 7 } }))

    const outcomes = await write(open(index).sink, records)

    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['delivered']))
    expect((await real.documents(index)).map(({ _id }) => _id).sort()).toEqual(records.map(({ id }) => id).sort())
  })

  test('without ids the server makes them, and what is sent twice is there twice', async () => {
    const index = await newIndex()
    const { sink } = open(index, { ids: false })

    const outcomes = [...(await write(sink, [recordOf()])), ...(await write(sink, [recordOf()]))]

    expect(outcomes).toEqual([{ status: 'delivered' }, { status: 'delivered' }])
    expect(new Set((await real.documents(index)).map(({ _id }) => _id)).size).toBe(2)
  })

  describe('a data stream', () => {
    test('takes documents, each once, and refuses what is not `create`', async () => {
      const template = { index_patterns: ['logs-*'], data_stream: {}, priority: 100 }
      expect(await real.ask('PUT', '/_index_template/logs', template)).toMatchObject({ status: 200 })
      const { sink } = openSink(real.url, { dataStream: 'logs-{Instance}' })

      const outcomes = [...(await write(sink, [recordOf()])), ...(await write(sink, [recordOf()]))]

      expect(outcomes).toEqual([{ status: 'delivered' }, { status: 'delivered' }])
      expect((await real.documents('logs-shop-1')).map(({ _id, _index }) => [_id, _index])).toEqual([
        [recordOf().id, '.ds-logs-shop-1-000001'],
      ])
      const bulk = `{"index":{"_index":"logs-shop-1"}}\n{"@timestamp":"2026-11-22T11:10:01.847Z"}\n`
      const { json } = await real.ask('POST', '/_bulk', bulk)
      expect(verdictOf(itemOf(json.items[0]) ?? { status: 0 })).toEqual({
        outcome: { status: 'rejected', code: 'LF_SINK_REFUSED', detail: 'HTTP 400, illegal_argument_exception' },
      })
    })
  })

  describe('a field that the index refuses is salvaged', () => {
    const mappings = {
      properties: {
        n: { type: 'long' },
        d: { type: 'date' },
        k: { type: 'keyword' },
        o: { properties: { x: { type: 'long' } } },
        ip: { type: 'ip' },
        f: { type: 'flat_object' },
        dn: { type: 'date_nanos' },
        r: { type: 'integer_range' },
        al: { type: 'alias', path: 'k' },
        cs: { type: 'completion' },
      },
    }

    test.each([
      ['a text in a number', { n: 'many' }],
      ['an object in a number', { n: { a: 1 } }],
      ['a number that is too large', { n: 1e30 }],
      ['a text in a date', { d: 'n/a' }],
      ['an object in a keyword', { k: { a: 1 } }],
      ['a term that is immense', { k: 'x'.repeat(40_000) }],
      ['a value in an object', { o: 1 }],
      ['a text below an object', { o: { x: 'many' } }],
      ['an object below a number', { 'o.x.y': 1 }],
      ['an object below a keyword', { 'k.z': 1 }],
      ['a name in an address', { ip: 'localhost' }],
      ['a value in a flat object', { f: 'text' }],
      ['an immense value in a flat object', { f: { a: 'x'.repeat(40_000) } }],
      ['a time before 1970 in nanoseconds', { dn: -1 }],
      ['a value in a range', { r: 5 }],
      ['a value for an alias', { al: 'x' }],
      ['a number in a suggester', { cs: 5 }],
      ['a list of a value and an object', { list: [1, { a: 1 }] }],
      ['a field of the server', { _seq_no: 1 }],
      ['a name that no index takes', { 'a..b': 1 }],
    ])('%s', async (_, bad) => {
      const index = await newIndex({ mappings })
      const { sink, said } = open(index)

      const outcomes = await write(sink, [recordOf({ id: 'good', fields: {} }), recordOf({ fields: { ...bad, fine: 1 } })])

      expect(outcomes).toEqual([{ status: 'delivered' }, { status: 'delivered', note: 'salvaged' }])
      const [, { '@salvaged': salvaged, ...document } = {}] = await sourcesIn(index)
      expect(JSON.parse(String(salvaged))).toEqual(bad)
      expect(document).toMatchObject({ '@id': recordOf().id, fine: 1 })
      expect(said.map(({ facts }) => [facts['index'], facts['field']])).toEqual(Object.keys(bad).map((field) => [index, field]))
    })

    test('of an index that takes no further fields, all that it has is kept', async () => {
      const index = await newIndex({ settings: { 'index.mapping.total_fields.limit': 20 } })
      const { sink, said } = open(index)
      const few = { Query_time: 1.5, User: 'app' }
      await write(sink, [recordOf({ id: 'first', fields: { ...few, '': 1 } })])
      const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, i]))

      const outcomes = await write(sink, [recordOf({ fields: { ...few, ...many } })])

      expect(outcomes).toEqual([{ status: 'delivered', note: 'salvaged' }])
      const [, { '@salvaged': salvaged, ...document } = {}] = await sourcesIn(index)
      expect(JSON.parse(String(salvaged))).toEqual(many)
      expect(document).toMatchObject(few)
      expect(said.at(-1)?.facts['reason']).toBe('illegal_argument_exception: Limit of total fields [20] has been exceeded')
    })

    test('of a strict mapping, all that it does not have', async () => {
      const own = Object.fromEntries(
        ['@id', '@message', '@owner', '@log_group', '@log_stream', '@salvaged', 'User'].map((name) => [
          name,
          { type: 'keyword', ignore_above: 8191 },
        ]),
      )
      const index = await newIndex({ mappings: { dynamic: 'strict', properties: { '@timestamp': { type: 'date' }, ...own } } })

      const outcomes = await write(open(index).sink, [recordOf({ fields: { User: 'app', new: 1, other: { a: 1 } } })])

      expect(outcomes).toEqual([{ status: 'delivered', note: 'salvaged' }])
      const [document] = await sourcesIn(index)
      expect(document).toMatchObject({ User: 'app', '@salvaged': '{"new":1,"other":{"a":1}}' })
    })

    test('and rejected, with the reason, where @salvaged is refused, too, or salvage is off', async () => {
      const index = await newIndex({ mappings: { ...mappings, properties: { ...mappings.properties, '@salvaged': { type: 'long' } } } })
      const record = recordOf({ fields: { n: 'many' } })

      const outcomes = [...(await write(open(index).sink, [record])), ...(await write(open(index, { salvage: false }).sink, [record]))]

      const rejected = (field: string) => ({
        status: 'rejected',
        code: 'LF_SINK_REFUSED',
        detail: `HTTP 400, mapper_parsing_exception: failed to parse field [${field}] of type [long]`,
      })
      expect(outcomes).toEqual([rejected('@salvaged'), rejected('n')])
      expect(await real.documents(index)).toEqual([])
    })
  })

  test('no record that is odd is refused by the server, or spoils the body of others', async () => {
    const index = await newIndex()

    const outcomes = await write(open(index).sink, junkRecords)

    expect(outcomes.filter(({ status }) => status !== 'delivered')).toEqual([
      { status: 'rejected', code: 'LF_SINK_NAME_INVALID', detail: '8640000000000000 is no time in the years 0 to 9999' },
    ])
    expect(await real.documents(index)).toHaveLength(junkRecords.length - 1)
  })

  test('fields that come with numbers of different types at once lose nothing, though mappings race', async () => {
    const index = await newIndex({ settings: { 'index.number_of_shards': 3 } })
    const { sink } = open(index)
    const batches = Array.from({ length: 8 }, (_, batch) =>
      Array.from({ length: 100 }, (_, i) =>
        recordOf({
          id: `${batch}-${i}`,
          fields: Object.fromEntries(Array.from({ length: 10 }, (_, f) => [`time${f}`, (batch + i + f) % 2 === 0 ? 3 : 3.5])),
        }),
      ),
    )

    const outcomes = (await Promise.all(batches.map((batch) => write(sink, batch)))).flat()

    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['delivered']))
    expect(await real.documents(index)).toHaveLength(800)
  })

  describe('what meets every record waits for a person, and the records of other indices are stored', () => {
    const blocks = (name: string, value: boolean | null) => ({ settings: { [`index.blocks.${name}`]: value } })

    test.each<[string, () => Promise<string>, string, string]>([
      [
        'a read-only index',
        () => newIndex(blocks('write', true)),
        'LF_SINK_BLOCKED',
        'HTTP 403, cluster_block_exception: index [{}] blocked by: [FORBIDDEN/8/index write (api)]',
      ],
      [
        'a full disk',
        () => newIndex(blocks('read_only_allow_delete', true)),
        'LF_SINK_FULL',
        'HTTP 429, cluster_block_exception: index [{}] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block]',
      ],
      [
        'a closed index',
        async () => {
          const index = await newIndex({})
          await real.ask('POST', `/${index}/_close`)
          return index
        },
        'LF_SINK_BLOCKED',
        'HTTP 400, index_closed_exception: closed',
      ],
      [
        'a pipeline that is not there',
        () => newIndex({ settings: { 'index.default_pipeline': 'clean' } }),
        'LF_SINK_UNFIT',
        'HTTP 400, illegal_argument_exception: pipeline with id [clean] does not exist',
      ],
      [
        'an alias without an index to write to',
        async () => {
          const alias = `alias-${count}`
          for (let i = 0; i < 2; i++) await newIndex({ aliases: { [alias]: {} } })
          return alias
        },
        'LF_SINK_UNFIT',
        'HTTP 400, illegal_argument_exception: no write index is defined for alias',
      ],
    ])('%s', async (_, make, code, detail) => {
      const index = await make()
      const { sink, said } = open('{Index}')
      const records = [recordOf({ id: 'a', fields: { Index: index } }), recordOf({ id: 'b', fields: { Index: `${index}-other` } })]

      const outcomes = [...(await write(sink, records)), ...(await write(sink, records))]

      const reason = detail.replace('{}', index)
      const retry = { status: 'retry', code, detail: reason, retryAfterMs: 300_000 }
      expect(outcomes).toEqual([retry, { status: 'delivered' }, retry, { status: 'delivered' }])
      expect(said).toEqual([{ message: 'records have to wait', facts: { sink: 'search', index, reason, remedy: expect.any(String) } }])
      expect(await real.documents(`${index}-other`)).toHaveLength(1)
    })

    test.each([
      [
        'too many shards',
        'cluster.max_shards_per_node',
        '1',
        /^HTTP 400, validation_exception: Validation Failed: .* maximum (?:LOCAL_ONLY )?shards open$/,
      ],
      ['no index is made by itself', 'action.auto_create_index', 'false', /^HTTP 404, index_not_found_exception: no such index$/],
    ])('%s', async (_, setting, value, reason) => {
      const index = await newIndex()
      await real.ask('PUT', '/_cluster/settings', { transient: { [setting]: value } })
      const { sink, said } = open(index)
      try {
        const outcomes = await write(sink, [recordOf()])

        expect(outcomes).toEqual([{ status: 'retry', code: 'LF_SINK_UNFIT', detail: expect.stringMatching(reason), retryAfterMs: 300_000 }])
        expect(said).toHaveLength(1)
      } finally {
        await real.ask('PUT', '/_cluster/settings', { transient: { [setting]: null } })
      }
      expect(await write(sink, [recordOf()])).toEqual([{ status: 'delivered' }])
    })

    test('a cluster that is read-only', async () => {
      const index = await newIndex({})
      const { sink, said } = open(index)
      await real.ask('PUT', '/_cluster/settings', { transient: { 'cluster.blocks.read_only': true } })
      try {
        expect(await write(sink, [recordOf()])).toMatchObject([{ status: 'retry', code: 'LF_SINK_BLOCKED', retryAfterMs: 300_000 }])
        expect(said).toHaveLength(1)
      } finally {
        await real.ask('PUT', '/_cluster/settings', { transient: { 'cluster.blocks.read_only': null } })
      }
      expect(await write(sink, [recordOf()])).toEqual([{ status: 'delivered' }])
    })
  })

  test('a shard that is away makes its records wait, no longer than the server is told to, and the others are stored', async () => {
    const index = await newIndex({ settings: { 'index.routing.allocation.require._name': 'nobody' } })
    const { sink } = open('{Index}')
    const records = [recordOf({ id: 'a', fields: { Index: index } }), recordOf({ id: 'b', fields: { Index: `${index}-other` } })]

    const outcomes = await write(sink, records)

    expect(outcomes).toMatchObject([{ status: 'retry', code: 'LF_SINK_UNAVAILABLE' }, { status: 'delivered' }])
  })

  test('check finds it, and says what is not set up', async () => {
    const { sink } = openSink(real.url, { index: 'never-set-up-{YYYY.MM.DD}' })

    const findings = await sink.check?.(new AbortController().signal)

    expect(findings?.map(({ level, code }) => [level, code])).toEqual([
      ['ok', 'LF_SINK_UNAVAILABLE'],
      ['ok', 'LF_SINK_UNFIT'],
      ['warning', 'LF_SINK_UNFIT'],
    ])
    expect(findings?.[1]?.detail).toMatch(/is OpenSearch \d\.\d+\.\d+$/)
  })
})
