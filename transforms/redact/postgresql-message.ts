import type { Fields } from '../../core/index.ts'
import { GONE } from './gone.ts'

/** What stands before a statement: a duration, a phase, and the name of a prepared statement as clients give them. */
const BEFORE_STATEMENT =
  /^(?:duration: [\d.]+ ms {2})?(?:statement|(?:parse|bind|execute|execute fetch from) (?:<unnamed>|[\w.$-]{1,63})(?:\/[\w.$-]{1,63})?): $/
const DURATION = /^duration: [\d.]+ ms$/
const PLAN = /^duration: [\d.]+ ms {2}plan:\n/

/** What the server says of itself where no client's statement is about: names and numbers. */
const OWN_KINDS: readonly unknown[] = ['checkpoint', 'autovacuum', 'connection', 'disconnection']
/** Numbers and the server's own names. */
const MEASURED: readonly unknown[] = ['lock_wait', 'temporary_file']

const QUOTED = '"[^"\\n]{1,63}"'
/** What it says with names in it at most. */
const KNOWN = new RegExp(
  `^(?:${[
    'deadlock detected',
    'division by zero',
    'canceling statement due to [a-z ]+',
    'terminating connection due to [a-z ]+',
    'current transaction is aborted, commands ignored until end of transaction block',
    'there is (?:no|already a) transaction in progress',
    'could not serialize access due to [a-z /]+',
    'could not obtain lock on r(?:ow in relation|elation) ' + QUOTED,
    `(?:relation|column|role|database|schema|type|function|constraint|sequence) ${QUOTED} (?:does not exist|already exists)`,
    `duplicate key value violates unique constraint ${QUOTED}`,
    `null value in column ${QUOTED} of relation ${QUOTED} violates not-null constraint`,
    `(?:insert or )?update or delete on table ${QUOTED} violates foreign key constraint ${QUOTED}(?: on table ${QUOTED})?`,
    `insert or update on table ${QUOTED} violates foreign key constraint ${QUOTED}`,
    `new row for relation ${QUOTED} violates check constraint ${QUOTED}`,
    `permission denied for (?:table|schema|database|function|sequence|view) \\w{1,63}`,
    'out of shared memory',
    'remaining connection slots are reserved [\\w ]+',
    'sorry, too many clients already',
    'no pg_hba\\.conf entry for [^\\n]{1,300}',
    `password authentication failed for user ${QUOTED}`,
  ].join('|')})(?: at character \\d+)?$`,
)

/** A message with its statement as it was redacted; `?` where it is not known to be without values. */
export function redactMessage(message: string, fields: Fields, statement: string): string {
  const { Kind: kind, Query: query, context } = fields
  if (DURATION.test(message) || KNOWN.test(message)) return message
  const plan = PLAN.exec(message)
  if (plan !== null) return plan[0] + GONE
  if ((kind === 'duration' || kind === 'statement') && typeof query === 'string' && message.endsWith(query)) {
    const before = message.slice(0, message.length - query.length)
    return BEFORE_STATEMENT.test(before) ? before + statement : GONE
  }
  // A function may raise whatever it likes, but then says where.
  const isOwn = context === undefined && fields['statement'] === undefined && OWN_KINDS.includes(kind)
  return isOwn || MEASURED.includes(kind) ? message : GONE
}
