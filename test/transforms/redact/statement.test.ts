import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactStatement } from '../../../transforms/redact/statement.ts'
import { fingerprintOf } from '../../../transforms/sql/fingerprint.ts'
import { type Mode, secretStatement, showsCanary, statement } from '../sql/statements.ts'

const redacted = (text: string) => redactStatement(text, false)

describe('values become ?, and names stay', () => {
  test.each([
    ["SELECT a, `b c` FROM t1 WHERE e = 'it''s' AND f IN (1, 2)", 'SELECT a, `b c` FROM t1 WHERE e = ? AND f IN (?, ?)'],
    [
      "INSERT INTO t VALUES (N'x',x'4D',0x4D,b'01',0b01,_utf8mb4'x',\"y\",1.5e-3,$$z$$,NULL,TRUE)",
      'INSERT INTO t VALUES (?,?,?,?,?,_utf8mb4?,?,?,?,NULL,TRUE)',
    ],
    ['SELECT a - 1, - 1, -1, b - - 1, - a, -/* c */-1', 'SELECT a - ?, ?, ?, b - ?, - a, ?'],
    ["SELECT @a, @'a b', @@b, root@localhost", 'SELECT @a, @?, @@b, root@localhost'],
    ['SELECT t.1, 1a, a1, 1 FROM t2', 'SELECT t.1, 1a, a1, ? FROM t2'],
    ['SELECT/* c */a -- d\n, 1 # e', 'SELECT a  \n, ?  '],
    ["SELECT /*+ MAX_EXECUTION_TIME(1000) SET_VAR(a='b') */ 1", 'SELECT /*+ MAX_EXECUTION_TIME(?) SET_VAR(a=?) */ ?'],
    ["/*!40001 SELECT */ 'a' /*! + 1 */", '/*!40001 SELECT */ ? /*! + ? */'],
    ['SELECT a*/* c */b/*/ d */*/**/-1', 'SELECT a* b * ?'],
    ['(SELECT 1) UNION (SELECT 2)', '(SELECT ?) UNION (SELECT ?)'],
    ["SELECT 'a\\'b', 'c\\\\', \"d\\\"e\"", 'SELECT ?, ?, ?'],
    ['CREATE TABLE t (password VARCHAR(9) DEFAULT 5)', 'CREATE TABLE t (password VARCHAR(?) DEFAULT ?)'],
    ["UPDATE t SET password = 'x'", 'UPDATE t SET password = ?'],
    ["SELECT 'a'AND'b'OR 1.5AND 1", 'SELECT ?AND?OR ?AND ?'],
    ['', ''],
    [' ', ' '],
    ['administrator command: Init DB', 'administrator command: Init DB'],
    ["throttle:          6 'index not used' warning(s) suppressed.", "throttle:          6 'index not used' warning(s) suppressed."],
    ['?', '?'],
  ])('%s', (text, expected) => {
    expect(redacted(text)).toEqual({ text: expected, isRead: true })
  })
})

describe('what is not surely read goes as a whole', () => {
  test.each([
    ["SELECT 'cut o"],
    ['SELECT `cut o'],
    ['SELECT 1 /* cut o'],
    ['SELECT 1 /*! cut o'],
    ['SELECT /*+ BKA(t) cut o'],
    ['SELECT $$ cut o'],
    ["SELECT a FROM t WHERE a = 'x' secret'"],
    ["SELECT 'x'secret"],
    ["SELECT E'it\\'s', 'c:\\', ' secret # '"],
    ["UPDATE t SET a = 'c:\\', b = ' secret # '"],
    ["SELECT '\uDC95\\', ' secret # '"],
    ["SELECT 'it\\'s', '\uDC95\\', ' secret # '"],
    [`SELECT "a\\", 'it\\'s " AND secret # '`],
    ['SELECT 1--/* c */2'],
    ['SELECT /*!-*/1'],
    ['SELECT [secret] FROM t'],
    ['SELECT a \\ b'],
    ['SELECT /* a /* b */ secret */ 1'],
    ['SELECT /*+ about the secret of Bob */ 1'],
    ['HSET key secret'],
    ['{ "find": "users" }'],
    ['secret'],
    ['1'],
    ['administrator command: Quit; secret'],
    ["throttle: 6 'secret's' warning(s) suppressed."],
  ])('%j', (text) => {
    expect(redacted(text)).toEqual({ text: '?', isRead: false })
  })
})

test('a statement that was cut goes as a whole if it has escaped quotes: in another SQL mode they end strings', () => {
  const text = "UPDATE t SET a = 'c:\\', b = ' secret"

  expect(redactStatement(text, true)).toEqual({ text: '?', isRead: false })
  expect(redactStatement("UPDATE t SET a = 'c', b = 1", true)).toEqual({ text: 'UPDATE t SET a = ?, b = ?', isRead: true })
})

test('a statement that deals with passwords or keys goes as a whole, and its fingerprint is safe', () => {
  fc.assert(
    fc.property(secretStatement, (text) => {
      const { text: left, isRead } = redacted(text)

      expect(left).toBe('?')
      expect(isRead && showsCanary(fingerprintOf(text))).toBe(false)
    }),
    { numRuns: 300 },
  )
})

test.each([
  'CREATE USER a',
  'ALTER USER a PASSWORD EXPIRE',
  'SET PASSWORD = x',
  'SELECT aes_encrypt(a, b)',
  'SELECT PASSWORD(a)',
  'CREATE USER a IDENTIFIED BY <secret>',
])('so does %s, though it has no value', (text) => {
  expect(redacted(text)).toEqual({ text: '?', isRead: true })
})

describe.each(['default', 'ANSI_QUOTES', 'NO_BACKSLASH_ESCAPES'] satisfies Mode[])(
  'of a statement that its server read in SQL mode %s',
  (mode) => {
    test('no value and no comment is left, nor in the fingerprint if that is called safe', () => {
      fc.assert(
        fc.property(statement(mode), (text) => {
          const { text: left, isRead } = redacted(text)

          expect(showsCanary(left)).toBe(false)
          expect(isRead && showsCanary(fingerprintOf(text))).toBe(false)
        }),
        { numRuns: 300 },
      )
    })

    test('nothing more is left if its end is missing', () => {
      fc.assert(
        fc.property(statement(mode), fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
          const cut = text.slice(0, Math.floor(text.length * share))
          const { text: left, isRead } = redactStatement(cut, true)

          expect(showsCanary(left)).toBe(false)
          expect(isRead && showsCanary(fingerprintOf(cut))).toBe(false)
        }),
        { numRuns: 300 },
      )
    })
  },
)

test('most statements are read', () => {
  const texts = fc.sample(statement(), { numRuns: 300, seed: 1 })

  expect(texts.filter((text) => redacted(text).isRead).length).toBeGreaterThan(200)
})

test('what is left is a statement with the same fingerprint, and redacting it again changes nothing', () => {
  fc.assert(
    fc.property(statement(), (text) => {
      const once = redacted(text)

      expect(redacted(once.text).text).toBe(once.text)
      if (once.isRead) expect(fingerprintOf(once.text)).toBe(fingerprintOf(text))
    }),
    { numRuns: 300 },
  )
})

test('any text is redacted, and the second time nothing changes', () => {
  const parts = fc.constantFrom(
    'SELECT ',
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
    ' ',
    '?',
    '+',
    'AND',
    ',',
    '(',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(parts, { maxLength: 12 }).map((list) => `SELECT ${list.join('')}`),
      ),
      (text) => {
        const once = redacted(text)

        expect(redacted(once.text).text).toBe(once.text)
        if (once.isRead && once.text !== '?') expect(fingerprintOf(once.text)).toBe(fingerprintOf(text))
      },
    ),
    { numRuns: 1000 },
  )
})

test('2 MB of values, signs or comments are no more than that', () => {
  const repeated = (part: string) => `SELECT ${part.repeat(2_000_000 / part.length)}1`

  expect(redacted(repeated('1,')).text).toHaveLength(2_000_008)
  expect(redacted(repeated('- ')).text).toBe('SELECT ?')
  expect(redacted(repeated('/**/')).text).toBe(`SELECT ${' '.repeat(500_000)}?`)
})
