import { encodeText, type LogRecord, type Outcome, rejected } from '../../core/index.ts'
import { contentHash } from '../content-hash.ts'
import { isoTime } from '../iso-time.ts'
import { archiveKey, letterKey, type Partitions } from './key.ts'
import { recordLine } from './line.ts'

export type Format = 'events' | 'text'

export interface ObjectTerms {
  readonly format: Format
  readonly partitions: Partitions
}

/** An object to be put, gzipped, under its key. The same records make the same object, whatever compresses it. */
export interface StoredObject {
  readonly kind: 'archive' | 'letter'
  readonly key: string
  readonly content: Uint8Array
}

/** An object that is made when it is its turn, so that not all of a delivery are held at once. */
export interface Draft {
  /** The places of its records among those given. */
  readonly places: readonly number[]
  readonly make: () => StoredObject
}

export interface Drafts {
  readonly drafts: readonly Draft[]
  /** By place: no hour can be said of it. */
  readonly refused: ReadonlyMap<number, Outcome>
}

/** Pure. One object per log group, stream and hour; one for all records that a sink has refused. */
export function draftObjects(records: readonly LogRecord[], terms: ObjectTerms): Drafts {
  const refused = new Map<number, Outcome>()
  const letters: number[] = []
  const groups = new Map<string, { readonly iso: string; readonly places: number[] }>()
  for (const [place, record] of records.entries()) {
    const { logGroup, logStream } = record.origin
    const iso = isoTime(record.time)
    if (record.refused !== undefined) letters.push(place)
    else if (iso === undefined) refused.set(place, rejected('LF_SINK_NAME_INVALID', `${record.time} is no time in the years 0 to 9999`))
    else {
      const name = JSON.stringify([logGroup, logStream, iso.slice(0, 13)])
      const group = groups.get(name) ?? { iso, places: [] }
      groups.set(name, group)
      group.places.push(place)
    }
  }
  const at = (places: readonly number[]) => places.map((place) => records[place] as LogRecord)
  const drafts = [...groups.values()].map(({ iso, places }): Draft => ({ places, make: () => archiveObject(at(places), iso, terms) }))
  if (letters.length > 0) drafts.push({ places: letters, make: () => letterObject(at(letters), terms) })
  return { drafts, refused }
}

function archiveObject(records: readonly LogRecord[], iso: string, { format, partitions }: ObjectTerms): StoredObject {
  const [first] = records as [LogRecord]
  const content = format === 'events' ? linesOf(records) : logText(records)
  // Two events may have the same text.
  const hash = format === 'events' ? contentHash(content) : contentHash(JSON.stringify(records.map(({ id }) => id)), content)
  const ending = format === 'events' ? 'jsonl.gz' : 'log.gz'
  return { kind: 'archive', key: archiveKey(first, iso, ending, { partitions, hash }), content }
}

/** When it was refused is not in it, but when it was put: in a second delivery it is the same object. */
function letterObject(records: readonly LogRecord[], { partitions }: ObjectTerms): StoredObject {
  const [first] = records as [LogRecord]
  const content = linesOf(records)
  return { kind: 'letter', key: letterKey(first, isoTime(first.time), { partitions, hash: contentHash(content) }), content }
}

const linesOf = (records: readonly LogRecord[]) => Buffer.from(records.map(recordLine).join(''))

const NEWLINE = Buffer.from('\n')

/** The log itself. An entry that was cut from a file is there to the byte; another gets a line end, unless it has one. */
export function logText(records: readonly LogRecord[]): Uint8Array {
  return Buffer.concat(
    records.flatMap(({ text, bytes }) => {
      const entry = encodeText(text)
      return bytes?.length === entry.length || text.endsWith('\n') ? [entry] : [entry, NEWLINE]
    }),
  )
}
