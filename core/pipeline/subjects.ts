import { isObject } from '../is-object.ts'
import type { Fields, LogRecord } from '../model.ts'

/** The `origin.source` of a snapshot. */
export const SNAPSHOT_SOURCE = 'snapshot'

/** What the pictures of a record are about: of a snapshot, each of what it is for; else the record itself. */
export function subjectsOf(record: LogRecord): readonly LogRecord[] {
  const { Snapshot, for: subjects } = record.fields
  if (record.origin.source !== SNAPSHOT_SOURCE || !Array.isArray(subjects)) return [record]
  return subjects.filter(isObject).map((fields) => ({ ...record, fields: { Snapshot: Snapshot ?? null, ...(fields as Fields) } }))
}
