import { defineParser, type Fields, type LogEvent, type Parsed, type Reading } from '../../core/index.ts'
import { readCsvlog } from './csvlog.ts'
import type { Draft } from './draft.ts'
import { type Entry, entryReader } from './entry.ts'
import { FIELDS } from './fields.ts'
import { readJsonlog } from './jsonlog.ts'
import { CSV, FOREIGN, JSON_LINE, lineReader } from './line.ts'
import { carryOf, recordOf } from './record.ts'
import { readStderr } from './stderr.ts'
import { offsets } from './time.ts'

/** The log of PostgreSQL, RDS and Aurora PostgreSQL: stderr, csvlog and jsonlog, from a file or as CloudWatch Logs delivers it. */
export default defineParser({
  name: 'postgresql',
  summary: 'Logs of PostgreSQL, RDS and Aurora PostgreSQL: stderr, csvlog, jsonlog',
  options: {
    prefix: {
      type: 'string',
      description:
        "The server's log_line_prefix. Without it the common ones are told by their looks: those of RDS and Aurora, the default, Debian's and pgBadger's.",
      optional: true,
    },
    zones: {
      type: 'object',
      additionalProperties: true,
      description: 'Offsets of time zone names that have several meanings, or are not known: { "IST": "+05:30" }.',
      optional: true,
    },
  },
  fields: FIELDS,
  create({ prefix, zones = {} }) {
    const readEntry = entryReader(lineReader(prefix))
    const offsetOf = offsets(zones)

    /** Undefined for a line of another program. */
    function fieldsOf(text: string, from: number, entry: Entry, isPiece: boolean): Draft | undefined {
      switch (entry.line.form) {
        case FOREIGN:
          return undefined
        case CSV:
          return readCsvlog(text, from)
        case JSON_LINE:
          return readJsonlog(text.slice(from, entry.to))
        default:
          return readStderr(text, entry, isPiece)
      }
    }

    return {
      split(piece, end) {
        const starts: number[] = []
        for (let at = 0; at < piece.length; ) {
          starts.push(at)
          const entry = readEntry(piece, at, end)
          if (entry === undefined) break
          at = entry.to
        }
        return starts
      },

      /**
       * One record for each entry of the event, which most often is one; a line of another program beside them becomes a record without
       * fields. Carries the process of the last event and what a part of it that comes alone should know.
       */
      parse(event: LogEvent, carry: Fields): readonly Parsed[] | Reading | undefined {
        const text = event.message
        const records: Parsed[] = []
        let left = carry
        let understood = 0
        for (let from = 0; from < text.length; ) {
          const entry = readEntry(text, from, true)
          const to = entry?.to ?? text.length
          const fields = entry && fieldsOf(text, from, entry, event.bytes === undefined)
          const isWhole = from === 0 && to === text.length
          if (fields !== undefined) {
            const record = recordOf(fields, left, offsetOf)
            if (fields['Part'] === undefined) left = carryOf(fields)
            understood++
            records.push(isWhole ? record : { ...record, text: text.slice(from, to).trimEnd() })
          } else if (text.slice(from, to).trim() !== '') records.push({ fields: {}, text: text.slice(from, to).trimEnd() })
          from = to
        }
        if (records.length === 0) return { records, dropped: 'blank line' }
        if (understood === 0) return undefined
        return left === carry ? records : { records, carry: left }
      },
    }
  },
})
