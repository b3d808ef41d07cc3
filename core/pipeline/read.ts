import { codeOf, LogferryError, messageOf } from '../errors.ts'
import { isObject } from '../is-object.ts'
import type { Fields, LogEvent, LogRecord, Parsed, Reading, Value } from '../model.ts'
import type { Parser } from '../plugin.ts'
import { isTimestamp } from '../timestamp.ts'
import { extractedFields } from './extracted.ts'
import { isBare, isPlain, strangeField } from './plain.ts'
import { unpromised } from './unpromised.ts'

/** What one event knows of the events before it in its stream. */
export interface StreamState {
  readonly carry: Fields
  /** Of the last record that had a time. */
  readonly time?: number
}

/** What became of an event at the parser. */
export interface Read {
  readonly records: readonly LogRecord[]
  /** Of the event itself: the id of its first record, its time, and the fields it has without its parser. */
  readonly id: string
  readonly time: number
  readonly base: Fields
  /** What the parser knew. */
  readonly before: Fields
  readonly state: StreamState
  /** Why there are no records. */
  readonly dropped: string | undefined
  readonly note: 'unparsed' | 'parseErrors' | undefined
  /** What the parser threw. */
  readonly fault: string | undefined
}

/**
 * Parses one event. What the parser does not know, or breaks on, is shipped raw; the rest of an entry that was too long is not parsed.
 * `origin` are the fields that the origin gives; what a filter pattern extracted lies over them, the parser's own over both. The time of what
 * has none, and none before it, is NaN: `dated` sets it.
 */
export function readEvent(event: LogEvent, parser: Parser, origin: Fields, state: StreamState): Read {
  const base = event.extracted === undefined ? origin : { ...origin, ...extractedFields(event.extracted) }
  const { parsed, carry, dropped, note, fault } = event.part === 'rest' ? CONTINUATION : parse(parser, event, state.carry)
  const own = event.time ?? timeOf(parsed[0])
  const first = own ?? state.time ?? Number.NaN
  const id = own === undefined ? (event.untimedId ?? event.id) : event.id
  const records = parsed.map((entry, i) => {
    const time = event.time ?? timeOf(entry) ?? first
    return recordOf(event, i === 0 ? id : `${id}-${i}`, time, entry.text ?? event.message, fieldsOf(event, base, entry))
  })
  const last = records.at(-1)?.time ?? first
  const after = Number.isNaN(last) ? { carry: carry ?? state.carry } : { carry: carry ?? state.carry, time: last }
  return { records, id, time: first, base, before: state.carry, state: after, dropped, note, fault }
}

/** One shape for all records of a source: each literal of its own is fast. */
const recordOf = ({ origin, bytes }: LogEvent, id: string, time: number, text: string, fields: Fields): LogRecord =>
  bytes === undefined ? { id, time, text, fields, origin } : { id, time, text, fields, origin, bytes }

const fieldsOf = ({ part }: LogEvent, base: Fields, { fields }: Parsed): Fields =>
  part === 'first' ? { ...base, ...fields, Truncated: true } : laidOver(base, fields)

/** `{ ...base, ...fields }`, which takes many times as long where records have many shapes. */
function laidOver(base: Fields, fields: Fields): Fields {
  if (Object.hasOwn(fields, '__proto__') || Object.hasOwn(base, '__proto__')) return { ...base, ...fields }
  const all: Record<string, Value> = {}
  for (const name of Object.keys(base)) all[name] = base[name] as Value
  for (const name of Object.keys(fields)) all[name] = fields[name] as Value
  return all
}

/** The event untouched, for raw branches. */
export const rawOf = (event: LogEvent, { id, time, base, before }: Read): LogRecord => ({
  ...recordOf(event, id, time, event.message, base),
  ...replayable(event, before),
})

/** What a record does not tell of its event. */
function replayable({ extracted, part }: LogEvent, carry: Fields): Pick<LogRecord, 'event'> {
  const event = {
    ...(extracted === undefined ? {} : { extracted }),
    ...(part === undefined ? {} : { part }),
    ...(Object.keys(carry).length === 0 ? {} : { carry }),
  }
  return Object.keys(event).length === 0 ? {} : { event }
}

export const isDated = ({ time }: Read): boolean => !Number.isNaN(time)

/** The same, with this time where there was none. */
export const dated = (read: Read, time: number): Read => ({
  ...read,
  time,
  records: read.records.map((record) => (Number.isNaN(record.time) ? { ...record, time } : record)),
})

/** The entry's own time, unless no date has it. */
const timeOf = (entry: Parsed | undefined): number | undefined => (isTimestamp(entry?.time) ? entry.time : undefined)

interface Attempt extends Pick<Read, 'dropped' | 'note' | 'fault'> {
  readonly parsed: readonly Parsed[]
  readonly carry: Fields | undefined
}

const NOTHING_ELSE = { carry: undefined, dropped: undefined, note: undefined, fault: undefined }
const CONTINUATION: Attempt = { ...NOTHING_ELSE, parsed: [], dropped: 'continuation' }
const UNPARSED: Attempt = { ...NOTHING_ELSE, parsed: [{ fields: {} }], note: 'unparsed' }

function parse(parser: Parser, event: LogEvent, carry: Fields): Attempt {
  let full: Reading | undefined
  try {
    full = readingOf(unpromised(parser.parse(event, carry)))
  } catch (thrown) {
    const code = codeOf(thrown, 'LF_PARSE_FAILED')
    return { ...NOTHING_ELSE, parsed: [{ fields: { Parse_error: code } }], note: 'parseErrors', fault: messageOf(thrown) }
  }
  if (full === undefined) return UNPARSED
  const dropped = full.records.length > 0 ? undefined : (full.dropped ?? 'nothing to keep')
  return { parsed: full.records, carry: full.carry, dropped, note: undefined, fault: undefined }
}

/** A parser may be a stranger's: what it answers is looked at before it is believed. */
function readingOf(answer: readonly Parsed[] | Reading | undefined): Reading | undefined {
  if (answer === undefined) return undefined
  const reading: Reading = Array.isArray(answer) ? { records: answer } : (answer as Reading)
  const fault = readingFault(reading)
  if (fault !== undefined) throw new LogferryError('LF_PLUGIN_CONTRACT', `it answered with ${fault}`)
  return reading
}

function readingFault(reading: unknown): string | undefined {
  if (!isObject(reading) || !Array.isArray(reading['records'])) return 'neither undefined, nor a list of { fields }, nor { records }'
  const { records, dropped, carry } = reading
  for (let i = 0; i < records.length; i++) {
    const fault = parsedFault(records[i])
    if (fault !== undefined) return fault
  }
  if (dropped !== undefined && typeof dropped !== 'string') return 'a reason that is no text'
  return carry === undefined || (isObject(carry) && isPlain(carry)) ? undefined : 'a carry that JSON does not know'
}

function parsedFault(entry: unknown): string | undefined {
  if (!isObject(entry)) return 'what is no record'
  const { fields, text } = entry
  if (!isObject(fields) || !isBare(fields)) return 'fields that are no plain object'
  if (text !== undefined && typeof text !== 'string') return 'a text that is none'
  const strange = strangeField(fields)
  return strange === undefined ? undefined : `a field that JSON does not know: ${strange}`
}
