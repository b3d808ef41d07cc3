import fc from 'fast-check'
import { CANARY, CANARY_DIGITS, CANARY_HEX } from './statements.ts'

/** What a string may hold to mislead who reads it carelessly. */
const nasty = fc.constantFrom(
  'x',
  ' ',
  "'",
  '"',
  '`',
  '\\',
  '\n',
  ';',
  '--',
  '#',
  '/*',
  '*/',
  '$$',
  '$a$',
  '(',
  ')',
  '?',
  '$1',
  "E'",
  'é',
  '\udcff',
)
const content = fc.array(nasty, { maxLength: 5 }).map((parts) => `${CANARY}${parts.join('')}${CANARY}`)

const single = (text: string) => `'${text.replaceAll("'", "''")}'`
const escaped = (text: string) => `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const dollars = (text: string) => `$q$${text.replaceAll('$q$', '')}$q$`

export const literal = fc.oneof(
  content.map(single),
  content.map(escaped),
  content.map(dollars),
  content.map((text) => `$$${text.replaceAll('$', '')}$$`),
  content.map((text) => `U&${single(text.replaceAll('\\', ''))}`),
  fc.tuple(content, content).map(([one, other]) => `${single(one)}\n  ${single(other)}`),
  fc.constantFrom(
    CANARY_DIGITS,
    `${CANARY_DIGITS}.5e-3`,
    `.${CANARY_DIGITS}`,
    `-${CANARY_DIGITS}`,
    `0x${CANARY_HEX}`,
    `X'${CANARY_HEX}'`,
    `n'${CANARY}'`,
  ),
)
const comment = fc.oneof(
  content.map((text) => `/* ${text.replaceAll(/[*/]/g, '')} /* ${CANARY} */ ' " $$ */`),
  fc.constantFrom(`-- ${CANARY} ' " /* $$\n`, `--${CANARY}\n`),
)
const name = fc.constantFrom('a', 't1', 'Col', '"a b"', '"select"', '"it\'s"', 'ünï', 'a$b', 's.t', '"q""q"')
const operand = fc.oneof(
  { weight: 3, arbitrary: literal },
  { weight: 2, arbitrary: name },
  fc.constantFrom('$1', 'NULL', 'f(a)', 'ARRAY[1,2]', 'a::int'),
)
const operator = fc.constantFrom(
  '=',
  '<>',
  '+',
  '- ',
  '||',
  '->>',
  '@>',
  '#>',
  '~*',
  'LIKE',
  'AND',
  '?',
  '?|',
  '::text =',
  'IS DISTINCT FROM',
)

const expression = fc
  .tuple(operand, fc.array(fc.tuple(operator, operand), { maxLength: 4 }), fc.option(comment, { freq: 4, nil: '' }))
  .map(([first, rest, note]) => `${first} ${rest.map(([sign, value]) => `${sign} ${value}`).join(` ${note} `)}`)

/** A statement of PostgreSQL whose values and comments are canaries. */
export const postgresqlStatement = fc
  .tuple(
    fc.constantFrom(
      'SELECT ',
      'INSERT INTO t VALUES (',
      'UPDATE t SET a = ',
      'DELETE FROM t WHERE ',
      'WITH x AS (SELECT 1) SELECT ',
      '/* c */ SELECT ',
    ),
    fc.array(expression, { minLength: 1, maxLength: 4 }),
  )
  .map(([start, list]) => `${start}${list.join(', ')}${start.endsWith('(') ? ')' : ''}`)
