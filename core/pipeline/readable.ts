import type { LogRecord, Value } from '../model.ts'
import { wellFormed } from '../text.ts'

/** The record for a sink that has no use for stray bytes: well-formed text, in its fields, too, which come from that text. */
export const readable = (record: LogRecord): LogRecord =>
  record.text.isWellFormed()
    ? record
    : { ...record, text: wellFormed(record.text), fields: readableValue(record.fields) as LogRecord['fields'] }

function readableValue(value: Value): Value {
  if (typeof value === 'string') return wellFormed(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(readableValue)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [wellFormed(name), readableValue(inner)]))
}
