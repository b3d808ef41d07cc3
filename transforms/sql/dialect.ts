/** How a server reads a statement: the language, and what its SQL mode or its settings decide about quotes. */
export interface Dialect {
  readonly isPostgresql: boolean
  /** Inside of '…' a backslash escapes. */
  readonly escapesInSingle: boolean
  /** Inside of "…", too. */
  readonly escapesInDouble: boolean
}

/** What a server does if nothing else is said. Names in "…" are then taken for strings, which hides more than it must. */
export const MYSQL: Dialect = { isPostgresql: false, escapesInSingle: true, escapesInDouble: true }

/** Other ways in which a server may have read the same text (https://dev.mysql.com/doc/refman/9.7/en/sql-mode.html). */
export const ANSI_QUOTES: Dialect = { isPostgresql: false, escapesInSingle: true, escapesInDouble: false }
export const NO_BACKSLASH_ESCAPES: Dialect = { isPostgresql: false, escapesInSingle: false, escapesInDouble: false }

/** A `"` begins a name, and a backslash escapes in E'…' alone. */
export const POSTGRESQL: Dialect = { isPostgresql: true, escapesInSingle: false, escapesInDouble: false }
/** With `standard_conforming_strings = off` (https://www.postgresql.org/docs/current/runtime-config-compatible.html). */
export const NONSTANDARD_STRINGS: Dialect = { isPostgresql: true, escapesInSingle: true, escapesInDouble: false }

/** By the field `Engine`. A record that does not say is taken for one of MySQL. */
export const dialectOf = (engine: unknown): Dialect => (engine === 'postgresql' ? POSTGRESQL : MYSQL)
