import { codeAt, isBlank, isDigit, isHost, isWord } from './characters.ts'
import { lineCommentEnd } from './comment.ts'
import { FIRST_AT, HINTABLE, type Lexer, NOTHING, ONE_AT, operator, POINT, QUALIFIER, SECOND_AT, token, unknown, value } from './lexer.ts'
import { dollarQuotedEnd, fractionEnd } from './literal.ts'
import { readBlockComment, readCommentEnd } from './read-comment.ts'
import { readQuotedName, readString } from './read-quoted.ts'
import { readWord } from './read-word.ts'
import { AT_NAME, COMMENT, END, KEYWORD, type Kind, NUMBER, VALUE } from './token.ts'

/**
 * Moves to the next token, cut as MySQL's own lexer cuts (`lex_one_token` in sql/sql_lex.cc). Any text is read to its end, and no character
 * more than a few times.
 */
export function nextToken(lexer: Lexer): Kind {
  const { text, before } = lexer
  let at = lexer.at
  let code = codeAt(text, at)
  lexer.before = NOTHING
  if (before === ONE_AT && isHost(code)) return token(lexer, at, hostEnd(text, at), AT_NAME)
  while (isBlank(code) && at < text.length) code = codeAt(text, ++at)
  lexer.from = at
  if (at >= text.length) {
    lexer.at = at
    lexer.isUnsure ||= lexer.inHints || lexer.inVersion
    return END
  }
  if (isWord(code) && code !== 36) return readWord(lexer, at, before)
  const second = codeAt(text, at + 1)
  switch (code) {
    case 44:
    case 40:
    case 41:
    case 61:
    case 43:
    case 37:
    case 59:
    case 94:
    case 123:
    case 125:
    case 126:
      return operator(lexer, text.charAt(at))
    case 39:
    case 34:
      return readString(lexer, at, at)
    case 96:
      return readQuotedName(lexer, at)
    case 46:
      if (isDigit(second) && before !== QUALIFIER) return token(lexer, at, fractionEnd(text, at), NUMBER)
      if (isWord(second)) lexer.before = POINT
      return operator(lexer, '.')
    case 63:
      return token(lexer, at, at + 1, VALUE)
    case 64:
      if (before === FIRST_AT) lexer.before = SECOND_AT
      else if (!lexer.inHints) lexer.before = second === 64 ? FIRST_AT : ONE_AT
      return operator(lexer, '@')
    case 45:
      if (second === 45 && codeAt(text, at + 2) <= 32) return token(lexer, at, lineCommentEnd(text, at), COMMENT)
      if (second !== 62) return operator(lexer, '-')
      return operator(lexer, codeAt(text, at + 2) === 62 ? '->>' : '->')
    case 47:
      return second === 42 ? readBlockComment(lexer, at, before === HINTABLE) : operator(lexer, '/')
    case 42:
      return second === 47 ? readCommentEnd(lexer, at) : operator(lexer, '*')
    case 35:
      return token(lexer, at, lineCommentEnd(text, at), COMMENT)
    case 60:
      if (second === 61) return operator(lexer, codeAt(text, at + 2) === 62 ? '<=>' : '<=')
      return operator(lexer, second === 62 ? '!=' : second === 60 ? '<<' : '<')
    case 62:
      return operator(lexer, second === 61 ? '>=' : second === 62 ? '>>' : '>')
    case 33:
      return operator(lexer, second === 61 ? '!=' : '!')
    case 38:
      return operator(lexer, second === 38 ? '&&' : '&')
    case 124:
      return operator(lexer, second === 124 ? '||' : '|')
    case 58:
      return operator(lexer, second === 61 ? ':=' : ':')
    case 36: {
      const to = before === POINT ? 0 : dollarQuotedEnd(text, at)
      return to === 0 ? readWord(lexer, at, before) : value(lexer, at, to)
    }
    case 92:
      // MySQL before 8.0 and MariaDB read `\N` as NULL.
      if (second !== 78) return unknown(lexer, '\\')
      lexer.word = 'NULL'
      return token(lexer, at, at + 2, KEYWORD)
    default:
      return unknown(lexer, text.charAt(at))
  }
}

function hostEnd(text: string, from: number): number {
  let at = from
  while (isHost(codeAt(text, at))) at++
  return at
}
