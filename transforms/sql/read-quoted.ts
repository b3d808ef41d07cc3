import { codeAt } from './characters.ts'
import { type Lexer, token, value } from './lexer.ts'
import { quotedNameEnd } from './literal.ts'
import { type Kind, NAME } from './token.ts'

/** A string that begins at `from`, with its quote at `quoteAt`: a letter may be before it. */
export function readString(lexer: Lexer, from: number, quoteAt: number): Kind {
  const { text, dialect } = lexer
  const quote = codeAt(text, quoteAt)
  const escapes = quote === 39 ? dialect.escapesInSingle : dialect.escapesInDouble
  for (let at = quoteAt + 1; at < text.length; at++) {
    const code = codeAt(text, at)
    if (code === quote) {
      if (codeAt(text, at + 1) !== quote) return value(lexer, from, at + 1)
      at++
    } else if (code === 92 && escapes) {
      if (isStray(codeAt(text, at - 1))) lexer.isUnsure = true
      at++
      if (codeAt(text, at) !== quote) continue
      if (quote === 39) lexer.hasEscapedSingle = true
      else lexer.hasEscapedDouble = true
    }
  }
  return value(lexer, from, -1)
}

/** What stands for bytes that are no UTF-8 (core/text.ts), or was put in their place. */
const isStray = (code: number) => (code > 0xdc7f && code < 0xdd00) || code === 0xfffd

/** One that has no end is taken for a value: it may hold anything. */
export function readQuotedName(lexer: Lexer, at: number): Kind {
  const to = quotedNameEnd(lexer.text, at)
  if (to < 0) return value(lexer, at, to)
  lexer.word = lexer.text.slice(at + 1, to - 1).replaceAll('``', '`')
  return token(lexer, at, to, NAME)
}
