import { codeAt, isBlank, isDigit, isWord } from './characters.ts'
import { lineCommentEnd } from './comment.ts'
import { type Lexer, NOTHING, OPERAND, openToken, operator, POINT, token, unknown, value } from './lexer.ts'
import { continuedAt, doubleQuotedEnd, nestedCommentEnd, postgresqlNumberEnd, taggedEnd } from './postgresql-literal.ts'
import { folded, postgresqlKeyword } from './postgresql-words.ts'
import { COMMENT, END, KEYWORD, type Kind, NAME, NUMBER, VALUE } from './token.ts'

/** Moves to the next token, cut as PostgreSQL's own lexer cuts (src/backend/parser/scan.l). Any text is read to its end. */
export function nextPostgresqlToken(lexer: Lexer): Kind {
  const { text, before } = lexer
  let at = lexer.at
  while (at < text.length && isBlank(codeAt(text, at))) at++
  lexer.from = at
  lexer.before = NOTHING
  if (at >= text.length) {
    lexer.at = at
    return END
  }
  const code = codeAt(text, at)
  const second = codeAt(text, at + 1)
  if (isDigit(code) || (code === 46 && isDigit(second))) return operand(lexer, token(lexer, at, postgresqlNumberEnd(text, at), NUMBER))
  if (isWord(code) && code !== 36) return readWord(lexer, at, before)
  switch (code) {
    case 39:
      return readStrings(lexer, at, at, false)
    case 34:
      return readQuoted(lexer, at, at)
    case 36: {
      if (isDigit(second)) return operand(lexer, token(lexer, at, postgresqlNumberEnd(text, at + 1), VALUE))
      const to = taggedEnd(text, at)
      return to === 0 ? unknown(lexer, '$') : operand(lexer, value(lexer, at, to))
    }
    case 63:
      return readQuestion(lexer, at, before, second)
    case 40:
    case 44:
    case 59:
    case 91:
      return operator(lexer, text.charAt(at))
    case 41:
    case 93:
      return operand(lexer, operator(lexer, text.charAt(at)))
    case 46:
      lexer.before = POINT
      return operator(lexer, second === 46 ? '..' : '.')
    case 58:
      return operator(lexer, second === 58 ? '::' : second === 61 ? ':=' : ':')
    default: {
      const kind = readSigns(lexer, at)
      if (kind === COMMENT) lexer.before = before
      return kind
    }
  }
}

function operand(lexer: Lexer, kind: Kind): Kind {
  lexer.before = OPERAND
  return kind
}

/** A keyword, a name, or what a string begins with. */
function readWord(lexer: Lexer, from: number, before: number): Kind {
  const { text } = lexer
  let to = from + 1
  while (isWord(codeAt(text, to))) to++
  const next = codeAt(text, to)
  const letter = codeAt(text, from) | 32
  if (next === 39 && to === from + 1 && isStringLetter(letter)) return readStrings(lexer, from, to, letter === 101)
  if (next === 38 && to === from + 1 && letter === 117) {
    const quote = codeAt(text, to + 1)
    if (quote === 39) return readStrings(lexer, from, to + 1, false)
    if (quote === 34) return readQuoted(lexer, from, to + 1)
  }
  lexer.at = to
  const word = text.slice(from, to)
  const keyword = before === POINT ? undefined : postgresqlKeyword(word)
  lexer.word = keyword ?? folded(word)
  if (keyword !== undefined) return KEYWORD
  return operand(lexer, NAME)
}

/** `b''`, `e''`, `n''`, `x''`. */
const isStringLetter = (letter: number) => letter === 98 || letter === 101 || letter === 110 || letter === 120

/** A string, and those behind line ends that go on with it. In one with `e` before it a backslash escapes. */
function readStrings(lexer: Lexer, from: number, quoteAt: number, isEscaped: boolean): Kind {
  const escapes = isEscaped || lexer.dialect.escapesInSingle
  let to = stringEnd(lexer, quoteAt, escapes)
  for (let quote = to < 0 ? 0 : continuedAt(lexer.text, to); quote > 0; quote = to < 0 ? 0 : continuedAt(lexer.text, to)) {
    to = stringEnd(lexer, quote, escapes)
  }
  return operand(lexer, value(lexer, from, to))
}

function stringEnd(lexer: Lexer, quoteAt: number, escapes: boolean): number {
  const { text } = lexer
  for (let at = quoteAt + 1; at < text.length; at++) {
    const code = codeAt(text, at)
    if (code === 92 && escapes) at++
    else if (code === 39) {
      if (!escapes && codeAt(text, at - 1) === 92) lexer.hasEscapedSingle = true
      if (codeAt(text, at + 1) !== 39) return at + 1
      at++
    }
  }
  return -1
}

/** One that has no end is taken for a value: it may hold anything. */
function readQuoted(lexer: Lexer, from: number, quoteAt: number): Kind {
  const to = doubleQuotedEnd(lexer.text, quoteAt)
  if (to < 0) return value(lexer, from, to)
  lexer.word = lexer.text.slice(quoteAt + 1, to - 1).replaceAll('""', '"')
  return operand(lexer, token(lexer, from, to, NAME))
}

function readQuestion(lexer: Lexer, at: number, before: number, second: number): Kind {
  if (before !== OPERAND) return operand(lexer, token(lexer, at, at + 1, VALUE))
  return operator(lexer, second === 124 ? '?|' : second === 38 ? '?&' : '?')
}

const SIGNS = '+-*/<>=~!@#%^&|`'
/** As the server has it. */
const LONGEST_OPERATOR = 63
/** Only with one of these a longer operator may end in a sign that a number may have. */
const SPECIAL = /[~!@#%^&|`]/

/** A comment, or an operator: as many signs as can be one. */
function readSigns(lexer: Lexer, from: number): Kind {
  const { text } = lexer
  if (text.startsWith('--', from)) return token(lexer, from, lineCommentEnd(text, from), COMMENT)
  if (text.startsWith('/*', from)) return openToken(lexer, from, nestedCommentEnd(text, from), COMMENT)
  let to = from
  const limit = Math.min(text.length, from + LONGEST_OPERATOR)
  while (to < limit && SIGNS.includes(text.charAt(to)) && (to === from || !beginsComment(text, to))) to++
  if (to === from) return unknown(lexer, text.charAt(from))
  if (endsInSign(text, to) && !SPECIAL.test(text.slice(from, to - 1))) while (to > from + 1 && endsInSign(text, to)) to--
  const sign = text.slice(from, to)
  return operator(lexer, sign === '<>' ? '!=' : sign)
}

const beginsComment = (text: string, at: number) => text.startsWith('--', at) || text.startsWith('/*', at)

const endsInSign = (text: string, to: number) => codeAt(text, to - 1) === 43 || codeAt(text, to - 1) === 45
