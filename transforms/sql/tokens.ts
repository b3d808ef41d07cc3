import type { Dialect } from './dialect.ts'
import type { Lexer } from './lexer.ts'
import { nextPostgresqlToken } from './next-postgresql-token.ts'
import { nextToken } from './next-token.ts'
import type { Kind } from './token.ts'

/** What moves a lexer of that dialect. */
export const tokensOf = ({ isPostgresql }: Dialect): ((lexer: Lexer) => Kind) => (isPostgresql ? nextPostgresqlToken : nextToken)
