import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, type LogRecord, type Outcome } from '../../../core/index.ts'
import { instanceOf } from '../../../core/testing/index.ts'
import s3 from '../../../sinks/s3/index.ts'
import { filesIn, gunzipped, HOUR_MS, only, parseLines, recordOf, TIME, tempFolder, write } from '../sink.ts'

const origin = (logStream: string, logGroup = '/aws/rds/instance/shop-1/slowquery') => ({ source: 'file', logGroup, logStream })

/** What is in the folder after these records were written, one delivery after the other. */
async function archive(options: { format?: string }, ...deliveries: readonly (readonly LogRecord[])[]) {
  const folder = tempFolder()
  const sink = instanceOf(s3, { url: `file:${folder}`, ...options })
  const outcomes: (readonly Outcome[])[] = []
  for (const records of deliveries) outcomes.push(await write(sink, records))
  const files = filesIn(folder)
  return { folder, files, outcomes, text: (file = only(files)) => gunzipped(folder, file) }
}

describe('an archive of events', () => {
  test('has one line of JSON per record, which says all of it', async () => {
    const record: LogRecord = {
      ...recordOf({ bytes: { offset: 10, length: 4 } }),
      origin: { ...origin('shop-1'), account: '1', region: 'eu-west-1' },
    }

    const { text, files } = await archive({}, [record, recordOf({ id: 'b', origin: origin('shop-1') })])

    expect(only(files)).toMatch(
      /^aws\/rds\/instance\/shop-1\/slowquery\/2026\/11\/22\/11\/shop-1-36688386359167032444488277746073370821258883009186001241-[0-9a-f]{32}\.jsonl\.gz$/,
    )
    const [first, second] = parseLines(text())
    expect(first).toEqual({ ...record, time: '2026-11-22T11:10:01.847Z' })
    expect(second).toMatchObject({ id: 'b' })
  })

  test('is one object per group, stream and hour, the records in their order, each with its outcome', async () => {
    const records = [
      recordOf({ id: '1', origin: origin('a') }),
      recordOf({ id: '2', origin: origin('b') }),
      recordOf({ id: '3', origin: origin('a') }),
      recordOf({ id: '4', origin: origin('a'), time: TIME + HOUR_MS }),
      recordOf({ id: '5', origin: origin('a', '/other') }),
      recordOf({ id: '6', origin: origin('a'), time: Number.NaN }),
    ]

    const { files, text, outcomes } = await archive({}, records)

    const idsBy = files.map((file) => [file.replace(/-[0-9a-f]{32}.*/, ''), parseLines(text(file)).map(({ id }) => id)])
    expect(Object.fromEntries(idsBy)).toEqual({
      'aws/rds/instance/shop-1/slowquery/2026/11/22/11/a-1': ['1', '3'],
      'aws/rds/instance/shop-1/slowquery/2026/11/22/11/b-2': ['2'],
      'aws/rds/instance/shop-1/slowquery/2026/11/22/12/a-4': ['4'],
      'other/2026/11/22/11/a-5': ['5'],
    })
    expect(outcomes[0]?.map(({ status }) => status)).toEqual([...Array.from({ length: 5 }, () => 'delivered'), 'rejected'])
    expect(outcomes[0]?.at(-1)).toEqual({
      status: 'rejected',
      code: 'LF_SINK_NAME_INVALID',
      detail: 'NaN is no time in the years 0 to 9999',
    })
  })

  test('gets the same object from the same delivery, and one more from another', async () => {
    const [a, b] = [recordOf({ id: 'a' }), recordOf({ id: 'b' })]

    const { files } = await archive({}, [a, b], [a, b], [a])

    expect(files).toHaveLength(2)
  })

  test('reads back every text, stray bytes too, and every field', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.dictionary(fc.string(), fc.jsonValue()), async (bytes, fields) => {
        const record = recordOf({ text: decodeText(bytes), fields: JSON.parse(JSON.stringify(fields)) })

        const { text } = await archive({}, [record])

        expect(parseLines(text())).toEqual([{ ...record, time: '2026-11-22T11:10:01.847Z' }])
      }),
      { numRuns: 30 },
    )
  })

  test('takes what a parser in plain JavaScript may give', async () => {
    const { text } = await archive({}, [recordOf({ fields: { big: 12n } as unknown as LogRecord['fields'] })])

    expect(only(parseLines(text()))['fields']).toEqual({ big: '12' })
  })

  test('is gzip that tells neither time nor machine', async () => {
    const { folder, files } = await archive({}, [recordOf()])

    expect(
      readFileSync(join(folder, only(files)))
        .subarray(0, 10)
        .toString('hex'),
    ).toBe('1f8b08000000000000ff')
  })
})

describe('an archive of text', () => {
  test('of a file gives back its bytes, whatever they are', async () => {
    const entries = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(entries, async (pieces) => {
        const records = pieces.map((bytes, i) =>
          recordOf({ id: String(i), text: decodeText(bytes), bytes: { offset: i, length: bytes.length } }),
        )

        const { text } = await archive({ format: 'text' }, records)

        expect(text()).toEqual(Buffer.concat(pieces))
      }),
      { numRuns: 50 },
    )
  })

  test('of events has a line end after each, one where it has its own', async () => {
    const records = ['a\nb;', 'c;\n', 'd'].map((text, i) => recordOf({ id: String(i), text }))

    const { text, files } = await archive({ format: 'text' }, records)

    expect(text().toString()).toBe('a\nb;\nc;\nd\n')
    expect(only(files)).toMatch(/\/shop-1-0-[0-9a-f]{32}\.log\.gz$/)
  })

  test('has a line end after what a parser cut out of an entry of a file', async () => {
    const records = [recordOf({ text: 'SELECT 1;', bytes: { offset: 0, length: 20 } }), recordOf({ id: 'b', text: 'SELECT 2;' })]

    expect((await archive({ format: 'text' }, records)).text().toString()).toBe('SELECT 1;\nSELECT 2;\n')
  })

  test('keeps two deliveries apart that have the same text, but other events', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => recordOf({ id, text: 'SELECT 1;' })) as [LogRecord, LogRecord, LogRecord]

    const { files } = await archive({ format: 'text' }, [a, b], [a, c])

    expect(files).toHaveLength(2)
  })
})

describe('a dead letter', () => {
  const refused = { sink: 'search', branch: 'routes[0].to[0]', code: 'LF_SINK_REFUSED', detail: 'HTTP 400' } as const

  test.each(['events', 'text'])(
    'is one object per delivery, which says in JSON what was refused, by whom and why (format: %s)',
    async (format) => {
      const letters = [
        recordOf({ id: '1', origin: origin('a'), refused, heldBack: 3, receipt: { channel: 'C1', ts: '1.2' } }),
        recordOf({ id: '2', origin: origin('b', '/other'), time: TIME + HOUR_MS, refused: { ...refused, sink: 'alerts' } }),
      ]

      const { files, text, outcomes } = await archive({ format }, letters)

      expect(only(files)).toMatch(/^refused\/2026\/11\/22\/11\/1-[0-9a-f]{32}\.jsonl\.gz$/)
      expect(parseLines(text())).toEqual([
        { ...letters[0], time: '2026-11-22T11:10:01.847Z' },
        { ...letters[1], time: '2026-11-22T12:10:01.847Z' },
      ])
      expect(text().toString()).toMatch(/^\{"id":"1","time":"2026-11-22T11:10:01\.847Z","refused":\{"sink":"search","branch":/)
      expect(outcomes[0]).toEqual([{ status: 'delivered' }, { status: 'delivered' }])
    },
  )

  test('is the same object the second time', async () => {
    const letters = [recordOf({ refused })]

    expect((await archive({}, letters, letters)).files).toHaveLength(1)
  })

  test('keeps a record whose time is none', async () => {
    const { files, text, outcomes } = await archive({}, [recordOf({ time: Number.NaN, refused })])

    expect(only(files)).toMatch(/^refused\/undated\//)
    expect(parseLines(text())).toMatchObject([{ time: null }])
    expect(outcomes[0]).toEqual([{ status: 'delivered' }])
  })
})

describe('the sink', () => {
  test('wants all of a delivery at once, and stray bytes as they are', () => {
    expect(instanceOf(s3, { url: 'file:/out' })).toMatchObject({ batch: { records: Infinity, bytes: Infinity, inFlight: 1 }, bytes: true })
  })

  test('says of each object that it did not get to that it is to be sent again', async () => {
    const folder = tempFolder()
    const deadline = new AbortController()
    deadline.abort()

    const outcomes = await write(instanceOf(s3, { url: `file:${folder}` }), [recordOf()], { signal: deadline.signal })

    expect(outcomes).toEqual([{ status: 'retry', code: 'LF_DEADLINE' }])
    expect(filesIn(folder)).toEqual([])
  })

  test('keeps its memory below the folder, where an archive of any name does not come', async () => {
    const folder = tempFolder()
    const sink = instanceOf(s3, { url: `file:${folder}` })

    await sink.memory?.put('claims/alerts/1', 'one')
    await write(sink, [recordOf({ origin: origin('1.json', '/_logferry/memory/claims/alerts/1.fact') })])

    expect(filesIn(folder).map((file) => file.split('/')[0])).toEqual(['%5Flogferry', '_logferry'])
    expect(filesIn(join(folder, '_logferry', 'memory'))).toEqual(['claims/alerts/1.fact/1.json'])
  })
})
