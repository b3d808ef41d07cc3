import { blockCommentEnd, versionComment } from './comment.ts'
import { type Lexer, openToken, operator, token, unknown } from './lexer.ts'
import { COMMENT, HINTS, HINTS_END, type Kind, MARK } from './token.ts'

/** At a `/*`: optimizer hints, the beginning of a version comment, or a comment. */
export function readBlockComment(lexer: Lexer, from: number, mayBeHints: boolean): Kind {
  const { text } = lexer
  const third = text.charCodeAt(from + 2)
  if (third === 43 && mayBeHints) {
    lexer.inHints = true
    return token(lexer, from, from + 3, HINTS)
  }
  const isVersion = third === 33 || (third === 77 && text.charCodeAt(from + 3) === 33)
  if (!isVersion) return openToken(lexer, from, blockCommentEnd(text, from), COMMENT)
  const { to, isCode } = versionComment(text, from)
  if (!isCode) return openToken(lexer, from, to, COMMENT)
  lexer.inVersion = true
  return token(lexer, from, to, MARK)
}

/** At a `*` with a `/` behind it. */
export function readCommentEnd(lexer: Lexer, from: number): Kind {
  if (!lexer.inHints && !lexer.inVersion) return lexer.text.charCodeAt(from + 2) === 42 ? operator(lexer, '*') : unknown(lexer, '*/')
  const kind = lexer.inHints ? HINTS_END : MARK
  lexer.inHints = false
  lexer.inVersion &&= kind === HINTS_END
  return token(lexer, from, from + 2, kind)
}
