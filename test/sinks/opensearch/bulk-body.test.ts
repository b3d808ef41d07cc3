import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fields, LogRecord } from '../../../core/index.ts'
import { bulkBody } from '../../../sinks/opensearch/bulk-body.ts'
import { compileIndexName } from '../../../sinks/opensearch/index-name.ts'
import { recordOf } from '../sink.ts'

interface Line {
  readonly action: { readonly create: { readonly _index: string; readonly _id: string } }
  readonly document: Readonly<Record<string, unknown>>
}

/** What a server reads: pairs of lines, the last one ended, too. */
function read(body: Buffer): readonly Line[] {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  expect(text === '' || text.endsWith('\n')).toBe(true)
  const lines = text.split('\n').slice(0, -1)
  expect(lines.length % 2).toBe(0)
  const values = lines.map((line) => JSON.parse(line))
  return Array.from({ length: values.length / 2 }, (_, i) => ({ action: values[2 * i], document: values[2 * i + 1] }))
}

const body = (...records: readonly LogRecord[]) => bulkBody(records, compileIndexName())
const documentOf = (more: Partial<LogRecord>) => read(body(recordOf(more)).body)[0]?.document

describe('the body of a batch', () => {
  test('is, per record, a create action and the document that the console-made function wrote', () => {
    const { body: bytes, refused } = body(recordOf())

    expect(bytes.toString().split('\n')[0]).toBe(
      '{"create":{"_index":"cwl-aws-rds-instance-shop-1-slowquery-2026.11.22","_id":"36688386359167032444488277746073370821258883009186001241"}}',
    )
    expect(read(bytes)[0]?.document).toEqual({
      '@id': '36688386359167032444488277746073370821258883009186001241',
      '@timestamp': '2026-11-22T11:10:01.847Z',
      '@message': '# Query_time: 12.4  Lock_time: 0.000206 Rows_sent: 10  Rows_examined: 3145718\nSELECT 1;',
      '@owner': '123456789012',
      '@log_group': '/aws/rds/instance/shop-1/slowquery',
      '@log_stream': 'shop-1',
      Instance: 'shop-1',
      Query_time: 12.4,
      Lock_time: 0.000206,
      Rows_sent: 10,
      Rows_examined: 3_145_718,
      Query: 'SELECT 1',
    })
    expect(refused.size).toBe(0)
  })

  test('keeps the order, and each record has the origin that is its own', () => {
    const origins = ['a', 'b', 'a', 'c'].map((logGroup) => ({ source: 'file', logGroup, logStream: `of ${logGroup}` }))

    const lines = read(body(...origins.map((origin, i) => recordOf({ id: String(i), origin }))).body)

    expect(
      lines.map(({ action, document }) => [action.create._id, action.create._index, document['@log_group'], document['@log_stream']]),
    ).toEqual(origins.map(({ logGroup, logStream }, i) => [String(i), `cwl${logGroup}-2026.11.22`, logGroup, logStream]))
  })

  test('is whole where it is far longer than the texts, and of characters of three bytes', () => {
    const Query = '伊藤"\n'.repeat(5000)

    const lines = read(body(recordOf({ id: 'a', text: '', fields: { Query } }), recordOf({ id: 'b', text: '', fields: {} })).body)

    expect(lines.map(({ document }) => [document['@id'], document['Query']])).toEqual([
      ['a', Query],
      ['b', undefined],
    ])
  })

  test('is empty for no record', () => {
    expect(body().body).toHaveLength(0)
  })

  test('has no owner where there is no account', () => {
    const origin = { source: 'file', logGroup: 'g', logStream: 's' }

    expect(documentOf({ origin, fields: {} })).toEqual({
      '@id': recordOf().id,
      '@timestamp': '2026-11-22T11:10:01.847Z',
      '@message': recordOf().text,
      '@log_group': 'g',
      '@log_stream': 's',
    })
  })

  test.each(['@id', '@timestamp', '@message', '@owner', '@log_group', '@log_stream'])(
    'has its own %s, whatever fields there are',
    (name) => {
      const bytes = body(recordOf({ fields: { [name]: 'from a log', '@version': '1', a: 1 } })).body

      expect(bytes.toString().match(new RegExp(`"${name}":`, 'g'))).toHaveLength(1)
      expect(read(bytes)[0]?.document).toEqual({ ...documentOf({ fields: {} }), '@version': '1', a: 1 })
    },
  )

  test('makes a day of UTC', () => {
    const times = [
      '2026-11-22T23:59:59.999Z',
      '2026-11-23T00:00:00.000Z',
      '1969-12-31T23:59:59.999Z',
      '0000-01-01T00:00:00.000Z',
      '9999-12-31T23:59:59.999Z',
    ]

    const lines = read(body(...times.map((iso) => recordOf({ time: Date.parse(iso) }))).body)

    expect(lines.map(({ document }) => document['@timestamp'])).toEqual(times)
    expect(lines.map(({ action }) => action.create._index.slice(-10))).toEqual([
      '2026.11.22',
      '2026.11.23',
      '1969.12.31',
      '0000.01.01',
      '9999.12.31',
    ])
  })

  test('leaves out, with the reason, what would make the server refuse the others', () => {
    const origin = (logGroup: string) => ({ source: 'file', logGroup, logStream: 's' })
    const records = [
      recordOf({ id: 'good 1' }),
      recordOf({ id: '' }),
      recordOf({ id: 'x'.repeat(513) }),
      recordOf({ id: 'é'.repeat(257) }),
      recordOf({ origin: origin('x'.repeat(242)) }),
      recordOf({ time: Number.NaN }),
      recordOf({ time: 8.64e15 }),
      recordOf({ id: 'x'.repeat(512) }),
      recordOf({ id: 'good 2', origin: origin('x'.repeat(241)) }),
    ]

    const { body: bytes, refused } = body(...records)

    expect(read(bytes).map(({ action }) => action.create._id)).toEqual(['good 1', 'x'.repeat(512), 'good 2'])
    const refusal = (detail: string) => ({ status: 'rejected', code: 'LF_SINK_NAME_INVALID', detail })
    expect([...refused]).toEqual([
      [1, refusal('the id of the record is empty')],
      [2, refusal('the id of the record has 513 bytes, and 512 is the most')],
      [3, refusal('the id of the record has 514 bytes, and 512 is the most')],
      [4, refusal('the name of the index has 256 bytes, and 255 is the most')],
      [5, refusal('NaN is no time in the years 0 to 9999')],
      [6, refusal('8640000000000000 is no time in the years 0 to 9999')],
    ])
  })
})

/** Levels of objects and lists. */
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

const nested = (levels: number): Fields => (levels === 1 ? {} : { a: nested(levels - 1) })

describe('a document', () => {
  test.each([
    ['objects', nested(19), 20],
    ['objects', nested(20), 20],
    ['objects', nested(5000), 20],
  ])('of too deep %s has its JSON as a text from the 21st level on', (_, deep, most) => {
    const document = documentOf({ fields: { deep } })

    expect(depthOf(document)).toBe(most)
  })

  test('of too deep lists, too', () => {
    const list = JSON.parse(`${'['.repeat(30)}1${']'.repeat(30)}`)

    const document = documentOf({ fields: { list } })

    expect(depthOf(document)).toBe(20)
    expect(JSON.stringify(document)).toContain(`"${'['.repeat(11)}1${']'.repeat(11)}"`)
  })

  test('holds halves of characters as U+FFFD, in texts and in names, and what merely looks so as it is', () => {
    const fields = { a: 'x\ud800y', 'b\udc80': { c: ['\udfff'] }, d: 'C:\\udata', e: '😀' }

    const document = documentOf({
      id: 'i\ud800',
      text: 'caf\udce9',
      origin: { source: 'f', logGroup: 'g\udc80', logStream: 's\ud801' },
      fields,
    })

    expect(document).toMatchObject({
      '@id': 'i\ufffd',
      '@message': 'caf\ufffd',
      '@log_group': 'g\ufffd',
      '@log_stream': 's\ufffd',
      a: 'x\ufffdy',
      'b\ufffd': { c: ['\ufffd'] },
      d: 'C:\\udata',
      e: '😀',
    })
  })

  test('holds what a parser in plain JavaScript may give', () => {
    const circle: Record<string, unknown> = { a: 1 }
    circle['circle'] = circle
    const fields = {
      big: 12n,
      none: undefined,
      nan: Number.NaN,
      inf: [Number.POSITIVE_INFINITY],
      circle,
    } as unknown as Fields

    const document = documentOf({ fields })

    expect(document).toMatchObject({ big: '12', nan: null, inf: [null] })
    expect(depthOf(document)).toBeLessThanOrEqual(20)
  })

  test('keeps a field called __proto__', () => {
    const fields = JSON.parse('{"__proto__":{"a":"\\ud800"}}')

    expect(Object.entries(documentOf({ fields }) ?? {}).at(-1)).toEqual(['__proto__', { a: '\ufffd' }])
  })

  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
  )

  test('is JSON, well-formed, of 20 levels at the most, with our six members, whatever the record holds', () => {
    const records = fc.record({
      id: anyText,
      time: fc.oneof(fc.integer({ min: -1e14, max: 3e14 }), fc.double()),
      text: anyText,
      origin: fc.record({ source: anyText, logGroup: anyText, logStream: anyText, account: anyText }),
      fields: fc.dictionary(
        fc.oneof(anyText, fc.constantFrom('@id', '@timestamp', '__proto__', '')),
        fc.anything({ withBigInt: true, maxDepth: 30, withNullPrototype: true }),
      ),
    }) as unknown as fc.Arbitrary<LogRecord>

    fc.assert(
      fc.property(fc.array(records, { maxLength: 5 }), (batch) => {
        const { body: bytes, refused } = body(...batch)
        const written = batch.filter((_, i) => !refused.has(i))
        const lines = read(bytes)

        expect(lines).toHaveLength(written.length)
        for (const [i, { action, document }] of lines.entries()) {
          const record = written[i] as LogRecord
          expect(document['@timestamp']).toBe(new Date(record.time).toISOString())
          expect([document['@message'], document['@owner']].map((text) => String(text).length)).toEqual([
            record.text.length,
            record.origin.account?.length,
          ])
          expect(document['@id']).toBe(action.create._id)
          expect(depthOf(document)).toBeLessThanOrEqual(20)
          expect(action.create._index).toMatch(/^cwl[^A-Z\\/*?"<>| ,#:]*-\d{4}\.\d\d\.\d\d$/)
        }
        const escaped = bytes.toString().replaceAll('\\\\', '')
        expect(escaped).not.toMatch(/\\ud[89a-f]/)
      }),
      { numRuns: 300 },
    )
  })

  test('of ordinary fields says just what they say', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme' })), (fields) => {
        const plain = Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith('@')))

        expect(documentOf({ fields: plain as Fields })).toEqual({ ...documentOf({ fields: {} }), ...JSON.parse(JSON.stringify(plain)) })
      }),
    )
  })
})
