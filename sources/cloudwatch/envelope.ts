import { isObject, isTimestamp, type LogEvent, LogferryError, type Origin } from '../../core/index.ts'

/**
 * The log events of what CloudWatch Logs sends (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html), in order;
 * none of a control message. It does not say in which region it is: `region` does. Throws LF_EVENT_JSON, and quotes nothing of what it holds.
 */
export function eventsInEnvelope(document: unknown, at: string, region?: string): readonly LogEvent[] {
  if (!isObject(document)) throw notJson(`${at} holds ${kindOf(document)}, not an object`)
  const messageType = textAt(document, 'messageType')
  if (messageType === 'CONTROL_MESSAGE') return []
  if (messageType !== 'DATA_MESSAGE') throw notJson('messageType is neither DATA_MESSAGE nor CONTROL_MESSAGE')
  const origin: Origin = {
    source: 'cloudwatch',
    logGroup: textAt(document, 'logGroup'),
    logStream: textAt(document, 'logStream'),
    account: textAt(document, 'owner'),
    ...(region === undefined ? {} : { region }),
  }
  const logEvents = document['logEvents']
  if (!Array.isArray(logEvents)) throw notJson(`logEvents is ${kindOf(logEvents)}, not a list`)
  return logEvents.map((logEvent: unknown, i) => eventOf(logEvent, i, origin))
}

function eventOf(logEvent: unknown, i: number, origin: Origin): LogEvent {
  if (!isObject(logEvent)) throw notJson(`logEvents[${i}] is ${kindOf(logEvent)}, not an object`)
  const { id, timestamp: time, message, extractedFields } = logEvent
  if (typeof id !== 'string') throw notJson(`logEvents[${i}].id is ${kindOf(id)}, not a text`)
  if (id === '') throw notJson(`logEvents[${i}].id is empty`)
  if (typeof message !== 'string') throw notJson(`logEvents[${i}].message is ${kindOf(message)}, not a text`)
  if (typeof time !== 'number') throw notJson(`logEvents[${i}].timestamp is ${kindOf(time)}, not a number`)
  if (!isTimestamp(time)) throw notJson(`logEvents[${i}].timestamp is no time in milliseconds`)
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
