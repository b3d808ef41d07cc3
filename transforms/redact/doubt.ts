import { isDigit } from '../sql/characters.ts'
import { ANSI_QUOTES, type Dialect, NO_BACKSLASH_ESCAPES, NONSTANDARD_STRINGS } from '../sql/dialect.ts'
import { type Lexer, lexerOf } from '../sql/lexer.ts'
import { CHARSET, COMMENT, END, HINTS, KEYWORD, type Kind, MARK, NAME, NUMBER, OPERATOR, UNKNOWN, VALUE } from '../sql/token.ts'
import { tokensOf } from '../sql/tokens.ts'

/** What is known of a statement up to a token of it. */
export interface Reading {
  hasBegun: boolean
  /** Where the last literal, and the last name, ended. */
  literalEnd: number
  nameEnd: number
  /** Open parentheses in optimizer hints. */
  depth: number
}

export const startReading = (): Reading => ({ hasBegun: false, literalEnd: -1, nameEnd: -1, depth: 0 })

/** What statements begin with (https://dev.mysql.com/doc/refman/9.7/en/sql-statements.html). */
const BEGINNINGS = new Set(
  `ALTER ANALYZE BACKUP BEGIN BINLOG CACHE CALL CASE CHANGE CHECK CHECKSUM CLONE CLOSE COMMIT CREATE DEALLOCATE DECLARE DELETE DESC DO DROP
  EXECUTE EXPLAIN FETCH FLUSH GET GRANT HANDLER HELP IF IMPORT INSERT INSTALL KILL LEAVE LOAD LOCK OPEN OPTIMIZE PREPARE PURGE RELEASE
  RENAME REPAIR REPLACE RESET RESIGNAL RESTART RETURN REVOKE ROLLBACK SAVEPOINT SELECT SET SHOW SHUTDOWN SIGNAL START STOP TABLE TRUNCATE
  UNINSTALL UNLOCK UPDATE USE VALUES WITH XA ( ;`.split(/\s+/),
)

/** The same of PostgreSQL (https://www.postgresql.org/docs/current/sql-commands.html). */
const POSTGRESQL_BEGINNINGS = new Set(
  `ABORT ALTER ANALYSE ANALYZE BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT COPY CREATE DEALLOCATE DECLARE DELETE DISCARD DO DROP END
  EXECUTE EXPLAIN FETCH GRANT IMPORT INSERT LISTEN LOAD LOCK MERGE MOVE NOTIFY PREPARE REASSIGN REFRESH REINDEX RELEASE RESET REVOKE ROLLBACK
  SAVEPOINT SECURITY SELECT SET SHOW START TABLE TRUNCATE UNLISTEN UPDATE VACUUM VALUES WITH ( ;`.split(/\s+/),
)

/** A number that was cut in its exponent looks like a name. */
const CUT_NUMBER = /^\d+e$/i

/**
 * Whether the token shows that this is no statement, or not read as its server read it: no statement begins so, the sign is none of SQL, a
 * name touches a literal, as the inside of a string does whose quotes were mixed up, and the E of PostgreSQL's E'', or a hint is none.
 */
export function isDoubtful(reading: Reading, lexer: Lexer, kind: Kind): boolean {
  switch (kind) {
    case COMMENT:
      // With a blank in its place the two signs would begin a comment.
      return !lexer.dialect.isPostgresql && lexer.from > 1 && lexer.text.startsWith('--', lexer.from - 2)
    case MARK:
      return false
    case UNKNOWN:
      return true
    case NAME:
    case CHARSET:
      if (!reading.hasBegun || (lexer.inHints && reading.depth === 0)) return true
      if (kind === NAME) reading.nameEnd = lexer.at
      return touchesLiteral(reading, lexer) || (isDigit(lexer.text.charCodeAt(lexer.from)) && CUT_NUMBER.test(lexer.word))
    case NUMBER:
    case VALUE:
      reading.literalEnd = lexer.at
      return !reading.hasBegun || (lexer.from === reading.nameEnd && lexer.text.charCodeAt(lexer.from) !== 63)
    case HINTS:
      reading.depth = 0
      return false
    case OPERATOR:
      if (lexer.inHints) reading.depth += lexer.word === '(' ? 1 : lexer.word === ')' ? -1 : 0
      break
  }
  if (reading.hasBegun) return false
  const beginnings = lexer.dialect.isPostgresql ? POSTGRESQL_BEGINNINGS : BEGINNINGS
  reading.hasBegun = (kind === KEYWORD || kind === OPERATOR) && beginnings.has(lexer.word)
  return !reading.hasBegun
}

const touchesLiteral = ({ literalEnd }: Reading, { text, from }: Lexer) => from === literalEnd && text.charCodeAt(from) !== 96

/**
 * Whether a statement can be read in another SQL mode or by an old setting, too, where its strings end elsewhere. If it was cut, one that has no end there may
 * have had one.
 */
export function readsOtherwise({ text, dialect, hasEscapedSingle, hasEscapedDouble }: Lexer, isCut: boolean): boolean {
  if (!hasEscapedSingle && !hasEscapedDouble) return false
  if (dialect.isPostgresql) return isCut || readsAs(text, NONSTANDARD_STRINGS)
  return isCut || readsAs(text, NO_BACKSLASH_ESCAPES) || (hasEscapedDouble && readsAs(text, ANSI_QUOTES))
}

function readsAs(text: string, dialect: Dialect): boolean {
  const lexer = lexerOf(text, dialect)
  const nextToken = tokensOf(dialect)
  for (let kind = nextToken(lexer); kind !== END; kind = nextToken(lexer)) if (kind === UNKNOWN) return false
  return !lexer.isUnsure
}
