import { defineParser, type Fields, type LogEvent, type Parsed, type Reading } from '../../core/index.ts'
import { readEntry } from './entry.ts'
import { FIELDS } from './fields.ts'
import { frame } from './frame.ts'
import { isCertain } from './server.ts'

/** The slow query log of MySQL, MariaDB, Percona Server and Aurora MySQL, from a file or as CloudWatch Logs delivers it. */
export default defineParser({
  name: 'mysql-slow',
  summary: 'Slow query logs of MySQL, MariaDB, Percona Server and Aurora MySQL',
  options: {},
  fields: FIELDS,
  create: () => ({ parse, split }),
})

/** A banner is a piece of its own. */
function split(piece: string, end: boolean): readonly number[] {
  const starts = frame(piece, end).map(({ at }) => at)
  return starts.length > 0 || piece === '' ? starts : [0]
}

/**
 * One record for each entry of the event, which most often is one. Text beside entries that is none becomes a record without fields. Carries
 * the schema of the last entry that named one; a banner forgets it, as the server does.
 */
function parse(event: LogEvent, carry: Fields): readonly Parsed[] | Reading | undefined {
  const text = event.message
  const pieces = frame(text, true)
  const records: Parsed[] = []
  let understood = 0
  let left = carry
  pieces.forEach(({ at, kind, header }, i) => {
    const to = pieces[i + 1]?.at ?? text.length
    if (kind === 'banner') {
      understood++
      left = {}
    } else if (header !== undefined && (!header.cut || isCertain(text, header))) {
      understood++
      const entry = readEntry(text, header, to, left, event.part === 'first')
      const schema = entry.fields['Database']
      if (schema !== undefined && schema !== left['Database']) left = { Database: schema }
      records.push(pieces.length === 1 ? entry : { ...entry, text: text.slice(at, to).trimEnd() })
    } else if (text.slice(at, to).trim() !== '') records.push({ fields: {}, text: text.slice(at, to).trimEnd() })
  })
  if (understood === 0) return undefined
  if (records.length === 0) return { records, dropped: 'server banner', carry: {} }
  return left === carry ? records : { records, carry: left }
}
