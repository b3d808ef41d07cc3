import { LogferryError, type LogRecord, type Outcome, rejected } from '../../core/index.ts'
import { isoTime } from '../iso-time.ts'
import { classicDocuments } from './classic-document.ts'
import { type Aside, type Documents, textJson } from './document.ts'
import type { IndexNameOf } from './index-name.ts'
import { startLines } from './lines.ts'

/** A batch as `POST /_bulk` takes it. Places are those of the records in the batch. */
export interface BulkBody {
  /** Action line and document of each record that is not refused, in order; empty if there is none. */
  readonly body: Buffer
  /** By place: one bad name or id would make the server refuse the whole body. */
  readonly refused: ReadonlyMap<number, Outcome>
  /** By place: the fields that are not where they belong, but in `@salvaged`. */
  readonly aside: ReadonlyMap<number, readonly string[]>
}

export interface BulkTerms {
  /** Absent: under the names of the log itself. */
  readonly documents?: Documents
  /** False: the actions have no `_id`, and the server makes one. */
  readonly ids?: boolean
  /** The fields of the record at that place that are to be put aside. Absent: none ever is, not even one whose name no server takes. */
  readonly asideOf?: (place: number) => Aside
}

/** What a sink's options say of its bodies. */
export interface BodyTerms extends Required<Omit<BulkTerms, 'asideOf'>> {
  readonly indexNameOf: IndexNameOf
  /** Whether a document is indexed without the fields that are refused. */
  readonly salvage: boolean
  /** Of a body, uncompressed. */
  readonly maxBytes: number
}

/** The most that a server takes, in bytes: https://docs.opensearch.org/latest/api-reference/document-apis/bulk/ */
const LONGEST_ID = 512

/** Of a body, for each unit of its records' texts: a guess that most bodies keep below. */
const BYTES_PER_UNIT = 4

/** Pure. Every action is `create`, so what the server has already is not written over. */
export function bulkBody(
  records: readonly LogRecord[],
  indexNameOf: IndexNameOf,
  { documents = classicDocuments(), ids = true, asideOf }: BulkTerms = {},
): BulkBody {
  const refused = new Map<number, Outcome>()
  const aside = new Map<number, readonly string[]>()
  const lines = startLines(records.reduce((sum, { text }) => sum + BYTES_PER_UNIT * text.length, 0))
  records.forEach((record, i) => {
    const iso = isoTime(record.time)
    if (iso === undefined) {
      refused.set(i, rejected('LF_SINK_NAME_INVALID', `${record.time} is no time in the years 0 to 9999`))
      return
    }
    const { name, fault = ids ? idFault(record.id) : undefined } = indexNameOf(record, iso)
    if (fault !== undefined) {
      refused.set(i, rejected('LF_SINK_NAME_INVALID', fault))
      return
    }
    const document = documents.documentOf(record, iso, asideOf?.(i))
    if (document.aside.length > 0) aside.set(i, document.aside)
    const action = `{"create":{"_index":"${name}"${ids ? `,"_id":${textJson(record.id)}` : ''}}}`
    document.json.forEach((piece, n) => {
      lines.add(n === 0 ? `${action}\n${piece}` : piece)
    })
    lines.endLine()
  })
  return { body: lines.bytes(), refused, aside }
}

function idFault(id: string): string | undefined {
  if (id === '') return 'the id of the record is empty'
  // No character has more than three bytes per unit.
  if (id.length * 3 <= LONGEST_ID) return undefined
  const bytes = Buffer.byteLength(id)
  return bytes > LONGEST_ID ? `the id of the record has ${bytes} bytes, and ${LONGEST_ID} is the most` : undefined
}

/** What becomes of documents that are longer than `most` bytes together: halves are asked for by a throw; one alone is refused. */
export function tooLarge(count: number, bytes: number, most: number): Outcome | undefined {
  if (bytes <= most) return undefined
  const detail = `${count === 1 ? 'the document has' : `${count} documents have`} ${bytes} bytes, and "maxBytes" allows ${most}`
  if (count > 1) throw new LogferryError('LF_SINK_TOO_LARGE', detail)
  return rejected('LF_SINK_TOO_LARGE', detail)
}
