import type { Bytes, Fields, LogEvent, Parsed, Parser, Reading } from '../../core/index.ts'
import { splitLines } from '../../core/pipeline/lines.ts'
import { type Entry, entryCutter } from '../../sources/file/cut.ts'
import { eventsFrom } from '../../sources/file/identity.ts'

const ORIGIN = { source: 'test', logGroup: 'g', logStream: 's' }

export const eventOf = (message: string): LogEvent => ({ id: 'e', message, origin: ORIGIN })

/** The events of a log, cut as the file source cuts them. */
export function eventsIn(log: Uint8Array, parser: Parser, chunkBytes = 64 * 1024, pieceBytes = 64 * 1024): readonly LogEvent[] {
  const cutter = entryCutter(parser.split ?? splitLines, { maxBytes: 8 * 1024 * 1024, pieceBytes })
  const eventFrom = eventsFrom(ORIGIN, '00000000')
  const events: LogEvent[] = []
  const take = (entries: Iterable<Entry>) => {
    for (const entry of entries) events.push(eventFrom(entry))
  }
  for (let at = 0; at < log.length; at += chunkBytes) take(cutter.push(log.subarray(at, at + chunkBytes)))
  take(cutter.end(false))
  return events
}

/** What a parser says of an event, in the form of the samples. */
export interface Said {
  /** Where the event lies in its log, or which one it is. */
  readonly bytes?: Bytes
  readonly event?: number
  /** In ISO; null where the entry does not say. */
  readonly time?: string | null
  readonly text?: string
  readonly fields?: Fields
  readonly dropped?: string
  readonly unparsed?: true
}

/** What a parser says of the events of a stream, one after the other. */
export function readAll(parser: Parser, events: readonly LogEvent[]): readonly Said[] {
  let carry: Fields = {}
  return events.flatMap((event, i): readonly Said[] => {
    const at = event.bytes === undefined ? { event: i } : { bytes: event.bytes }
    const answer = parser.parse(event, carry)
    if (answer === undefined) return [{ ...at, unparsed: true as const }]
    const { records, dropped, carry: left } = readingOf(answer)
    carry = left ?? carry
    if (records.length === 0) return [{ ...at, dropped: dropped ?? '' }]
    return records.map(({ time, text, fields }) => ({ ...at, time: timeText(time), ...(text === undefined ? {} : { text }), fields }))
  })
}

const readingOf = (answer: readonly Parsed[] | Reading): Reading => ('records' in answer ? answer : { records: answer })

const timeText = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString())
