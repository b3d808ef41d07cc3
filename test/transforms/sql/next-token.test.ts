import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ANSI_QUOTES, type Dialect, MYSQL, NO_BACKSLASH_ESCAPES } from '../../../transforms/sql/dialect.ts'
import { type Lexer, lexerOf } from '../../../transforms/sql/lexer.ts'
import { nextToken } from '../../../transforms/sql/next-token.ts'
import { END, VALUE } from '../../../transforms/sql/token.ts'
import { statement } from './statements.ts'

/** Where each token lies, as it moves through a text. */
function read(text: string, dialect: Dialect = MYSQL): { readonly lexer: Lexer; readonly tokens: readonly string[] } {
  const lexer = lexerOf(text, dialect)
  const tokens: string[] = []
  while (nextToken(lexer) !== END) tokens.push(text.slice(lexer.from, lexer.at))
  return { lexer, tokens }
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  statement(),
  fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        '`',
        '\\',
        '/*',
        '*/',
        '/*!',
        '/*+',
        '-',
        '\n',
        '#',
        '$',
        '@',
        '.',
        '1',
        'e',
        'x',
        '0',
        'SELECT',
        ' ',
        '\uD800',
      ),
    )
    .map((parts) => parts.join('')),
)

test('it reads any text to its end: tokens follow each other, and between them are blanks alone', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom(MYSQL, ANSI_QUOTES, NO_BACKSLASH_ESCAPES), (text, dialect) => {
      const lexer = lexerOf(text, dialect)
      let between = ''
      for (let at = 0; ; at = lexer.at) {
        const kind = nextToken(lexer)
        between += text.slice(at, lexer.from)
        if (kind === END) break

        expect(lexer.at).toBeGreaterThan(lexer.from)
      }
      expect(lexer.at).toBe(text.length)
      expect(between).toMatch(/^[\s\0]*$/)
    }),
    { numRuns: 300 },
  )
})

describe('a string ends where its SQL mode ends it', () => {
  test.each([
    [MYSQL, ["'a\\'z'", '"c\\"d"']],
    [ANSI_QUOTES, ["'a\\'z'", '"c\\"', 'd', '"']],
    [NO_BACKSLASH_ESCAPES, ["'a\\'", 'z', '\' "c\\"d"']],
  ])('%j', (dialect, tokens) => {
    expect(read('\'a\\\'z\' "c\\"d"', dialect).tokens).toEqual(tokens)
  })

  test('two quotes are one in every mode', () => {
    for (const dialect of [MYSQL, ANSI_QUOTES, NO_BACKSLASH_ESCAPES])
      expect(read(`'a''b' "c""d" \`e\`\`f\``, dialect).tokens).toEqual(["'a''b'", '"c""d"', '`e``f`'])
  })
})

test('it says when a backslash kept a quote from ending its string', () => {
  expect(read("SELECT 'a\\'b'").lexer).toMatchObject({ hasEscapedSingle: true, hasEscapedDouble: false })
  expect(read('SELECT "a\\"b"').lexer).toMatchObject({ hasEscapedSingle: false, hasEscapedDouble: true })
  expect(read('SELECT \'a\\"b\\\\\', "a\\\'b\\n"').lexer).toMatchObject({ hasEscapedSingle: false, hasEscapedDouble: false })
})

describe('it is not sure of', () => {
  test.each([
    "SELECT 'a",
    'SELECT "a\\"',
    'SELECT `a``',
    'SELECT /* a',
    'SELECT /*! a',
    'SELECT /*!99999 /* a */',
    'SELECT /*+ BKA(t)',
    'SELECT $a$ b',
    "SELECT '\uDC95\\'",
    "SELECT '\uFFFD\\'",
  ])('%j', (text) => {
    expect(read(text).lexer.isUnsure).toBe(true)
  })
})

test('it is sure of what ends in the middle of something else', () => {
  for (const text of ['SELECT 1', 'SELECT a.', 'SELECT /*! a */', 'SELECT -- a', 'SELECT $a', "SELECT '\uDC95 \\n'", 'SELECT @'])
    expect(read(text).lexer.isUnsure).toBe(false)
})

/** A text that counts how often its characters are looked at. */
function counting(text: string): { readonly text: string; readonly steps: () => number } {
  let steps = 0
  const counted = {
    length: text.length,
    charCodeAt(at: number) {
      steps++
      return text.charCodeAt(at)
    },
    charAt: (at: number) => text.charAt(at),
    slice(from: number, to: number) {
      steps += to - from
      return text.slice(from, to)
    },
    indexOf(part: string, from: number) {
      const at = text.indexOf(part, from)
      steps += (at < 0 ? text.length : at) - from
      return at
    },
    toString: () => text,
  }
  return { text: counted as unknown as string, steps: () => steps }
}

describe('its work grows with the length of the text, whatever the text', () => {
  const LENGTH = 200_000
  test.each([
    "'",
    '"',
    '`',
    "\\'",
    "'\\'',",
    '(',
    '- ',
    '-- ',
    '--\n',
    '# ',
    '/*',
    '/**/',
    '/*!',
    '/*!99999',
    '/*!99999/*',
    '*/',
    '$',
    '$a',
    '$a$',
    '$a$ ',
    '@',
    '@@',
    '.',
    '1',
    '1e',
    '1.',
    '0x',
    "x'",
    '_utf8',
    'a',
    'a.',
    'select/*+',
    'é',
    '\\',
    ' ',
    '\0',
  ])('%j', (part) => {
    const { text, steps } = counting(`SELECT ${part.repeat(LENGTH / part.length)}`)
    const lexer = lexerOf(text, MYSQL)
    let values = 0

    for (let kind = nextToken(lexer); kind !== END; kind = nextToken(lexer)) if (kind === VALUE) values++

    expect(values).toBeLessThanOrEqual(LENGTH)
    expect(steps()).toBeLessThan(8 * LENGTH)
  })
})
