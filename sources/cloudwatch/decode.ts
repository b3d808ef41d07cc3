import { gunzipSync } from 'node:zlib'
import { type LogEvent, LogferryError, type Origin } from '../../core/index.ts'

/** `{"awslogs":{"data":"<base64 of gzip of JSON>"}}`, https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html */
export interface Subscription {
  readonly awslogs: { readonly data: string }
}

export const isSubscription = (trigger: unknown): trigger is Subscription =>
  isObject(trigger) && isObject(trigger['awslogs']) && typeof trigger['awslogs']['data'] === 'string'

/**
 * The log events of a subscription event, in order; none of a control message. `maxBytes` is the most that its data may inflate to. Throws
 * LF_EVENT_BASE64, LF_EVENT_GZIP, LF_EVENT_TOO_LARGE or LF_EVENT_JSON, and quotes nothing of what the event holds.
 */
export function decodeSubscription(trigger: unknown, maxBytes: number): readonly LogEvent[] {
  if (!isSubscription(trigger)) throw notJson('there is no text at awslogs.data')
  return eventsOf(parse(inflate(decodeBase64(trigger.awslogs.data), maxBytes)))
}

/** `Buffer.from` skips what is no base64; the length tells. */
function decodeBase64(data: string): Buffer {
  const bytes = Buffer.from(data, 'base64')
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0
  if (data.length % 4 !== 0)
    throw new LogferryError('LF_EVENT_BASE64', `awslogs.data has ${data.length} characters, which is no multiple of 4`)
  if (bytes.length !== (data.length / 4) * 3 - padding) {
    throw new LogferryError('LF_EVENT_BASE64', 'awslogs.data has characters that are not of base64')
  }
  return bytes
}

function inflate(bytes: Buffer, maxBytes: number): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    if (bytes.length > maxBytes) throw tooLarge(maxBytes)
    return bytes
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes, chunkSize: chunkSizeFor(bytes) })
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes)
    const what = code === 'Z_BUF_ERROR' ? 'ends before its end' : 'is damaged'
    throw new LogferryError('LF_EVENT_GZIP', `the gzip in awslogs.data (${bytes.length} bytes) ${what}`, { cause: thrown })
  }
}

const LARGEST_CHUNK = 1024 * 1024

/** gzip ends with the inflated size (RFC 1952, ISIZE): one chunk of that size needs no joining. It is a hint, not trusted. */
function chunkSizeFor(gzip: Buffer): number {
  const size = gzip.length >= 18 ? gzip.readUInt32LE(gzip.length - 4) : 0
  return Math.min(Math.max(size, 1024), LARGEST_CHUNK)
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    // The error of JSON.parse quotes the text around the fault.
    throw notJson(`awslogs.data holds ${bytes.length} bytes that are not JSON`)
  }
}

function eventsOf(document: unknown): readonly LogEvent[] {
  if (!isObject(document)) throw notJson(`awslogs.data holds ${kindOf(document)}, not an object`)
  const messageType = textAt(document, 'messageType')
  if (messageType === 'CONTROL_MESSAGE') return []
  if (messageType !== 'DATA_MESSAGE') throw notJson('messageType is neither DATA_MESSAGE nor CONTROL_MESSAGE')
  const origin: Origin = {
    source: 'cloudwatch',
    logGroup: textAt(document, 'logGroup'),
    logStream: textAt(document, 'logStream'),
    account: textAt(document, 'owner'),
  }
  const logEvents = document['logEvents']
  if (!Array.isArray(logEvents)) throw notJson(`logEvents is ${kindOf(logEvents)}, not a list`)
  return logEvents.map((logEvent: unknown, i) => eventOf(logEvent, i, origin))
}

/** The furthest that a Date reaches, in milliseconds from 1970. */
const LAST_TIME = 8.64e15

function eventOf(logEvent: unknown, i: number, origin: Origin): LogEvent {
  if (!isObject(logEvent)) throw notJson(`logEvents[${i}] is ${kindOf(logEvent)}, not an object`)
  const { id, timestamp: time, message, extractedFields } = logEvent
  if (typeof id !== 'string') throw notJson(`logEvents[${i}].id is ${kindOf(id)}, not a text`)
  if (id === '') throw notJson(`logEvents[${i}].id is empty`)
  if (typeof message !== 'string') throw notJson(`logEvents[${i}].message is ${kindOf(message)}, not a text`)
  if (typeof time !== 'number') throw notJson(`logEvents[${i}].timestamp is ${kindOf(time)}, not a number`)
  if (!(Math.abs(time) <= LAST_TIME)) throw notJson(`logEvents[${i}].timestamp is no time in milliseconds`)
  if (extractedFields === undefined || extractedFields === null) return { id, time, message, origin }
  return { id, time, message, origin, extracted: extractedAt(extractedFields, `logEvents[${i}].extractedFields`) }
}

/** A field that the pattern names and the message lacks may be null; it is left out. */
function extractedAt(fields: unknown, at: string): Readonly<Record<string, string>> {
  if (!isObject(fields)) throw notJson(`${at} is ${kindOf(fields)}, not an object`)
  const values = Object.values(fields)
  const wrong = values.find((value) => typeof value !== 'string' && value !== null)
  if (wrong !== undefined) throw notJson(`${at} has ${kindOf(wrong)} where a text is due`)
  if (!values.includes(null)) return fields as Readonly<Record<string, string>>
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null))
}

function textAt(document: Readonly<Record<string, unknown>>, key: string): string {
  const value = document[key]
  if (typeof value === 'string') return value
  throw notJson(`${key} is ${kindOf(value)}, not a text`)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const KINDS: Readonly<Record<string, string>> = {
  undefined: 'missing',
  object: 'an object',
  number: 'a number',
  boolean: 'true or false',
  string: 'a text',
}

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'a list' : (KINDS[typeof value] ?? typeof value)

const notJson = (detail: string) => new LogferryError('LF_EVENT_JSON', detail)

const tooLarge = (maxBytes: number) => new LogferryError('LF_EVENT_TOO_LARGE', `awslogs.data inflates to more than ${maxBytes} bytes`)
