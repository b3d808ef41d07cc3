import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fingerprintOf } from '../../../transforms/sql/fingerprint.ts'
import { sameStatements, showsCanary, statement } from './statements.ts'

const digests: readonly { readonly statement: string; readonly digest: string }[] = readFileSync(
  new URL('../../samples/fingerprints/mysql-9.7.jsonl', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))

describe('the fingerprint is the text of the digest that MySQL gives', () => {
  test.each(digests)('$statement', ({ statement, digest }) => {
    expect(fingerprintOf(statement)).toBe(digest)
  })
})

describe('literals of every syntax become ?', () => {
  test.each([
    ["SELECT N'x'", 'SELECT ?'],
    ["SELECT _utf8mb4'x', _latin1 'y'", 'SELECT (_charset) ? , (_charset) ?'],
    ['SELECT "a""b", "c\\"d", "it\'s"', 'SELECT ?, ...'],
    ["SELECT 0xAB, X'AB', 0b01, B'01', 1., .5, 1e5, 1.5E-3", 'SELECT ?, ...'],
    ['SELECT $$x$$, $tag$ $$ y$tag$', 'SELECT ?, ...'],
    [
      'SELECT a = - 5, b < +2, c := - -3, CASE WHEN -1 THEN -2 ELSE -3 END',
      'SELECT `a` = ? , `b` < ? , `c` := ? , CASE WHEN ? THEN ? ELSE ? END',
    ],
    ['SELECT a - 5, 1 - -1, f(1)-2', 'SELECT `a` - ?, ... - ? , `f` (?) - ?'],
    ["SELECT - 'x'", 'SELECT - ?'],
    ['SELECT ?, 1', 'SELECT ?, ...'],
  ])('%s', (statement, fingerprint) => {
    expect(fingerprintOf(statement)).toBe(fingerprint)
  })
})

describe('NULL is a value in an expression only', () => {
  test.each([
    ['SELECT NULL, a = NULL, b IS NULL, c IS NOT NULL', 'SELECT ? , `a` = ? , `b` IS NULL , `c` IS NOT NULL'],
    ['INSERT INTO t VALUES (1, NULL), (NULL, 2)', 'INSERT INTO `t` VALUES (...) /* , ... */'],
    ['CREATE TABLE t (a INT NULL DEFAULT NULL, b INT NOT NULL)', 'CREATE TABLE `t` ( `a` INTEGER NULL DEFAULT ? , `b` INTEGER NOT NULL )'],
    [
      'ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (a) ON DELETE SET NULL',
      'ALTER TABLE `t` ADD FOREIGN KEY ( `a` ) REFERENCES `u` ( `a` ) ON DELETE SET NULL',
    ],
    ['SELECT \\N ORDER BY NULL', 'SELECT ? ORDER BY ?'],
  ])('%s', (statement, fingerprint) => {
    expect(fingerprintOf(statement)).toBe(fingerprint)
  })
})

describe('names stay as they are, but for their quotes', () => {
  test.each([
    [
      'SELECT t1, `T1`, 1a, 0xg, a$b, `select`, db.select, `tick``tick`',
      'SELECT `t1` , `T1` , `1a` , `0xg` , `a$b` , `select` , `db` . `select` , `tick`tick`',
    ],
    ['SELECT t.1, t.1e5, a . 5, t.$b$', 'SELECT `t` . `1` , `t` . `1e5` , `a` . ? , `t` . `$b$`'],
    ['SELECT count, count (1), COUNT(1), name', 'SELECT `count` , `count` (?) , COUNT (?) , NAME'],
    ['SET @a = 1, @@global.b = 2, @`c` = 3', 'SET @? = ? , @@GLOBAL . `b` = ? , @`c` = ?'],
    ['GRANT SELECT ON *.* TO root@localhost', 'GRANT SELECT ON * . * TO `root` @?'],
    ['SELECT é, 名前 FROM データ', 'SELECT `é` , `名前` FROM `データ`'],
  ])('%s', (statement, fingerprint) => {
    expect(fingerprintOf(statement)).toBe(fingerprint)
  })
})

describe('of comments only optimizer hints and the code of version comments stay', () => {
  test.each([
    ['SELECT/* a */1-- b\n,/**/2# c', 'SELECT ?, ...'],
    ['SELECT a--b', 'SELECT `a` - - `b`'],
    ['/*!40000 ALTER TABLE t DISABLE KEYS */', 'ALTER TABLE `t` DISABLE KEYS'],
    ['/*!080000 SELECT */ 1 /*M! + 1 */ /*M!100100 + 1 /* x */ */', 'SELECT ? + ? + ?'],
    ["/*!99999 it's for no server /* nor this */ */ SELECT 1", 'SELECT ?'],
    ['SELECT /*+ max_execution_time(1000) BKA(t1@qb) */ a', 'SELECT /*+ MAX_EXECUTION_TIME (?) BKA ( `t1` @`qb` ) */ `a`'],
    ['SELECT /*+ */ a /*+ BKA(t) */', 'SELECT `a`'],
    ['/*+ BKA(t) */ SELECT /* x */ /*+ BKA(t) */ a', 'SELECT `a`'],
  ])('%s', (statement, fingerprint) => {
    expect(fingerprintOf(statement)).toBe(fingerprint)
  })
})

describe('there is one for what is no whole statement, too', () => {
  test.each([
    ['', ''],
    [' \0\n', ''],
    ['-- nothing', ''],
    ['SELECT 1 ; ;', 'SELECT ?'],
    ['administrator command: Init DB', 'administrator command: Init DB'],
    ["SELECT a FROM t WHERE b = 'cut o", 'SELECT `a` FROM `t` WHERE `b` = ?'],
    ['SELECT a FROM t WHERE b = "it\\', 'SELECT `a` FROM `t` WHERE `b` = ?'],
    ['SELECT a FROM `cut o', 'SELECT `a` FROM ?'],
    ['SELECT a /* cut o', 'SELECT `a`'],
    ['SELECT $a$ cut o', 'SELECT ?'],
    ['INSERT INTO t VALUES (1, 2), (3', 'INSERT INTO `t` VALUES (...) , ( ?'],
    ['SELECT [a] \\ \u0001 */', 'SELECT [ `a` ] \\ \u0001 */'],
  ])('%j', (statement, fingerprint) => {
    expect(fingerprintOf(statement)).toBe(fingerprint)
  })
})

test('neither blanks nor comments, the case of keywords or the values change it', () => {
  fc.assert(
    fc.property(sameStatements, ([one = '', other = '']) => {
      expect(fingerprintOf(one)).toBe(fingerprintOf(other))
    }),
    { numRuns: 200 },
  )
})

test('no value and no comment is left in it', () => {
  fc.assert(
    fc.property(statement(), (text) => {
      expect(showsCanary(fingerprintOf(text))).toBe(false)
    }),
    { numRuns: 200 },
  )
})

test('any text has one that is not longer than an index takes', () => {
  const long = fc.constantFrom('a', 'é', '𝄞', 'a, ', 'f(1), ', "'", '`', '@', '(', '$a').map((part) => `SELECT ${part.repeat(40_000)}`)
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), long), (text) => {
      const fingerprint = fingerprintOf(text)

      expect(fingerprint.length).toBeLessThan(8100)
      expect(fingerprint.isWellFormed() || !text.isWellFormed()).toBe(true)
    }),
  )
})

test('one that is cut for its length says so', () => {
  const columns = Array.from({ length: 3000 }, (_, i) => `c${i}`).join()
  const texts = [columns, 'c'.repeat(9000), '('.repeat(2500), `a${'𝄞'.repeat(9000)}`]

  const fingerprints = texts.map((text) => fingerprintOf(`SELECT ${text}`))

  expect(fingerprints.map((fingerprint) => fingerprint.slice(-4))).toEqual([' ...', ' ...', ' ...', ' ...'])
  expect(fingerprints.every((fingerprint) => fingerprint.isWellFormed())).toBe(true)
})
