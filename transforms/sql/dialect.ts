/**
 * What a server's SQL mode decides about quotes. The lexer knows MySQL and MariaDB; what sets PostgreSQL apart (`E''`, `::`, nested
 * comments, a `"` that is never a string) has its place here.
 */
export interface Dialect {
  /** Inside of '…' a backslash escapes. */
  readonly escapesInSingle: boolean
  /** Inside of "…", too. */
  readonly escapesInDouble: boolean
}

/** What a server does if nothing else is said. Names in "…" are then taken for strings, which hides more than it must. */
export const MYSQL: Dialect = { escapesInSingle: true, escapesInDouble: true }

/** Other ways in which a server may have read the same text (https://dev.mysql.com/doc/refman/9.7/en/sql-mode.html). */
export const ANSI_QUOTES: Dialect = { escapesInSingle: true, escapesInDouble: false }
export const NO_BACKSLASH_ESCAPES: Dialect = { escapesInSingle: false, escapesInDouble: false }
