import { hash } from 'node:crypto'
import { type ErrorCode, isLogferryError, type LogEvent, type LogRecord, type Origin, type Parser } from '../core/index.ts'
import { partsOf as keyPartsOf } from '../sinks/s3/read-key.ts'
import { recordOf } from '../sinks/s3/read-line.ts'
import { entryCutter } from '../sources/file/cut.ts'
import { eventsFrom } from '../sources/file/identity.ts'
import { inflateIfGzip } from '../sources/file/inflate.ts'
import { slicesOf } from '../sources/file/slice.ts'
import { eventsOf, type ReadTrigger } from './collect.ts'
import { documentsIn } from './documents.ts'
import { triggersIn } from './triggers.ts'

/** What of an object goes out at once. `size` counts its letters, events and broken lines, so that a later run knows how much of it is done. */
export type Part =
  | { readonly kind: 'letters'; readonly letters: readonly LogRecord[]; readonly size: number }
  | { readonly kind: 'events'; readonly events: readonly LogEvent[]; readonly size: number }
  | { readonly kind: 'broken'; readonly code: ErrorCode; readonly detail: string; readonly size: 1 }

export interface PartTerms {
  readonly key: string
  /** For messages. */
  readonly url: string
  readonly read: ReadTrigger
  readonly split: (origin: Origin) => NonNullable<Parser['split']>
  readonly stop: AbortSignal
}

const MOST_RECORDS = 20_000
const MOST_CHARACTERS = 8 * 1024 * 1024
const MOST_ENTRY_BYTES = 4 * 1024 * 1024

/** What an object holds, in order: the same each time. After damage that cannot be passed it throws a coded error. */
export async function* partsIn(chunks: AsyncIterable<Uint8Array>, terms: PartTerms): AsyncGenerator<Part> {
  const bytes = inflateIfGzip(chunks, terms.url)
  yield* keyPartsOf(terms.key)?.format === 'text' ? textParts(bytes, terms) : documentParts(bytes, terms)
}

async function* documentParts(bytes: AsyncIterable<Uint8Array>, { url, read }: PartTerms): AsyncGenerator<Part> {
  let records: LogRecord[] = []
  let characters = 0
  function* gathered(): Generator<Part> {
    const [first] = records
    if (first === undefined) return
    const size = records.length
    yield isLetter(first) ? { kind: 'letters', letters: records, size } : { kind: 'events', events: records.map(eventOf), size }
    records = []
    characters = 0
  }
  let broke: { readonly thrown: unknown } | undefined
  try {
    for await (const document of documentsIn(bytes)) {
      const record = 'value' in document ? recordOf(document.value) : undefined
      const fits = record !== undefined && (records[0] === undefined || isLetter(record) === isLetter(records[0]))
      if (!fits || records.length === MOST_RECORDS || characters > MOST_CHARACTERS) yield* gathered()
      if (record !== undefined) {
        records.push(record)
        characters += record.text.length
      } else if ('value' in document) for (const trigger of triggersIn(document.value)) yield await triggerPart(trigger, url, read)
      else yield { kind: 'broken', code: 'LF_OBJECT_DAMAGED', detail: `${url}:${document.brokenLine} is not JSON`, size: 1 }
    }
  } catch (thrown) {
    broke = { thrown }
  }
  yield* gathered()
  if (broke !== undefined) throw broke.thrown
}

const isLetter = ({ refused }: LogRecord): boolean => refused !== undefined

/** All that came in one event goes out together, as it did before. */
async function triggerPart(trigger: unknown, url: string, read: ReadTrigger): Promise<Part> {
  try {
    const events = await eventsOf(trigger, read)
    return { kind: 'events', events, size: Math.max(1, events.length) }
  } catch (thrown) {
    if (!isLogferryError(thrown)) throw thrown
    return { kind: 'broken', code: thrown.code, detail: `${url}: ${thrown.detail}`, size: 1 }
  }
}

/** The event that a record was made of. It knows what its parser knew then, so it need not come after those that came before it. */
function eventOf({ id, time, text, origin, bytes, event }: LogRecord): LogEvent {
  return {
    id,
    message: text,
    origin,
    ...(Number.isNaN(time) ? {} : { time }),
    ...(bytes === undefined ? {} : { bytes }),
    carry: {},
    ...event,
  }
}

/** A log has no ids: its entries get those of a file that holds what the object holds. */
async function* textParts(bytes: AsyncIterable<Uint8Array>, { key, split, stop }: PartTerms): AsyncGenerator<Part> {
  const { group = '', logGroup = `/${group}`, logStream = group } = keyPartsOf(key) ?? {}
  const origin = { source: 'file', logGroup, logStream }
  const tag = hash('sha256', key).slice(0, 8)
  const cutter = entryCutter(split(origin), { maxBytes: MOST_ENTRY_BYTES })
  for await (const { events } of slicesOf(bytes, cutter, eventsFrom(origin, tag), stop))
    yield { kind: 'events', events, size: events.length }
}
