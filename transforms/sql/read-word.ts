import { codeAt, isDigit, isWord } from './characters.ts'
import { isIntroducer } from './charsets.ts'
import { hintOf } from './hints.ts'
import { hashed, keywordAt } from './keywords.ts'
import { HINTABLE, type Lexer, POINT, QUALIFIER, SECOND_AT, token } from './lexer.ts'
import { numberEnd } from './literal.ts'
import { readString } from './read-quoted.ts'
import { CHARSET, KEYWORD, type Kind, NAME, NUMBER } from './token.ts'

/** A keyword, a name, a number, or the letter before a string. */
export function readWord(lexer: Lexer, from: number, before: number): Kind {
  const { text } = lexer
  const first = codeAt(text, from)
  if (isDigit(first) && before !== POINT) {
    // A number in hints may have a unit: 16M.
    const to = lexer.inHints ? wordEnd(text, from) : numberEnd(text, from)
    if (to > 0) return token(lexer, from, to, NUMBER)
  }
  let to = from
  let hash = 0
  let next = first
  for (; isWord(next); next = codeAt(text, ++to)) hash = hashed(hash, next)
  if (next === 39 && to === from + 1 && isStringLetter(first)) return readString(lexer, from, to)
  lexer.at = to
  const isQualifier = next === 46 && isWord(codeAt(text, to + 1))
  if (isQualifier) lexer.before = QUALIFIER
  if (before !== POINT && !lexer.inHints && (!isQualifier || before === SECOND_AT)) {
    const keyword = keywordAt(text, from, to, hash, next === 40)
    if (keyword !== undefined) {
      if (keyword.takesHints) lexer.before = HINTABLE
      lexer.word = keyword.text
      return KEYWORD
    }
  }
  lexer.word = text.slice(from, to)
  if (lexer.inHints) return readHint(lexer)
  return first === 95 && isIntroducer(lexer.word) ? CHARSET : NAME
}

function readHint(lexer: Lexer): Kind {
  const hint = hintOf(lexer.word)
  if (hint === undefined) return NAME
  lexer.word = hint
  return KEYWORD
}

/** `b''`, `n''`, `x''`. */
const isStringLetter = (code: number): boolean => (code | 32) === 98 || (code | 32) === 110 || (code | 32) === 120

function wordEnd(text: string, from: number): number {
  let at = from
  while (isWord(codeAt(text, at))) at++
  return at
}
