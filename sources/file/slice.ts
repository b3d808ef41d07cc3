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

const MOST_EVENTS = 20_000
const MOST_BYTES = 8 * 1024 * 1024

/**
 * Slices of at most 8 MiB or 20,000 events, each as full as can be, so that they are the same whenever one reads from the same place. If
 * the chunks break off, what was whole comes first, then their error. After `stop` nothing comes: a slice that is not full is not cut.
 */
export async function* slicesOf(
  chunks: AsyncIterable<Uint8Array>,
  cutter: Cutter,
  eventOf: (entry: Entry) => LogEvent,
  stop: AbortSignal,
): AsyncGenerator<Slice, void> {
  let events: LogEvent[] = []
  let bytes = 0
  let offset = 0
  const sliceBefore = (part: Entry['part'], last: boolean): Slice => {
    const slice = { events, bytes, end: { offset, inside: part === 'rest' }, last }
    events = []
    bytes = 0
    return slice
  }
  function* add(entries: Iterable<Entry>) {
    for (const entry of entries) {
      const { length } = entry.bytes
      if (events.length === MOST_EVENTS || (events.length > 0 && bytes + length > MOST_BYTES)) yield sliceBefore(entry.part, false)
      events.push(eventOf(entry))
      bytes += length
      offset = entry.offset + length
    }
  }

  let broke: { readonly thrown: unknown } | undefined
  try {
    for await (const chunk of chunks) {
      if (stop.aborted) return
      yield* add(cutter.push(chunk))
    }
  } catch (thrown) {
    broke = { thrown }
  }
  if (stop.aborted) return
  yield* add(cutter.end(broke !== undefined))
  if (events.length > 0) yield sliceBefore(undefined, true)
  if (broke !== undefined) throw broke.thrown
}
