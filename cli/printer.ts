import { delivered, type Fields, type LogEvent, type Parser, type Pipeline } from '../core/index.ts'
import { localMemory } from '../core/pipeline/guarded-memory.ts'
import { splitLines } from '../core/pipeline/lines.ts'
import { type Read, readEvent } from '../core/pipeline/read.ts'
import { readable } from '../core/pipeline/readable.ts'
import { print } from './talk.ts'

/** A pipeline that ends at stdout: one JSON object per record. `unread` are events that the parser does not know, or broke on. */
export function createPrinter(parser: Parser): { readonly pipeline: Pipeline; readonly counts: { records: number; unread: number } } {
  const counts = { records: 0, unread: 0 }
  const pipeline: Pipeline = {
    memory: localMemory(),
    split: () => (piece, end) => parser.split?.(piece, end) ?? splitLines(piece),
    async deliver(events, carry = {}) {
      const streams = new Map<string, Fields>()
      let last = carry
      for (const event of events) {
        const stream = JSON.stringify(event.origin)
        // The state has no time, so that a record without a time of its own shows none, instead of that of the record before it.
        const read = readEvent(event, parser, {}, { carry: streams.get(stream) ?? carry })
        last = read.state.carry
        streams.set(stream, last)
        counts.records += read.records.length
        if (read.note !== undefined) counts.unread++
        printRecords(event, read)
      }
      return { outcomes: events.map(() => delivered), carry: last }
    },
  }
  return { pipeline, counts }
}

function printRecords({ origin, id: eventId }: LogEvent, { records }: Read): void {
  for (const record of records) {
    const { id, time, bytes, fields } = readable(record)
    const iso = Number.isNaN(time) ? null : new Date(time).toISOString()
    print(JSON.stringify({ id, time: iso, origin, ...(bytes === undefined ? { eventId } : { bytes }), fields }))
  }
}
