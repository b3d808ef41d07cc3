import { type LogRecord, type Origin, type Outcome, rejected } from '../../core/index.ts'
import { isoTime } from '../iso-time.ts'
import { documentJson, originJson, textJson } from './document.ts'
import type { IndexNameOf } from './index-name.ts'

/** A batch as `POST /_bulk` takes it. */
export interface BulkBody {
  /** Action line and document of each record that is not refused, in order; empty if there is none. */
  readonly body: Buffer
  /** By the record's place in the batch: one bad name or id would make the server refuse the whole body. */
  readonly refused: ReadonlyMap<number, Outcome>
}

/** The most that a server takes, in bytes: https://docs.opensearch.org/latest/api-reference/document-apis/bulk/ */
const LONGEST_ID = 512

/** Pure. Every action is `create`, so what the server has already is not written over. */
export function bulkBody(records: readonly LogRecord[], indexNameOf: IndexNameOf): BulkBody {
  const refused = new Map<number, Outcome>()
  let lines = ''
  let origin: Origin | undefined
  let about = ''
  for (const [i, record] of records.entries()) {
    const { id } = record
    const iso = isoTime(record.time)
    if (iso === undefined) {
      refused.set(i, rejected('LF_SINK_NAME_INVALID', `${record.time} is no time in the years 0 to 9999`))
      continue
    }
    const { name, fault = idFault(id) } = indexNameOf(record, iso)
    if (fault !== undefined) {
      refused.set(i, rejected('LF_SINK_NAME_INVALID', fault))
      continue
    }
    if (record.origin !== origin) {
      origin = record.origin
      about = originJson(origin)
    }
    lines += `{"create":{"_index":"${name}","_id":${textJson(id)}}}\n${documentJson(record, iso, about)}\n`
  }
  return { body: Buffer.from(lines), refused }
}

function idFault(id: string): string | undefined {
  if (id === '') return 'the id of the record is empty'
  // No character has more than three bytes per unit.
  if (id.length * 3 <= LONGEST_ID) return undefined
  const bytes = Buffer.byteLength(id)
  return bytes > LONGEST_ID ? `the id of the record has ${bytes} bytes, and ${LONGEST_ID} is the most` : undefined
}
