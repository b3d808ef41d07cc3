import { defineTransform, type LogRecord } from '../../core/index.ts'
import { dialectOf } from '../sql/dialect.ts'
import { NAMES, POSTGRESQL_NAMES, redactFields } from './fields.ts'
import { redactLog } from './postgresql-log.ts'
import { redactPieces } from './postgresql-pieces.ts'
import { redactStatement, UNREAD } from './statement.ts'
import { redactText } from './text.ts'

/** Whose statements can be read. Where a record does not say its engine it is taken for one of MySQL. */
const ENGINES: readonly unknown[] = [undefined, 'mysql', 'mariadb', 'postgresql']

/**
 * Takes the values out of statements. It fails closed: what is not surely a name or a measure goes, if need be the whole statement or text.
 */
export default defineTransform({
  name: 'redact',
  summary:
    'Puts ? in the place of values in Query, other fields and the text, or of all that it cannot read; not for branches with raw: true',
  options: {
    keep: {
      type: 'array',
      items: { type: 'string', description: 'The name of a field.' },
      default: [],
      description: `Fields of text that are left as they are, beside ${NAMES.join(', ')}. and of PostgreSQL ${POSTGRESQL_NAMES.join(', ')}. Other text becomes ?; numbers, true and false stay.`,
    },
  },
  fields: {},
  create: ({ keep }) => {
    const kept: ReadonlySet<string> = new Set([...NAMES, ...keep])
    const keptOfPostgresql: ReadonlySet<string> = new Set([...kept, ...POSTGRESQL_NAMES])
    return { transform: (record) => redact(record, record.fields['Engine'] === 'postgresql' ? keptOfPostgresql : kept) }
  },
})

function redact(record: LogRecord, kept: ReadonlySet<string>): LogRecord {
  const { Query: query, Engine: engine, Truncated: isCut } = record.fields
  const statement = typeof query === 'string' ? query : undefined
  const dialect = dialectOf(engine)
  const redaction = statement === undefined || !ENGINES.includes(engine) ? UNREAD : redactStatement(statement, isCut === true, dialect)
  if (dialect.isPostgresql) {
    const pieces = redactPieces(record.fields, redaction)
    return { ...record, text: redactLog(record.text, record.fields, pieces), fields: redactFields(record.fields, redaction, kept, pieces) }
  }
  return {
    ...record,
    text: redactText(record.text, statement, redaction.text),
    fields: redactFields(record.fields, redaction, kept),
  }
}
