import { defineTransform } from '../core/index.ts'
import { dialectOf } from './sql/dialect.ts'
import { fingerprintOf } from './sql/fingerprint.ts'
import { queryIdOf } from './sql/query-id.ts'

/** Statements that differ only in their values, comments and ways of writing get the same fingerprint. A record without `Query` passes as it is. */
export default defineTransform({
  name: 'fingerprint',
  summary: 'Names what a statement does, without its values, as Fingerprint and Query_id',
  options: {},
  fields: {
    Fingerprint: "the statement without its values, as MySQL's STATEMENT_DIGEST_TEXT() has it; of PostgreSQL by the same rules",
    Query_id: 'the first 16 hexadecimal digits of the SHA-256 of Fingerprint',
  },
  create: () => ({
    transform(record) {
      const query = record.fields['Query']
      if (typeof query !== 'string') return record
      const fingerprint = fingerprintOf(query, dialectOf(record.fields['Engine']))
      return { ...record, fields: { ...record.fields, Fingerprint: fingerprint, Query_id: queryIdOf(fingerprint) } }
    },
  }),
})
