import type { LogRecord } from '../../core/index.ts'
import { isoTime } from '../iso-time.ts'
import { plainValue } from '../plain-value.ts'

/** Deeper than the parsers that ship go; a stranger's may, and `JSON.stringify` fails some thousand levels down. */
const MOST_LEVELS = 100

/**
 * A record as one line of JSON, whole: `time` in ISO 8601 (null if it cannot be written so), a stray byte in a text as `\udc80` to `\udcff`,
 * which reads back as it was.
 */
export function recordLine(record: LogRecord): string {
  try {
    return lineOf(record)
  } catch {
    // A stranger's fields, or what a stranger's parser carries on, that are not JSON.
    const strange = { fields: record.fields, ...(record.event === undefined ? {} : { event: record.event }) }
    return lineOf({ ...record, ...(plainValue(strange, MOST_LEVELS + 1) as Pick<LogRecord, 'fields' | 'event'>) })
  }
}

const lineOf = ({ id, time, refused, origin, text, fields, bytes, event, heldBack, receipt }: LogRecord): string =>
  `${JSON.stringify({ id, time: isoTime(time) ?? null, refused, origin, text, fields, bytes, event, heldBack, receipt })}\n`
