/** What statements begin with (https://www.postgresql.org/docs/current/sql-commands.html). */
const BEGINNINGS = new Set(
  `ABORT ALTER ANALYSE ANALYZE BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT COPY CREATE DEALLOCATE DECLARE DELETE DISCARD DO DROP END
  EXECUTE EXPLAIN FETCH GRANT IMPORT INSERT LISTEN LOAD LOCK MERGE MOVE NOTIFY PREPARE REASSIGN REFRESH REINDEX RELEASE RESET REVOKE ROLLBACK
  SAVEPOINT SECURITY SELECT SET SHOW START TABLE TRUNCATE UNLISTEN UPDATE VACUUM VALUES WITH`.split(/\s+/),
)
const LONGEST_WORD = 10
const UNNAMED = '<unnamed>'

/**
 * Where the name of a prepared statement ends that begins here: before a colon, a blank and what a statement begins with, since a name may
 * hold anything. If there is no such place, at its first colon and blank.
 */
export function nameEnd(message: string, from: number): number {
  const first = message.indexOf(': ', from)
  if (first < 0) return message.length
  if (message.startsWith(UNNAMED, from) && first === from + UNNAMED.length) return first
  // A name is an identifier: it has 63 bytes at most, but protocols let longer ones pass.
  for (let at = first; at >= 0 && at < from + 1000; at = message.indexOf(': ', at + 1)) if (beginsStatement(message, at + 2)) return at
  return first
}

function beginsStatement(text: string, from: number): boolean {
  let at = from
  while (text.charCodeAt(at) <= 32) at++
  const code = text.charCodeAt(at)
  if (at >= text.length || code === 40 || code === 59 || text.startsWith('/*', at) || text.startsWith('--', at)) return true
  let to = at
  while (to - at <= LONGEST_WORD && isLetter(text.charCodeAt(to))) to++
  return BEGINNINGS.has(text.slice(at, to).toUpperCase())
}

const isLetter = (code: number) => (code | 32) > 96 && (code | 32) < 123
