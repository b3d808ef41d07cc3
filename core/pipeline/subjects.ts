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

/** A picture as the text of its record calls it: by its renderer, and in a snapshot by what it is for. */
export function pictureName(renderer: string, { origin, fields: { Snapshot: _, ...fields } }: LogRecord): string {
  return origin.source === SNAPSHOT_SOURCE ? [renderer, ...Object.values(fields)].join(' ') : renderer
}
