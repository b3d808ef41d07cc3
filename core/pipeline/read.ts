import { isLogferryError, LogferryError, messageOf } from '../errors.ts'
import type { Fields, LogEvent, LogRecord, Parsed, Reading } from '../model.ts'
import type { Parser } from '../plugin.ts'
import { extractedFields } from './extracted.ts'

/** What one event knows of the events before it in its stream. */
export interface StreamState {
  readonly carry: Fields
  /** Of the last record that had a time. */
  readonly time?: number
}

/** What became of an event at the parser. */
export interface Read {
  readonly records: readonly LogRecord[]
  /** The event untouched, for raw branches. */
  readonly raw: LogRecord
  readonly state: StreamState
  /** Why there are no records. */
  readonly dropped?: string
  readonly note?: 'unparsed' | 'parseErrors'
  /** What the parser threw. */
  readonly fault?: string
}

/**
 * Parses one event. What the parser does not know, or breaks on, is shipped raw; the rest of an entry that was too long is not parsed.
 * `base` are the fields that the origin gives; what a filter pattern extracted lies over them, the parser's own over both. The time of what
 * has none, and none before it, is NaN: `dated` sets it.
 */
export function readEvent(event: LogEvent, parser: Parser, base: Fields, state: StreamState): Read {
  const under = event.extracted === undefined ? base : { ...base, ...extractedFields(event.extracted) }
  const { parsed, ...rest } = event.part === 'rest' ? CONTINUATION : parse(parser, event, state.carry)
  const own = event.time ?? timeOf(parsed[0])
  const first = own ?? state.time ?? Number.NaN
  const id = own === undefined ? (event.untimedId ?? event.id) : event.id
  const about = { origin: event.origin, ...(event.bytes === undefined ? {} : { bytes: event.bytes }) }
  const records = parsed.map(
    (entry, i): LogRecord => ({
      id: i === 0 ? id : `${id}-${i}`,
      time: event.time ?? timeOf(entry) ?? first,
      text: entry.text ?? event.message,
      fields: event.part === 'first' ? { ...under, ...entry.fields, Truncated: true } : { ...under, ...entry.fields },
      ...about,
    }),
  )
  const last = records.at(-1)?.time ?? first
  return {
    ...rest,
    records,
    raw: { id, time: first, text: event.message, fields: under, ...about, ...replayable(event, state.carry) },
    state: { carry: rest.carry ?? state.carry, ...(Number.isNaN(last) ? {} : { time: last }) },
  }
}

/** What a record does not tell of its event. */
function replayable({ extracted, part }: LogEvent, carry: Fields): Pick<LogRecord, 'event'> {
  const event = {
    ...(extracted === undefined ? {} : { extracted }),
    ...(part === undefined ? {} : { part }),
    ...(Object.keys(carry).length === 0 ? {} : { carry }),
  }
  return Object.keys(event).length === 0 ? {} : { event }
}

export const isDated = ({ raw }: Read): boolean => !Number.isNaN(raw.time)

/** The same, with this time where there was none. */
export const dated = (read: Read, time: number): Read => ({
  ...read,
  raw: { ...read.raw, time },
  records: read.records.map((record) => (Number.isNaN(record.time) ? { ...record, time } : record)),
})

/** The furthest that a Date reaches from 1970 (https://tc39.es/ecma262/#sec-time-values-and-time-range). */
const LAST_TIME = 8.64e15

/** The entry's own time, unless no date has it. */
const timeOf = (entry: Parsed | undefined): number | undefined =>
  entry?.time !== undefined && Math.abs(entry.time) <= LAST_TIME ? entry.time : undefined

interface Attempt {
  readonly parsed: readonly Parsed[]
  readonly carry?: Fields
  readonly dropped?: string
  readonly note?: 'unparsed' | 'parseErrors'
  readonly fault?: string
}

const CONTINUATION: Attempt = { parsed: [], dropped: 'continuation' }

function parse(parser: Parser, event: LogEvent, carry: Fields): Attempt {
  let full: Reading | undefined
  try {
    full = readingOf(parser.parse(event, carry))
  } catch (thrown) {
    const code = isLogferryError(thrown) ? thrown.code : 'LF_PARSE_FAILED'
    return { parsed: [{ fields: { Parse_error: code } }], note: 'parseErrors', fault: messageOf(thrown) }
  }
  if (full === undefined) return { parsed: [{ fields: {} }], note: 'unparsed' }
  return {
    parsed: full.records,
    ...(full.carry === undefined ? {} : { carry: full.carry }),
    ...(full.records.length > 0 ? {} : { dropped: full.dropped ?? 'nothing to keep' }),
  }
}

/** A parser may be a stranger's: what it answers is looked at before it is believed. */
function readingOf(answer: readonly Parsed[] | Reading | undefined): Reading | undefined {
  if (answer === undefined) return undefined
  const reading: Reading = Array.isArray(answer) ? { records: answer } : (answer as Reading)
  const { records, carry } = reading
  const isReading = Array.isArray(records) && records.every((entry) => isFields(entry?.fields)) && (carry === undefined || isFields(carry))
  if (!isReading) throw new LogferryError('LF_PLUGIN_CONTRACT', 'a parser answers with undefined, a list of { fields }, or { records }')
  return reading
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
