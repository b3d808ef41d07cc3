import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLogferryError } from '../../../core/index.ts'
import { decodeSubscription } from '../../../sources/cloudwatch/decode.ts'
import { dataMessage, encode, subscriptionOf } from './subscription.ts'

const MAX_BYTES = 1024 * 1024
const decode = (trigger: unknown, maxBytes = MAX_BYTES) => decodeSubscription(trigger, maxBytes)
const problemOf = (trigger: unknown, maxBytes = MAX_BYTES): string => {
  try {
    decode(trigger, maxBytes)
  } catch (thrown) {
    if (isLogferryError(thrown)) return thrown.message
    throw thrown
  }
  return 'no problem'
}
/** The problem of a data message with its second log event changed. */
const problemWith = (change: object) =>
  problemOf(encode({ ...dataMessage, logEvents: [dataMessage.logEvents[0], { ...dataMessage.logEvents[1], ...change }] }))

describe('what CloudWatch Logs sends', () => {
  test('log events become events, in order, each with its id, time, message and origin', () => {
    const origin = { source: 'cloudwatch', logGroup: '/aws/rds/instance/shop-1/slowquery', logStream: 'shop-1', account: '123456789012' }

    expect(decode(encode(dataMessage))).toEqual([
      { id: '3668', time: 1795345801847, message: '# Time: …\nSELECT 1;\n', origin },
      { id: '3669', time: 1795345801848, message: 'SELECT 2;', origin },
    ])
  })

  test('any log events come back as they were', () => {
    const logEvent = fc.record({
      id: fc.string({ minLength: 1 }),
      timestamp: fc.integer({ min: -8.64e15, max: 8.64e15 }),
      message: fc.string({ unit: 'grapheme' }),
      extractedFields: fc.dictionary(fc.string(), fc.string()),
    })
    fc.assert(
      fc.property(fc.array(logEvent), (logEvents) => {
        const events = decode(encode({ ...dataMessage, logEvents }))

        expect(events.map(({ id, time, message, extracted }) => ({ id, timestamp: time, message, extractedFields: extracted }))).toEqual(
          logEvents,
        )
      }),
    )
  })

  test('a control message holds no events', () => {
    expect(decode(encode({ ...dataMessage, messageType: 'CONTROL_MESSAGE' }))).toEqual([])
  })

  test('keys that nobody knows yet are accepted', () => {
    const logEvents = [{ ...dataMessage.logEvents[0], ingestionTime: 1 }]

    expect(decode(encode({ ...dataMessage, policyLevel: 'LOG_GROUP_LEVEL_POLICY', logEvents }))).toHaveLength(1)
  })

  test('data that is not compressed is read, too', () => {
    expect(decode(subscriptionOf(Buffer.from(JSON.stringify(dataMessage))))).toEqual(decode(encode(dataMessage)))
  })

  test('an extracted field that is null is left out', () => {
    const logEvents = [{ ...dataMessage.logEvents[0], extractedFields: { user: 'app', ip: null } }]

    expect(decode(encode({ ...dataMessage, logEvents }))[0]?.extracted).toEqual({ user: 'app' })
  })
})

describe('what anything else says', () => {
  const gzip = gzipSync(JSON.stringify({ ...dataMessage, secret: 'SELECT secret' }))

  test.each([
    ['no subscription', { Records: [] }, 'LF_EVENT_JSON there is no text at awslogs.data'],
    ['cut base64', { awslogs: { data: 'H4sIA' } }, 'LF_EVENT_BASE64 awslogs.data has 5 characters, which is no multiple of 4'],
    ['no base64', { awslogs: { data: '{"a": 1}' } }, 'LF_EVENT_BASE64 awslogs.data has characters that are not of base64'],
    [
      'a cut gzip',
      subscriptionOf(gzip.subarray(0, -9)),
      `LF_EVENT_GZIP the gzip in awslogs.data (${gzip.length - 9} bytes) ends before its end`,
    ],
    [
      'a changed gzip',
      subscriptionOf(Buffer.from(gzip).fill(0xff, 20, 30)),
      `LF_EVENT_GZIP the gzip in awslogs.data (${gzip.length} bytes) is damaged`,
    ],
    ['no JSON', subscriptionOf(Buffer.from('SELECT secret')), 'LF_EVENT_JSON awslogs.data holds 13 bytes that are not JSON'],
    ['nothing', { awslogs: { data: '' } }, 'LF_EVENT_JSON awslogs.data holds 0 bytes that are not JSON'],
    ['a list', encode([]), 'LF_EVENT_JSON awslogs.data holds a list, not an object'],
    [
      'another message',
      encode({ ...dataMessage, messageType: 'SECRET' }),
      'LF_EVENT_JSON messageType is neither DATA_MESSAGE nor CONTROL_MESSAGE',
    ],
    ['no log group', encode({ ...dataMessage, logGroup: undefined }), 'LF_EVENT_JSON logGroup is missing, not a text'],
    ['a numeric owner', encode({ ...dataMessage, owner: 123 }), 'LF_EVENT_JSON owner is a number, not a text'],
    ['no log events', encode({ ...dataMessage, logEvents: {} }), 'LF_EVENT_JSON logEvents is an object, not a list'],
    [
      'a text for an event',
      encode({ ...dataMessage, logEvents: ['SELECT secret'] }),
      'LF_EVENT_JSON logEvents[0] is a text, not an object',
    ],
  ])('%s', (_, trigger, message) => {
    expect(problemOf(trigger)).toBe(message)
  })

  test.each([
    [{ id: 3668 }, 'LF_EVENT_JSON logEvents[1].id is a number, not a text'],
    [{ id: '' }, 'LF_EVENT_JSON logEvents[1].id is empty'],
    [{ message: null }, 'LF_EVENT_JSON logEvents[1].message is null, not a text'],
    [{ timestamp: '1795345801847' }, 'LF_EVENT_JSON logEvents[1].timestamp is a text, not a number'],
    [{ timestamp: 1e16 }, 'LF_EVENT_JSON logEvents[1].timestamp is no time in milliseconds'],
    [{ extractedFields: ['secret'] }, 'LF_EVENT_JSON logEvents[1].extractedFields is a list, not an object'],
    [{ extractedFields: { user: 1 } }, 'LF_EVENT_JSON logEvents[1].extractedFields has a number where a text is due'],
  ])('a log event with %j', (change, message) => {
    expect(problemWith(change)).toBe(message)
  })

  test('a bomb stops at maxBytes, whether compressed or not', () => {
    const zeros = Buffer.alloc(50 * MAX_BYTES)

    expect(problemOf(subscriptionOf(gzipSync(zeros)))).toBe('LF_EVENT_TOO_LARGE awslogs.data inflates to more than 1048576 bytes')
    expect(problemOf(subscriptionOf(zeros.subarray(0, 2000)), 1999)).toBe(
      'LF_EVENT_TOO_LARGE awslogs.data inflates to more than 1999 bytes',
    )
  })

  test('an event of exactly maxBytes is read', () => {
    const { length } = JSON.stringify(dataMessage)
    const bytes = Buffer.byteLength(JSON.stringify(dataMessage))

    expect(length).toBeLessThan(bytes)
    expect(decode(encode(dataMessage), bytes)).toHaveLength(2)
    expect(problemOf(encode(dataMessage), bytes - 1)).toContain('LF_EVENT_TOO_LARGE')
  })
})

describe('whatever comes in', () => {
  const never = (trigger: unknown) => void problemOf(trigger)

  test('any bytes are events or a coded error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => never(subscriptionOf(bytes))))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => never(subscriptionOf(gzipSync(bytes)))))
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) =>
        never(subscriptionOf(Buffer.concat([gzipSync('{}').subarray(0, 10), bytes]))),
      ),
    )
  })

  test('any text that is no base64 is LF_EVENT_BASE64', () => {
    const alphabet = /^(?:[A-Za-z0-9+/_-]{4})*(?:[A-Za-z0-9+/_-]{2}==|[A-Za-z0-9+/_-]{3}=)?$/
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (data) => {
        expect(problemOf({ awslogs: { data } }).startsWith('LF_EVENT_BASE64')).toBe(!alphabet.test(data))
      }),
    )
  })

  test('any JSON is events or a coded error', () => {
    fc.assert(fc.property(fc.jsonValue(), never))
    fc.assert(fc.property(fc.jsonValue(), (document) => never(encode(document))))
    fc.assert(fc.property(fc.jsonValue(), (logEvents) => never(encode({ ...dataMessage, logEvents }))))
    fc.assert(fc.property(fc.jsonValue(), (logEvent) => never(encode({ ...dataMessage, logEvents: [logEvent] }))))
  })
})
