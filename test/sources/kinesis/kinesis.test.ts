import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delivered, rejected, retry, type Source } from '../../../core/index.ts'
import { fakeContext, fakePipeline } from '../../../core/testing/index.ts'
import kinesis from '../../../sources/kinesis/index.ts'
import { batchOf, envelope, gzipped, recordOf } from './stream.ts'

const stop = new AbortController().signal
const open = (maxBytes = 64 * 1024 * 1024): Source => kinesis.create({ maxBytes } as never, fakeContext('kinesis'))
const idsOf = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id)

describe('a batch', () => {
  test('is delivered at once, in order, whatever the envelopes', async () => {
    const { pipeline, deliveries, events } = fakePipeline()
    const batch = batchOf(
      gzipped({ ids: ['a', 'b'] }),
      JSON.stringify(envelope({ ids: ['c'], logStream: 'shop-2' })),
      gzipped({ ids: ['x'], messageType: 'CONTROL_MESSAGE' }),
      gzipped({ ids: ['d'] }, { ids: ['e', 'f'] }),
      Buffer.concat([gzipped({ ids: ['g'] }), gzipped({ ids: ['h'] })]),
    )

    const answer = await open().read(batch, pipeline, stop)

    expect(answer).toEqual({ batchItemFailures: [] })
    expect(deliveries).toHaveLength(1)
    expect(idsOf(events())).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
    expect(events()[2]?.origin).toMatchObject({ logStream: 'shop-2', account: '123456789012', region: 'eu-central-1' })
  })

  test('of what is not from Kinesis is not accepted', () => {
    const other = { Records: [{ eventSource: 'aws:sqs', messageId: '1', body: '{}' }] }

    expect(open().accepts?.(batchOf('{}'))).toBe(true)
    expect([other, { Records: [] }, { Records: [recordOf('', '1'), null] }, null].some((trigger) => open().accepts?.(trigger))).toBe(false)
  })
})

describe('the answer', () => {
  const batch = batchOf(gzipped({ ids: ['a', 'b'] }), gzipped({ ids: [] }), gzipped({ ids: ['c'] }), gzipped({ ids: ['d'] }))
  const sequence = (i: number) => ({ batchItemFailures: [{ itemIdentifier: batch.Records[i]?.kinesis.sequenceNumber }] })

  test.each([
    [['a'], 0],
    [['b', 'd'], 0],
    [['c'], 2],
    [['d'], 3],
  ])('where %j must be sent again, names the first of their records', async (failed, record) => {
    const { pipeline } = fakePipeline({ outcome: ({ id }) => (failed.includes(id) ? retry('LF_SINK_UNAVAILABLE') : delivered) })

    expect(await open().read(batch, pipeline, stop)).toEqual(sequence(record))
  })

  test('does not hold up what was refused for good', async () => {
    const { pipeline } = fakePipeline({ outcome: () => rejected('LF_SINK_REFUSED') })

    expect(await open().read(batch, pipeline, stop)).toEqual({ batchItemFailures: [] })
  })

  test.each([
    ['is cut off', gzipped({ ids: ['z'] }).subarray(0, 40), 'LF_EVENT_GZIP'],
    ['is no JSON', 'a line of a log', 'LF_EVENT_JSON'],
    ['has something behind its envelope', `${JSON.stringify(envelope({ ids: ['z'] }))} and more`, 'LF_EVENT_JSON'],
    ['inflates to more than there may be', gzipSync(Buffer.alloc(300_000)), 'LF_EVENT_TOO_LARGE'],
  ])('names a record that %s, delivers those before it, and says why', async (_, bad, code) => {
    const said: string[] = []
    const source = kinesis.create({ maxBytes: 200_000 } as never, {
      ...fakeContext('kinesis'),
      log: (message, facts = {}) => said.push(`${message} ${JSON.stringify(facts)}`),
    })
    const { pipeline, events } = fakePipeline()
    const broken = batchOf(...(code === 'LF_EVENT_TOO_LARGE' ? [] : [gzipped({ ids: ['a'] })]), bad, gzipped({ ids: ['b'] }))
    const at = broken.Records.length - 2

    const answer = await source.read(broken, pipeline, stop)

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: broken.Records[at]?.kinesis.sequenceNumber }] })
    expect(idsOf(events())).toEqual(at === 0 ? [] : ['a'])
    expect(said).toEqual([expect.stringContaining(code)])
    expect(said[0]).toContain(`Records[${at}].kinesis.data`)
  })

  test('after more bytes than may be held at once names the next record, which comes first then', async () => {
    const { pipeline, events } = fakePipeline()
    const large = (id: string) => gzipSync(JSON.stringify({ ...envelope({ ids: [id] }), more: 'x'.repeat(50_000) }))
    const whole = batchOf(large('a'), large('b'), large('c'))

    const answer = await open(120_000).read(whole, pipeline, stop)

    expect(idsOf(events())).toEqual(['a', 'b'])
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: whole.Records[2]?.kinesis.sequenceNumber }] })
  })
})

test('whatever fails, all before the named record is through, and it holds something to be sent again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.boolean(), { maxLength: 4 }), { minLength: 1, maxLength: 6 }), async (records) => {
      const batch = batchOf(...records.map((events, i) => gzipped({ ids: events.map((_, j) => `${i}-${j}`) })))
      const isFailed = (id: string) => {
        const [i = 0, j = 0] = id.split('-').map(Number)
        return records[i]?.[j] === true
      }
      const { pipeline } = fakePipeline({ outcome: ({ id }) => (isFailed(id) ? retry('LF_SINK_UNAVAILABLE') : delivered) })

      const answer = (await open().read(batch, pipeline, stop)) as { batchItemFailures: readonly { itemIdentifier: string }[] }

      const named = batch.Records.findIndex(
        ({ kinesis: { sequenceNumber } }) => sequenceNumber === answer.batchItemFailures[0]?.itemIdentifier,
      )
      const expected = records.findIndex((events) => events.includes(true))
      expect(named).toBe(expected)
    }),
    { numRuns: 50 },
  )
})
