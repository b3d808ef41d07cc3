import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { delivered, dropped, rejected, retry, type Source } from '../../../core/index.ts'
import { fakeContext, fakePipeline } from '../../../core/testing/index.ts'
import cloudwatch, { decodeSubscription } from '../../../sources/cloudwatch/index.ts'
import { dataMessage, encode } from './subscription.ts'

const MAX_BYTES = 64 * 1024 * 1024
const source: Source = cloudwatch.create({ maxBytes: MAX_BYTES } as never, fakeContext('cloudwatch'))
const stop = new AbortController().signal
const sample = (name: string) => readFileSync(new URL(`../../samples/cloudwatch/${name}`, import.meta.url), 'utf8')

test('it accepts what has data from CloudWatch Logs, and nothing else', () => {
  expect(source.accepts?.(encode(dataMessage))).toBe(true)
  expect([undefined, null, 'x', {}, { awslogs: null }, { awslogs: { data: 1 } }].some((trigger) => source.accepts?.(trigger))).toBe(false)
})

test('a data message is delivered at once, and answered with what became of it', async () => {
  const outcomes = [delivered, dropped('no route'), rejected('LF_SINK_REFUSED')]
  const { pipeline, deliveries } = fakePipeline({ outcome: (event) => outcomes[Number(event.id)] ?? delivered })
  const logEvents = ['0', '1', '2', '3'].map((id) => ({ id, timestamp: 0, message: 'x' }))

  const answer = await source.read(encode({ ...dataMessage, logEvents }), pipeline, stop)

  expect(answer).toEqual({ received: 4, delivered: 2, dropped: 1, rejected: 1 })
  expect(deliveries).toHaveLength(1)
  expect(deliveries[0]?.carry).toBeUndefined()
})

test('a control message is answered, and nothing is delivered', async () => {
  const { pipeline, deliveries } = fakePipeline()

  const answer = await source.read(encode({ ...dataMessage, messageType: 'CONTROL_MESSAGE' }), pipeline, stop)

  expect(answer).toEqual({ received: 0, delivered: 0, dropped: 0, rejected: 0 })
  expect(deliveries).toEqual([])
})

test('what must be sent again is thrown, so that the platform sends it again', async () => {
  const { pipeline } = fakePipeline({ outcome: ({ id }) => (id === '3669' ? retry('LF_SINK_UNAVAILABLE', 'HTTP 503') : delivered) })

  await expect(source.read(encode(dataMessage), pipeline, stop)).rejects.toMatchObject({
    code: 'LF_NOT_DELIVERED',
    detail: '1 of 2 events must be sent again: LF_SINK_UNAVAILABLE 1',
  })
})

test('every event of the samples is read, the control message aside', () => {
  const lines = sample('mysql-slowquery.lambda-events.jsonl').trimEnd().split('\n')
  const counts = lines.map((line) => decodeSubscription(JSON.parse(line), MAX_BYTES).length)

  expect(counts).toEqual([20, 20, 1, 5, 9, 1, 9, 2, 2, 17, 0])
})

test('the single sample is the first of the list', () => {
  const [first] = sample('mysql-slowquery.lambda-events.jsonl').split('\n')

  expect(JSON.parse(sample('aurora-slowquery.json'))).toEqual(JSON.parse(first as string))
})
