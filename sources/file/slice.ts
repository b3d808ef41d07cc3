import type { LogEvent } from '../../core/index.ts'
import type { Cutter, Entry } from './cut.ts'

/** What is delivered at once. */
export interface Slice {
  readonly events: readonly LogEvent[]
  readonly bytes: number
  /** Where it ends: the start of the next one, and whether that is inside an entry that was too long. */
  readonly end: { readonly offset: number; readonly inside: boolean }
  /** The one that the end of the input cut short, not its size. */
  readonly last: boolean
}

const MOST_EVENTS = 5000
const MOST_BYTES = 8 * 1024 * 1024

/** Between the chunks of a file that grows: there is no more for now; `idle`: nor will there be, most likely. */
export type Pause = 'pause' | 'idle'

/**
 * Slices of at most 8 MiB or 5,000 events, each as full as can be, so that they are the same whenever one reads from the same place. A pause
 * ends a slice, and so does the place `until`, where one ended before. If the chunks break off, what was whole comes first, then their
 * error. After `stop` nothing comes: a slice that is not full is not cut.
 */
export async function* slicesOf(
  chunks: AsyncIterable<Uint8Array | Pause>,
  cutter: Cutter,
  eventOf: (entry: Entry) => LogEvent,
  stop: AbortSignal,
  until?: number,
): AsyncGenerator<Slice, void> {
  let events: LogEvent[] = []
  let bytes = 0
  let offset = 0
  const sliceTo = (inside: boolean, last: boolean): Slice => {
    const slice = { events, bytes, end: { offset, inside }, last }
    events = []
    bytes = 0
    return slice
  }
  function* add(entries: Iterable<Entry>) {
    for (const entry of entries) {
      const { length } = entry.bytes
      const isFull = events.length === MOST_EVENTS || bytes + length > MOST_BYTES || entry.offset === until
      if (isFull && events.length > 0) yield sliceTo(entry.part === 'rest', false)
      events.push(eventOf(entry))
      bytes += length
      offset = entry.offset + length
    }
  }

  let broke: { readonly thrown: unknown } | undefined
  try {
    for await (const chunk of chunks) {
      if (stop.aborted) return
      if (typeof chunk !== 'string') yield* add(cutter.push(chunk))
      else {
        yield* add(chunk === 'pause' ? cutter.pause() : cutter.endLine())
        if (events.length > 0) yield sliceTo(cutter.place().inside, false)
      }
    }
  } catch (thrown) {
    broke = { thrown }
  }
  if (stop.aborted) return
  yield* add(cutter.end(broke !== undefined))
  if (events.length > 0) yield sliceTo(false, true)
  if (broke !== undefined) throw broke.thrown
}
