import { type Dialect, MYSQL } from '../sql/dialect.ts'
import { opensExpression } from '../sql/expression.ts'
import { lexerOf } from '../sql/lexer.ts'
import { COMMENT, END, HINTS_END, KEYWORD, MARK, NUMBER, OPERATOR, VALUE } from '../sql/token.ts'
import { tokensOf } from '../sql/tokens.ts'
import { isDoubtful, readsOtherwise, startReading } from './doubt.ts'
import { GONE } from './gone.ts'
import { look, startLooking } from './secret.ts'

export interface Redaction {
  readonly text: string
  /** False where the server may have read the statement in another way: what was taken for names, and so its fingerprint, may hold values. */
  readonly isRead: boolean
}

export const UNREAD: Redaction = { text: GONE, isRead: false }

/** What servers log that is no SQL. */
const NO_SQL = /^(?:administrator command:[ \w-]*|throttle: +\d+ '[\w -]+' warning\(s\) suppressed\.)$/

/**
 * A statement with `?` in the place of each value and a blank in that of each comment; all else is as it was. One that deals with passwords
 * or keys goes as a whole, and so does one that is not surely read as its server read it. `isCut`: its end may be missing.
 */
export function redactStatement(statement: string, isCut: boolean, dialect: Dialect = MYSQL): Redaction {
  if (statement === GONE || NO_SQL.test(statement)) return { text: statement, isRead: true }
  const lexer = lexerOf(statement, dialect)
  const nextToken = tokensOf(dialect)
  const reading = startReading()
  const looking = startLooking()
  const pieces: string[] = []
  let copied = 0
  /** How many pieces there were before the signs of the number that may follow. */
  let beforeSigns = -1
  let before = ''
  for (let kind = nextToken(lexer); kind !== END; kind = nextToken(lexer)) {
    if (isDoubtful(reading, lexer, kind)) return UNREAD
    if (kind === MARK) {
      // A sign that stands in a version comment without its number could not go with it.
      if (beforeSigns >= 0) return UNREAD
      continue
    }
    if (kind === COMMENT) {
      pieces.push(statement.slice(copied, lexer.from), ' ')
      copied = lexer.at
      continue
    }
    look(looking, lexer, kind)
    const isSign = kind === OPERATOR && (lexer.word === '-' || lexer.word === '+') && opensExpression(before)
    if (kind === NUMBER || kind === VALUE) {
      if (kind === NUMBER && beforeSigns >= 0) pieces.length = beforeSigns
      else pieces.push(statement.slice(copied, lexer.from))
      pieces.push(GONE)
      copied = lexer.at
    } else if (isSign && beforeSigns < 0) {
      pieces.push(statement.slice(copied, lexer.from))
      copied = lexer.from
      beforeSigns = pieces.length
    }
    if (!isSign) beforeSigns = -1
    before = kind === KEYWORD || kind === OPERATOR ? lexer.word : kind === HINTS_END ? '*/' : ''
  }
  if (lexer.isUnsure || readsOtherwise(lexer, isCut)) return UNREAD
  if (looking.found) return { text: GONE, isRead: true }
  return { text: pieces.join('') + statement.slice(copied), isRead: true }
}
