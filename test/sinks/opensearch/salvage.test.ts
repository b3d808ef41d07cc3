import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Fields } from '../../../core/index.ts'
import { instanceOf } from '../../../core/testing/index.ts'
import opensearch from '../../../sinks/opensearch/index.ts'
import { filesIn, only, parseLines, recordOf, tempFolder, write } from '../sink.ts'
import { type Action, actionsIn, answerItems, CREATED, type ItemAnswer, loopback } from './loopback.ts'
import { openSink } from './open-sink.ts'

const INDEX = 'cwl-aws-rds-instance-shop-1-slowquery-2026.11.22'
const refusal = (type: string, reason: string, cause?: string): ItemAnswer => ({
  status: 400,
  error: { type, reason, ...(cause === undefined ? {} : { caused_by: { type: 'x', reason: cause } }) },
})

/** A server that says of each document whether it takes it. */
async function open(
  judge: (document: Action['document'], action: Action) => ItemAnswer | '',
  options: Readonly<Record<string, unknown>> = {},
) {
  const server = await loopback(({ body }) => answerItems(body, (action) => judge(action.document, action) || CREATED))
  const sent = () => server.heard.map(({ body }) => actionsIn(body).map(({ document }) => document))
  return { ...openSink(server.url, options), sent }
}

const fieldsOf = (document: Action['document'] | undefined) =>
  Object.fromEntries(Object.entries(document ?? {}).filter(([name]) => !name.startsWith('@')))
const salvagedOf = (document: Action['document'] | undefined) => JSON.parse(String(document?.['@salvaged'] ?? 'null'))

describe('a field that is refused is put aside, and the rest of the document is there', () => {
  test.each<[string, Fields, ItemAnswer, Fields]>([
    [
      'a value that is none of its type',
      { n: 'hidden', a: 1 },
      refusal(
        'mapper_parsing_exception',
        "failed to parse field [n] of type [long] in document with id 'x'. Preview of field's value: 'hidden'",
      ),
      { n: 'hidden' },
    ],
    [
      'a value below a field',
      { o: { x: 'hidden' }, a: 1 },
      refusal(
        'mapper_parsing_exception',
        "failed to parse field [o.x] of type [long] in document with id 'x'. Preview of field's value: 'hidden'",
      ),
      { o: { x: 'hidden' } },
    ],
    [
      'a value where an object is',
      { o: 1, a: 1 },
      refusal('mapper_parsing_exception', 'object mapping for [o] tried to parse field [o] as object, but found a concrete value'),
      { o: 1 },
    ],
    [
      'an object where a value is',
      { 'k.z': 1, k: 2, a: 1 },
      refusal(
        'mapper_parsing_exception',
        'Could not dynamically add mapping for field [k.z]. Existing mapping for [k] must be of type object but found [keyword].',
      ),
      { 'k.z': 1, k: 2 },
    ],
    [
      'both in one document',
      { z: 1, 'z.y': 2, a: 1 },
      refusal('illegal_argument_exception', "can't merge a non object mapping [z] with an object mapping"),
      { z: 1 },
    ],
    [
      'an object by its dotted name alone',
      { 'z.y': 2, a: 1 },
      refusal('illegal_argument_exception', "can't merge a non object mapping [z] with an object mapping"),
      { 'z.y': 2 },
    ],
    [
      'a term that is immense',
      { k: 'hidden', a: 1 },
      refusal(
        'illegal_argument_exception',
        'Document contains at least one immense term in field="k.keyword" (whose UTF8 encoding is longer than the max length 32766), all of which were skipped.  The prefix of the first immense term is: \'[120]...\'',
      ),
      { k: 'hidden' },
    ],
    [
      'a field that a strict mapping does not have',
      { n: 1, a: 1 },
      refusal('strict_dynamic_mapping_exception', 'mapping set to strict, dynamic introduction of [n] within [_doc] is not allowed'),
      { n: 1 },
    ],
    [
      'the same below an object',
      { o: { n: 1 }, n: 2, a: 1 },
      refusal('strict_dynamic_mapping_exception', 'mapping set to strict, dynamic introduction of [n] within [o] is not allowed'),
      { o: { n: 1 } },
    ],
    ['an alias', { al: 1, a: 1 }, refusal('mapper_parsing_exception', 'failed to parse', 'Cannot write to a field alias [al].'), { al: 1 }],
    [
      'names with dots, where objects are flat',
      { 'dot.ted': 1, 'x.y': 2, a: 1 },
      refusal(
        'mapper_parsing_exception',
        'failed to parse',
        'class org.opensearch.index.mapper.FlatObjectFieldMapper cannot be cast to class hidden',
      ),
      { 'dot.ted': 1, 'x.y': 2 },
    ],
    [
      'objects that are too deep for the index',
      { o: { p: { q: 1 } }, list: [[1]], a: 1 },
      refusal(
        'mapper_parsing_exception',
        'failed to parse',
        'The depth of the field has exceeded the allowed limit of [2]. This limit can be set',
      ),
      { o: { p: { q: 1 } }, list: [[1]] },
    ],
    ['whatever it is, where no field is named', { n: 1, a: 1 }, refusal('mapper_parsing_exception', 'failed to parse'), { n: 1, a: 1 }],
  ])('%s', async (_, fields, refused, salvaged) => {
    const { sink, said, sent } = await open((document) => (Object.keys(salvaged).some((name) => name in document) ? refused : undefined))

    const outcomes = await write(sink, [recordOf({ id: 'good', fields: { b: 2 } }), recordOf({ fields })])
    await write(sink, [recordOf({ id: 'second', fields })])

    expect(outcomes).toEqual([{ status: 'delivered' }, { status: 'delivered', note: 'salvaged' }])
    const document = sent()[1]?.[0]
    expect(salvagedOf(document)).toEqual(salvaged)
    expect(fieldsOf(document)).toEqual(Object.fromEntries(Object.entries(fields).filter(([name]) => !(name in salvaged))))
    expect(document).toMatchObject({ '@id': recordOf().id, '@timestamp': '2026-11-22T11:10:01.847Z', '@message': recordOf().text })
    // Each field of the index once, and no value.
    expect(said.map(({ message, facts }) => [message, facts['sink'], facts['index'], facts['field']])).toEqual(
      Object.keys(salvaged).map((field) => ['a field that the index refuses is kept in @salvaged', 'search', INDEX, field]),
    )
    expect(JSON.stringify(said)).not.toContain('hidden')
    expect(said[0]?.facts['reason']).toMatch(/^\w+_exception: \S/)
  })

  test('one after the other, for a server names one at a time; only what was refused is sent again', async () => {
    const bad = ['a', 'b', 'c']
    const { sink, sent } = await open((document) => {
      const name = bad.find((name) => name in document)
      return name && refusal('mapper_parsing_exception', `failed to parse field [${name}] of type [long] in document`)
    })

    const outcomes = await write(sink, [recordOf({ id: 'good', fields: {} }), recordOf({ fields: { a: 1, b: 2, c: 3, d: 4 } })])

    expect(outcomes).toEqual([{ status: 'delivered' }, { status: 'delivered', note: 'salvaged' }])
    expect(sent().map((documents) => documents.map(fieldsOf))).toEqual([
      [{}, { a: 1, b: 2, c: 3, d: 4 }],
      [{ b: 2, c: 3, d: 4 }],
      [{ c: 3, d: 4 }],
      [{ d: 4 }],
    ])
    expect(salvagedOf(sent()[3]?.[0])).toEqual({ a: 1, b: 2, c: 3 })
  })

  test('of many, in the fifth request all are put aside', async () => {
    const fields = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, i]))
    const { sink, sent } = await open((document) => {
      const name = Object.keys(document).find((name) => name.startsWith('f'))
      return name && refusal('mapper_parsing_exception', `failed to parse field [${name}] of type [long] in document`)
    })

    const outcomes = await write(sink, [recordOf({ fields })])

    expect(outcomes).toEqual([{ status: 'delivered', note: 'salvaged' }])
    expect(sent().map(([document]) => Object.keys(fieldsOf(document)).length)).toEqual([30, 29, 28, 27, 0])
    expect(salvagedOf(sent()[4]?.[0])).toEqual(fields)
  })

  test('of an index that takes no further fields, those are kept that others got in with, and those that every slow log has', async () => {
    const known = ['User', 'mine']
    const { sink, sent } = await open((document) =>
      Object.keys(fieldsOf(document)).every((name) => known.includes(name) || name === '@salvaged')
        ? undefined
        : refusal('illegal_argument_exception', 'Limit of total fields [400] has been exceeded'),
    )
    const other = { source: 'file', logGroup: 'other', logStream: 's' }

    const outcomes = await write(sink, [
      recordOf({ id: '1', fields: { new1: 1, mine: 1, User: 'u' } }),
      recordOf({ id: '2', fields: { mine: 2 } }),
      recordOf({ id: '3', origin: other, fields: { new1: 1, mine: 1, User: 'u' } }),
    ])

    expect(outcomes.map((outcome) => 'note' in outcome)).toEqual([true, false, true])
    const [one, three] = sent()[1] ?? []
    expect([fieldsOf(one), salvagedOf(one)]).toEqual([{ mine: 1, User: 'u' }, { new1: 1 }])
    expect([fieldsOf(three), salvagedOf(three)]).toEqual([{ User: 'u' }, { new1: 1, mine: 1 }])
  })
})

describe('a document that still fails is rejected, with the reason of the server', () => {
  const forever = (type: string, reason: string) => open(() => refusal(type, reason))

  test('after five requests at most, whatever it says', async () => {
    const fields = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, i]))
    for (const reason of [
      'failed to parse',
      'failed to parse field [f3] of type [long]',
      'Limit of total fields [9] has been exceeded',
      '',
    ]) {
      const { sink, sent, said } = await forever('mapper_parsing_exception', reason)

      const [outcome] = await write(sink, [recordOf({ fields })])

      expect(outcome).toMatchObject({
        status: 'rejected',
        code: 'LF_SINK_REFUSED',
        detail: expect.stringMatching(/^HTTP 400, mapper_parsing_exception/),
      })
      expect(sent().length).toBeLessThanOrEqual(5)
      expect(said).toEqual([])
    }
  })

  test('at once, where it has no field', async () => {
    const { sink, sent } = await forever('mapper_parsing_exception', 'failed to parse')

    expect(await write(sink, [recordOf({ fields: {} })])).toMatchObject([{ status: 'rejected' }])
    expect(sent()).toHaveLength(1)
  })

  test('where a strict mapping does not have @salvaged itself', async () => {
    const { sink, sent } = await open((document) => {
      const name = ['@salvaged', 'n'].find((name) => name in document)
      return (
        name &&
        refusal('strict_dynamic_mapping_exception', `mapping set to strict, dynamic introduction of [${name}] within [_doc] is not allowed`)
      )
    })

    const [outcome] = await write(sink, [recordOf({ fields: { n: 1, a: 1 } })])

    expect(outcome).toMatchObject({ status: 'rejected', detail: expect.stringContaining('dynamic introduction of [@salvaged]') })
    expect(sent()).toHaveLength(2)
  })

  test('and at once where it is switched off', async () => {
    const { sink, sent } = await open(() => refusal('mapper_parsing_exception', 'failed to parse field [n] of type [long]'), {
      salvage: false,
    })

    expect(await write(sink, [recordOf({ fields: { n: 1, '': 2 } })])).toMatchObject([{ status: 'rejected', code: 'LF_SINK_REFUSED' }])
    expect(sent().map(([document]) => fieldsOf(document))).toEqual([{ n: 1, '': 2 }])
  })
})

describe('names that no server takes', () => {
  const fields = {
    '': 1,
    '.': 2,
    '.a': 3,
    'a..b': 4,
    ' ': 5,
    _id: 6,
    inner: { ok: { '': 7 } },
    list: [{ '.x': 8 }],
    fine: 9,
    'a.': 10,
    _type: 11,
  }
  const { fine, 'a.': dotted, _type, ...impossible } = fields

  test('are put aside before they are sent, and said once', async () => {
    const { sink, sent, said } = await open(() => undefined)

    expect(await write(sink, [recordOf({ fields })])).toEqual([{ status: 'delivered', note: 'salvaged' }])
    await write(sink, [recordOf({ id: 'second', fields })])

    expect(sent().map(([document]) => [fieldsOf(document), salvagedOf(document)])[0]).toEqual([{ fine, 'a.': dotted, _type }, impossible])
    expect(said.map(({ facts }) => facts['field'])).toEqual(Object.keys(impossible))
    expect(said[0]?.facts['reason']).toBe('no index takes a field of that name')
  })

  test('are put aside in a file, too', async () => {
    const folder = tempFolder()

    const outcomes = await write(instanceOf(opensearch, { url: `file:${folder}` }), [recordOf({ id: 'good' }), recordOf({ fields })])

    expect(outcomes).toEqual([{ status: 'delivered' }, { status: 'delivered', note: 'salvaged' }])
    const document = parseLines(readFileSync(join(folder, only(filesIn(folder)))))[3]
    expect([fieldsOf(document), salvagedOf(document)]).toEqual([{ fine, 'a.': dotted, _type }, impossible])
  })
})

describe('under the names of ECS', () => {
  test('a field is put aside by its path', async () => {
    const { sink, sent } = await open(
      ({ mysql }) => {
        const { slowlog } = Object(mysql) as { slowlog?: object }
        return 'lock_time' in Object(slowlog)
          ? refusal(
              'mapper_parsing_exception',
              "failed to parse field [mysql.slowlog.lock_time.sec] of type [long] in document with id 'x'",
            )
          : undefined
      },
      { fields: 'ecs' },
    )

    expect(await write(sink, [recordOf()])).toEqual([{ status: 'delivered', note: 'salvaged' }])
    const [document] = sent()[1] ?? []
    expect(salvagedOf(document)).toEqual({ 'mysql.slowlog.lock_time.sec': 0.000206 })
    expect(document).toMatchObject({ '@timestamp': '2026-11-22T11:10:01.847Z', mysql: { slowlog: { query: 'SELECT 1' } } })
  })

  test('what the record is known by stays in its place, even where all fields are put aside', async () => {
    const { sink, sent } = await open(
      (document) => ('mysql' in document ? refusal('mapper_parsing_exception', 'failed to parse') : undefined),
      {
        fields: 'ecs',
      },
    )

    expect(await write(sink, [recordOf()])).toEqual([{ status: 'delivered', note: 'salvaged' }])
    expect(sent()[1]?.[0]).toMatchObject({
      event: { id: recordOf().id, original: recordOf().text },
      aws: { cloudwatch: { log_stream: 'shop-1' } },
    })
  })
})

test('what is known when a second request fails is kept; the rest is sent again', async () => {
  const refused = refusal('mapper_parsing_exception', 'failed to parse field [n] of type [long]')
  const server = await loopback(({ body }, count) =>
    count > 1 ? 'reset' : answerItems(body, ({ document }) => ('n' in document ? refused : CREATED)),
  )
  const { sink, said } = openSink(server.url)

  const outcomes = await write(sink, [recordOf({ id: 'a', fields: { n: 1 } }), recordOf({ id: 'b' })], { attempt: 2 })

  expect(outcomes).toEqual([expect.objectContaining({ status: 'retry', code: 'LF_SINK_UNAVAILABLE' }), { status: 'delivered' }])
  expect(said).toEqual([])
})

test('a second request is not halved, for the first has stored something: what it held is sent again', async () => {
  const refused = refusal('mapper_parsing_exception', 'failed to parse field [n] of type [long]')
  const server = await loopback(({ body }, count) =>
    count > 1 ? { status: 413 } : answerItems(body, ({ document }) => ('n' in document ? refused : CREATED)),
  )
  const records = ['a', 'b', 'c'].map((id) => recordOf({ id, fields: id === 'c' ? {} : { n: 1 } }))

  const outcomes = await write(openSink(server.url).sink, records)

  const again = { status: 'retry', code: 'LF_SINK_UNAVAILABLE', detail: 'refused together with others' }
  expect(outcomes).toEqual([again, again, { status: 'delivered' }])
})
