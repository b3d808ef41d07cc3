import { encodeText, type LogRecord, type Outcome, rejected } from '../../core/index.ts'
import { contentHash } from '../content-hash.ts'
import { isoTime } from '../iso-time.ts'
import { archiveKey, letterKey } from './key.ts'
import { recordLine } from './line.ts'

export type Format = 'events' | 'text'

/** An object to be put, gzipped, under its key. The same records make the same object, whatever compresses it. */
export interface ArchiveObject {
  readonly key: string
  readonly content: Uint8Array
  /** The places of its records among those given. */
  readonly places: readonly number[]
}

export interface Objects {
  readonly objects: readonly ArchiveObject[]
  /** By place: no hour can be said of it. */
  readonly refused: ReadonlyMap<number, Outcome>
}

/** Pure. One object per log group, stream and hour; one for all records that a sink has refused. */
export function objectsOf(records: readonly LogRecord[], format: Format): Objects {
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
  const objects = [...groups.values()].map(({ iso, places }) => ({ ...archiveObject(at(places), iso, format), places }))
  return { objects: letters.length === 0 ? objects : [...objects, { ...letterObject(at(letters)), places: letters }], refused }
}

type Named = Omit<ArchiveObject, 'places'>

function archiveObject(records: readonly LogRecord[], iso: string, format: Format): Named {
  const [first] = records as [LogRecord]
  if (format === 'events') {
    const content = linesOf(records)
    return { key: archiveKey(first, iso, contentHash(content), 'jsonl.gz'), content }
  }
  const content = logText(records)
  // Two events may have the same text.
  const ids = JSON.stringify(records.map(({ id }) => id))
  return { key: archiveKey(first, iso, contentHash(ids, content), 'log.gz'), content }
}

/** When it was refused is not in it, but when it was put: in a second delivery it is the same object. */
function letterObject(records: readonly LogRecord[]): Named {
  const [first] = records as [LogRecord]
  const content = linesOf(records)
  return { key: letterKey(first, isoTime(first.time), contentHash(content)), content }
}

const linesOf = (records: readonly LogRecord[]) => Buffer.from(records.map(recordLine).join(''))

const NEWLINE = Buffer.from('\n')

/** The log itself. An entry that was cut from a file is there to the byte; another gets a line end, unless it has one. */
function logText(records: readonly LogRecord[]): Uint8Array {
  return Buffer.concat(
    records.flatMap(({ text, bytes }) => {
      const entry = encodeText(text)
      return bytes?.length === entry.length || text.endsWith('\n') ? [entry] : [entry, NEWLINE]
    }),
  )
}
