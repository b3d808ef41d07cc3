import { type Dialect, MYSQL } from './dialect.ts'
import { opensExpression } from './expression.ts'
import { lexerOf } from './lexer.ts'
import { addNumber, addValue, closeRow, joined } from './normalise.ts'
import { AT_NAME, CHARSET, END, HINTS, HINTS_END, KEYWORD, NAME, NUMBER, OPERATOR, UNKNOWN, VALUE } from './token.ts'
import { tokensOf } from './tokens.ts'

const ADMINISTRATOR = /^administrator command:[ \w-]{0,99}$/

/** What is beyond tells no statements apart. MySQL's `max_digest_length` ends a digest at about 300 tokens. */
const MOST_TOKENS = 2000
/** OpenSearch takes no word above 32,766 bytes (https://docs.opensearch.org/latest/mappings/mapping-parameters/ignore-above/). */
const LONGEST = 8000

/**
 * A statement without its values, comments and ways of writing, so that statements alike have one fingerprint: the text of MySQL's own
 * STATEMENT_DIGEST_TEXT(), as `performance_schema` and `sys` show it. What differs: it is longer than `max_digest_length` allows, has no
 * column positions in `ORDER BY 1`, and there is one for text that is cut or no statement, too. One of PostgreSQL, which has none of its own,
 * is made by the same rules: names in its quotes, and `$1` is a value.
 */
export function fingerprintOf(statement: string, dialect: Dialect = MYSQL): string {
  if (ADMINISTRATOR.test(statement)) return statement
  const lexer = lexerOf(statement, dialect)
  const nextToken = tokensOf(dialect)
  const quote = dialect.isPostgresql ? '"' : '`'
  const tokens: string[] = []
  let kind = nextToken(lexer)
  for (; kind !== END && tokens.length < MOST_TOKENS; kind = nextToken(lexer)) {
    switch (kind) {
      case NAME:
        tokens.push(quote + lexer.word + quote)
        break
      case KEYWORD:
        if (lexer.word === 'NULL' && isValue(tokens.at(-1))) addValue(tokens)
        else tokens.push(lexer.word)
        break
      case OPERATOR:
        if (lexer.word === ')') closeRow(tokens)
        else tokens.push(lexer.word)
        break
      case NUMBER:
        addNumber(tokens)
        break
      case VALUE:
      case AT_NAME:
        addValue(tokens)
        break
      case CHARSET:
        tokens.push('(_charset)')
        break
      case HINTS:
        tokens.push('/*+')
        break
      case HINTS_END:
        if (tokens.at(-1) === '/*+') tokens.pop()
        else tokens.push('*/')
        break
      case UNKNOWN:
        tokens.push(lexer.word)
        break
    }
  }
  while (tokens.at(-1) === ';') tokens.pop()
  const text = joined(tokens)
  return kind === END && text.length <= LONGEST ? text : text.slice(0, LONGEST).replace(HALF, '') + ' ...'
}

/** Of a character that takes two. */
const HALF = /[\uD800-\uDBFF]$/

/** NULL is one, but not in IS NULL, NOT NULL, SET NULL, or as the attribute of a column. */
const isValue = (before = '') => before !== 'NOT' && opensExpression(before)
