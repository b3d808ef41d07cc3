import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactStatement } from '../../../transforms/redact/statement.ts'
import { NONSTANDARD_STRINGS, POSTGRESQL } from '../../../transforms/sql/dialect.ts'
import { fingerprintOf } from '../../../transforms/sql/fingerprint.ts'
import { lexerOf } from '../../../transforms/sql/lexer.ts'
import { nextPostgresqlToken } from '../../../transforms/sql/next-postgresql-token.ts'
import { END } from '../../../transforms/sql/token.ts'
import { stepsOf } from '../../parsers/steps.ts'
import { postgresqlStatement } from './postgresql-statements.ts'
import { showsCanary } from './statements.ts'

const fingerprint = (statement: string) => fingerprintOf(statement, POSTGRESQL)
const redacted = (statement: string, isCut = false) => redactStatement(statement, isCut, POSTGRESQL)

describe('a fingerprint of PostgreSQL', () => {
  test.each([
    ["SELECT * FROM items WHERE id = $1 AND sku <> 'x'", 'SELECT * FROM "items" WHERE "id" = ? AND "sku" != ?'],
    ["select E'it\\'s', U&'\\0441', $t$ a'b $$ $t$, $$x$$, b'01', X'ff', n'x'", 'SELECT ?, ...'],
    ["SELECT 'a'\n  'b', 'c' 'd'", 'SELECT ?, ... ?'],
    ['SELECT 1_000, 0xff, 0o17, 1.5e-3, .5, 5., -5, + 5', 'SELECT ?, ...'],
    ['SELECT 3-1, a=-5, a @-5, b - -1', 'SELECT ? - ? , "a" = ? , "a" @- ? , "b" - ?'],
    [
      'SELECT "A b", "q""q", Ab, ÜBER, a$b, x."select", y.select',
      'SELECT "A b" , "q"q" , "ab" , "Über" , "a$b" , "x" . "select" , "y" . "select"',
    ],
    [
      "SELECT a::int, b->>'k', c #> '{a}', d @> '{}', e ? 'k', f ?| $1",
      'SELECT "a" :: "int" , "b" ->> ? , "c" #> ? , "d" @> ? , "e" ? ? , "f" ?| ?',
    ],
    ['SELECT ARRAY[1,2,3], a[1:2], b[i]', 'SELECT ARRAY [ ?, ... ] , "a" [ ? : ? ] , "b" [ "i" ]'],
    [
      "INSERT INTO t(a) VALUES (1, NULL), ('x', $2) ON CONFLICT DO NOTHING",
      'INSERT INTO "t" ( "a" ) VALUES (...) /* , ... */ ON CONFLICT DO NOTHING',
    ],
    [
      'SELECT a FROM t WHERE b IN (1, 2) AND c = ANY($1) AND d IS NULL LIMIT 5',
      'SELECT "a" FROM "t" WHERE "b" IN (...) AND "c" = ANY (?) AND "d" IS NULL LIMIT ?',
    ],
    ['SELECT /* a /* b */ c */ 1 -- d\n+ 2 --e', 'SELECT ? + ?'],
    ['SELECT a--b\n- 1, a/*b*/-1, a-/**/-1', 'SELECT "a" - ? , "a" - ? , "a" - ?'],
    ["DO $body$ BEGIN x := 'y'; END $body$", 'DO ?'],
    ["SELECT date '2020-01-01', interval '1 day'", 'SELECT "date" ? , INTERVAL ?'],
    ['SELECT name, value, type FROM data', 'SELECT "name" , "value" , "type" FROM "data"'],
    ["SELECT 'cut o", 'SELECT ?'],
    ['SELECT $a$ cut o', 'SELECT ?'],
    ['SELECT /* /* */ cut o', 'SELECT'],
    ['SELECT "cut o', 'SELECT ?'],
  ])('of %s', (statement, expected) => {
    expect(fingerprint(statement)).toBe(expected)
  })

  test('holds no value and no comment', () => {
    fc.assert(
      fc.property(postgresqlStatement, (statement) => {
        expect(showsCanary(fingerprint(statement))).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})

describe('redaction of a statement of PostgreSQL', () => {
  test.each([
    ["SELECT a, \"b c\" FROM t1 WHERE e = 'it''s' AND f IN (1, $2)", 'SELECT a, "b c" FROM t1 WHERE e = ? AND f IN (?, ?)'],
    ["SELECT E'a\\'b', $x$c$x$::text, -5, 3 - 1 /* c */", 'SELECT ?, ?::text, ?, ? - ?  '],
    ["SELECT b ? 'k', b->>'x' FROM t", 'SELECT b ? ?, b->>? FROM t'],
    ["SELECT 'c:\\'", 'SELECT ?'],
  ])('of %s', (statement, expected) => {
    expect(redacted(statement)).toEqual({ text: expected, isRead: true })
  })

  test.each([
    "SELECT 'a",
    "SELECT 'a\\' , b /* ' */",
    "SELECT 'a'b'",
    'SELECT "a',
    'FROBNICATE 1',
    'SELECT a \\ b',
    "SELECT $1a'b'",
    'SELECT $ 1',
  ])('takes all of what is not surely read: %s', (statement) => {
    expect(redacted(statement)).toEqual({ text: '?', isRead: false })
  })

  test.each([
    "CREATE ROLE a PASSWORD 'x'",
    "ALTER USER a WITH ENCRYPTED PASSWORD 'x'",
    "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'u', password 'p')",
    "CREATE SUBSCRIPTION s CONNECTION 'password=x' PUBLICATION p",
    "SELECT pgp_sym_encrypt(a, 'key')",
    "SELECT * FROM dblink('password=x', 'SELECT 1')",
  ])('takes all of what deals with passwords or keys: %s', (statement) => {
    expect(redacted(statement)).toEqual({ text: '?', isRead: true })
  })

  test('leaves no value and no comment, nor if the end is missing', () => {
    fc.assert(
      fc.property(postgresqlStatement, fc.double({ min: 0, max: 1, noNaN: true }), (statement, share) => {
        const cut = statement.slice(0, Math.floor(statement.length * share))

        for (const { text, isRead, of } of [
          { ...redacted(statement), of: statement },
          { ...redacted(cut, true), of: cut },
        ]) {
          expect(showsCanary(text)).toBe(false)
          expect(isRead && showsCanary(fingerprint(of))).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('reads most statements, leaves the fingerprint as it was, and changes nothing the second time', () => {
    let read = 0
    fc.assert(
      fc.property(postgresqlStatement, (statement) => {
        const once = redacted(statement)

        expect(redacted(once.text).text).toBe(once.text)
        if (once.isRead && once.text !== '?') {
          read++
          expect(fingerprint(once.text)).toBe(fingerprint(statement))
        }
      }),
      { numRuns: 500, seed: 7 },
    )
    expect(read).toBeGreaterThan(250)
  })
})

describe('the lexer of PostgreSQL', () => {
  const parts = [
    "'",
    '"',
    '`',
    '\\',
    '/*',
    '*/',
    '-',
    '\n',
    '#',
    '$',
    '$1',
    '$a$',
    '@',
    '.',
    '1',
    'e',
    'E',
    'u&',
    ' ',
    '?',
    '+',
    'select',
    ',',
    '(',
    ':',
    '\0',
    'é',
    '{',
  ]
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...parts)).map((list) => list.join('')),
    postgresqlStatement,
  )

  test('reads any text to its end: tokens follow each other, and between them are blanks alone', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(POSTGRESQL, NONSTANDARD_STRINGS), (text, dialect) => {
        const lexer = lexerOf(text, dialect)
        let between = ''
        for (let at = 0; ; at = lexer.at) {
          const kind = nextPostgresqlToken(lexer)
          between += text.slice(at, lexer.from)
          if (kind === END) break

          expect(lexer.at).toBeGreaterThan(lexer.from)
        }
        expect(lexer.at).toBe(text.length)
        expect(between).toMatch(/^[\s\0]*$/)
      }),
      { numRuns: 500 },
    )
  })

  test.each([...parts, "'\n'", '/**/', '/*/*', '$a', 'a.', '-- ', "e'\\'", '1_', '+-', "'a'\n"])(
    'takes steps that grow with the text only: %j',
    (part) => {
      const stepsFor = (length: number) => {
        const text = `SELECT ${part.repeat(length / part.length)}`
        return stepsOf(() => {
          const lexer = lexerOf(text, POSTGRESQL)
          while (nextPostgresqlToken(lexer) !== END);
        })
      }

      expect(stepsFor(16_000)).toBeLessThan(5 * stepsFor(4000) + 1000)
    },
  )
})
