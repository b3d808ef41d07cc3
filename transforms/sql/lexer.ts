import type { Dialect } from './dialect.ts'
import { type Kind, OPERATOR, UNKNOWN, VALUE } from './token.ts'

/** A place in a statement, and the token before it. `nextToken` moves it. */
export interface Lexer {
  readonly text: string
  readonly dialect: Dialect
  /** Where the token begins. */
  from: number
  /** Where it ends. */
  at: number
  /** The one spelling of a keyword, an operator, an unknown sign, a name without its quotes. Of other kinds it is not set. */
  word: string
  /**
   * It is not surely read as its server read it: a quote or a comment has no end, or a byte that is no UTF-8 is before a backslash, which
   * then may be the second byte of a character.
   */
  isUnsure: boolean
  /**
   * A backslash kept a quote of that kind from ending its string, which it does not do in every SQL mode. In PostgreSQL it did not keep one,
   * which it does by an old setting.
   */
  hasEscapedSingle: boolean
  hasEscapedDouble: boolean
  /** Inside of optimizer hints, of a version comment. */
  inHints: boolean
  inVersion: boolean
  /** What the token makes of the next, see below. */
  before: number
}

export const NOTHING = 0
/** A word right before a point, which then is none of a number. */
export const QUALIFIER = 1
/** A point: the next word is a name, whatever it says. */
export const POINT = 2
/** `@`, and both of `@@`. */
export const ONE_AT = 3
export const FIRST_AT = 4
export const SECOND_AT = 5
/** A keyword that takes optimizer hints. */
export const HINTABLE = 6
/** PostgreSQL: what may be the left side of an operator, so that a `?` behind it is one; elsewhere it stands for a value. */
export const OPERAND = 7

export const lexerOf = (text: string, dialect: Dialect): Lexer => ({
  text,
  dialect,
  from: 0,
  at: 0,
  word: '',
  isUnsure: false,
  hasEscapedSingle: false,
  hasEscapedDouble: false,
  inHints: false,
  inVersion: false,
  before: NOTHING,
})

export function token(lexer: Lexer, from: number, to: number, kind: Kind): Kind {
  lexer.from = from
  lexer.at = to
  return kind
}

/** `to` is -1 where it has no end: it is what is left. */
export function openToken(lexer: Lexer, from: number, to: number, kind: Kind): Kind {
  if (to >= 0) return token(lexer, from, to, kind)
  lexer.isUnsure = true
  return token(lexer, from, lexer.text.length, kind)
}

export function operator(lexer: Lexer, sign: string): Kind {
  lexer.word = sign
  lexer.at = lexer.from + sign.length
  return OPERATOR
}

export function unknown(lexer: Lexer, sign: string): Kind {
  lexer.word = sign
  lexer.at = lexer.from + sign.length
  return UNKNOWN
}

export const value = (lexer: Lexer, from: number, to: number): Kind => openToken(lexer, from, to, VALUE)
