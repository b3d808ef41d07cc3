import { describe, expect, test } from 'vitest'
import { triggersIn } from '../../replay/triggers.ts'

const event = { awslogs: { data: 'H4sI' } }

/** As https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html has it. */
const record = {
  version: '1.0',
  timestamp: '2026-11-24T10:00:00.123Z',
  requestContext: {
    requestId: 'e4b46cbf-b738-xmpl-8880-a18cdf61200e',
    functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:logferry:$LATEST',
    condition: 'RetriesExhausted',
    approximateInvokeCount: 3,
  },
  requestPayload: event,
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: { errorType: 'LogferryError', errorMessage: 'LF_NOT_DELIVERED' },
}

const message = (body: unknown) => ({ messageId: '1', eventSource: 'aws:sqs', body: JSON.stringify(body) })

describe('the events that are held by', () => {
  test.each([
    ['nothing', event, [event]],
    ['the record of an on-failure destination', record, [event]],
    ['SQS, as Lambda gives it', { Records: [message(record), message(event)] }, [event, event]],
    ['SQS, as `aws sqs receive-message` prints it', { Messages: [{ MessageId: '1', Body: JSON.stringify(record) }] }, [event]],
    ['one message of SQS', { MessageId: '1', Body: JSON.stringify(event) }, [event]],
    ['SNS', { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(record) } }] }, [event]],
    ['SNS in SQS', { Records: [message({ Type: 'Notification', Message: JSON.stringify(record) })] }, [event]],
    ['a list', [record, [event]], [event, event]],
  ])('%s', (_, document, events) => {
    expect(triggersIn(document)).toEqual(events)
  })

  test.each([
    ['a trigger of another kind', { Records: [{ eventSource: 'aws:kinesis', kinesis: { data: '' } }] }],
    ['what is no object', 7],
    ['null', null],
  ])('%s is given as it is', (_, document) => {
    expect(triggersIn(document)).toEqual([document])
  })

  test('a body that is not JSON is given as text', () => {
    expect(triggersIn({ Records: [{ body: 'not JSON' }] })).toEqual(['not JSON'])
  })

  test('nests without end are not followed', () => {
    let nested: unknown = event
    for (let i = 0; i < 100_000; i++) nested = [nested]

    expect(triggersIn(nested)).toHaveLength(1)
  })
})
