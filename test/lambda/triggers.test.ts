import { describe, expect, test } from 'vitest'
import { defineSink, delivered, type LogRecord, type Outcome, retry } from '../../core/index.ts'
import { createHandler } from '../../lambda/index.ts'
import { encode } from '../sources/cloudwatch/subscription.ts'
import { batchOf, envelope, gzipped } from '../sources/kinesis/stream.ts'

const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 30_000 }
const subscription = (...ids: readonly string[]) => encode(envelope({ ids }))
const message = (messageId: string, body: unknown, queue = 'events') => ({
  eventSource: 'aws:sqs',
  messageId,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  eventSourceARN: `arn:aws:sqs:eu-central-1:123456789012:${queue}`,
})
const failures = (...ids: readonly string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) })
const inNotification = (event: unknown) => ({ Type: 'Notification', MessageId: '1', Message: JSON.stringify(event) })
/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const onFailure = (requestPayload: unknown) => ({
  version: '1.0',
  requestContext: { requestId: '1', condition: 'RetriesExhausted', approximateInvokeCount: 3 },
  requestPayload,
  responsePayload: { errorType: 'LogferryError' },
})

/** A handler with one sink, that says what of each event becomes, and what came to it. */
function opened(outcomeOf: (record: LogRecord) => Outcome = () => delivered) {
  const ids: string[] = []
  const said: string[] = []
  const keeper = defineSink({
    name: 'keeper',
    summary: 'Keeps what it gets.',
    options: {},
    create: () => ({
      async write(records) {
        for (const record of records) if (outcomeOf(record).status === 'delivered') ids.push(record.id)
        return records.map(outcomeOf)
      },
      check: async () => [{ level: 'error' as const, code: 'LF_SINK_UNAVAILABLE' as const, detail: 'start the keeper' }],
    }),
  })
  const handle = createHandler({
    config: {
      plugins: ['keeper'],
      routes: [{ match: { logGroup: '**' }, parser: 'passthrough', to: ['kept'] }],
      sinks: { kept: { use: 'keeper', retry: { attempts: 1 } } },
      deadLetter: false,
    },
    plugins: [keeper],
    log: (text, facts = {}) => said.push(`${text} ${JSON.stringify(facts)}`),
    report: () => undefined,
  })
  return { handle: (event: unknown) => handle(event, context), ids, said }
}
const refusing = (...ids: readonly string[]) => opened(({ id }) => (ids.includes(id) ? retry('LF_SINK_UNAVAILABLE') : delivered))

describe('what holds a subscription event is opened', () => {
  const inside = subscription('a', 'b')
  test.each([
    ['a message of SNS', { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(inside) } }] }],
    ['the record of an on-failure destination', onFailure(inside)],
    ['a message of SQS', { Records: [message('1', inside)] }],
    ['an on-failure record in SQS', { Records: [message('1', onFailure(inside))] }],
    ['a notification in SQS', { Records: [message('1', inNotification(inside))] }],
    ['an on-failure record in a notification in SQS', { Records: [message('1', inNotification(onFailure(inside)))] }],
    ['Kinesis', batchOf(gzipped({ ids: ['a', 'b'] }))],
  ])('%s', async (_, trigger) => {
    const { handle, ids } = opened()

    await handle(trigger)

    expect(ids).toEqual(['a', 'b'])
  })
})

describe('a batch of a queue', () => {
  const three = (queue?: string) => ({ Records: ['1', '2', '3'].map((id) => message(id, subscription(id), queue)) })

  test('is answered with nothing where all is through', async () => {
    expect(await opened().handle(three())).toEqual(failures())
  })

  test('gives back the messages that must be sent again, and no others', async () => {
    const { handle, ids, said } = refusing('2')

    expect(await handle(three())).toEqual(failures('2'))
    expect(ids).toEqual(['1', '3'])
    expect(said).toEqual([expect.stringMatching(/a message goes back to its queue .*"id":"2".*LF_SINK_UNAVAILABLE 1/)])
  })

  test('of a FIFO queue gives back all that follow one, and does not read them', async () => {
    const { handle, ids } = refusing('2')

    expect(await handle(three('events.fifo'))).toEqual(failures('2', '3'))
    expect(ids).toEqual(['1'])
  })

  test.each([
    ['no JSON', 'hello', /LF_EVENT_UNKNOWN no source knows a text/],
    ['an unknown event', { 'detail-type': 'Scheduled Event', source: 'aws.events' }, /LF_EVENT_UNKNOWN .*detail-type/],
    ['a damaged payload', { awslogs: { data: 'H4sI' } }, /LF_EVENT_GZIP/],
  ])('gives back a message that is %s, says why, and reads the rest', async (_, body, reason) => {
    const { handle, ids, said } = opened()

    expect(await handle({ Records: [message('bad', body), message('2', subscription('2'))] })).toEqual(failures('bad'))
    expect(ids).toEqual(['2'])
    expect(said).toEqual([expect.stringMatching(reason)])
  })

  test('gives back a message that holds a batch of which a part must be sent again', async () => {
    const { handle } = refusing('b')

    expect(await handle({ Records: [message('1', batchOf(gzipped({ ids: ['a'] }), gzipped({ ids: ['b'] })))] })).toEqual(failures('1'))
  })
})

describe('an unknown shape is an error that names what was seen', () => {
  test.each([
    [{ Records: [] }, 'an event with the keys Records'],
    [{ Records: [{ eventSource: 'aws:dynamodb', dynamodb: {} }] }, 'an event with the keys Records (aws:dynamodb)'],
    [
      { source: 'aws.rds', 'detail-type': 'RDS DB Instance Event', detail: {} },
      'an event with the keys source, detail-type, detail (RDS DB Instance Event)',
    ],
    ['hello', 'a text'],
    [null, 'null'],
    [{ selfTest: true, more: 1 }, 'an event with the keys selfTest, more'],
    [{ constructor: 1 }, 'an event with the keys constructor'],
  ])('%j', async (trigger, seen) => {
    await expect(opened().handle(trigger)).rejects.toThrow(`LF_EVENT_UNKNOWN no source knows ${seen}`)
  })
})

test('the self-test asks every sink, and answers what is wrong', async () => {
  expect(await opened().handle({ selfTest: true })).toEqual({
    ok: false,
    findings: [{ sink: 'kept', level: 'error', code: 'LF_SINK_UNAVAILABLE', detail: 'start the keeper' }],
  })
})

test('several invocations at once keep apart, and each bears its own request', async () => {
  const { handle, ids } = opened()

  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((id) => handle(subscription(id))))

  expect(answers).toEqual(ids.map(() => ({ received: 1, delivered: 1, dropped: 0, rejected: 0 })))
  expect([...ids].sort()).toEqual(['a', 'b', 'c', 'd'])
})
