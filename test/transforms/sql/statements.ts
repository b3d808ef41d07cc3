import fc from 'fast-check'

/** What is planted in literals and comments: a word, digits, and how the word looks in hexadecimal. */
export const CANARY = 'canary'
export const CANARY_DIGITS = '424242'
export const CANARY_HEX = Buffer.from(CANARY).toString('hex')
export const CANARY_BITS = '110010101111'

/** Whether any of them shows in a text. */
export const showsCanary = (text: string): boolean =>
  [CANARY, CANARY_DIGITS, CANARY_HEX, CANARY_BITS].some((mark) => text.toLowerCase().includes(mark))

/** How a server quotes: by its SQL mode. */
export type Mode = 'default' | 'ANSI_QUOTES' | 'NO_BACKSLASH_ESCAPES'

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
  '-- ',
  '#',
  '/*',
  '*/',
  '/*!',
  '/*+',
  '(',
  ')',
  ',',
  '?',
  '$$',
  '\\N',
  'é',
  '𝄞',
  '\uDC80',
  '=',
  '1',
)
const content = fc
  .tuple(fc.array(nasty, { maxLength: 6 }), fc.array(nasty, { maxLength: 6 }))
  .map(([before, after]) => `${before.join('')} ${CANARY} ${CANARY_DIGITS} ${after.join('')}`)

const quoted = (text: string, quote: string, mode: Mode) => {
  const escapes = mode === 'default' || (mode === 'ANSI_QUOTES' && quote === "'")
  return quote + (escapes ? text.replaceAll('\\', '\\\\') : text).replaceAll(quote, quote + quote) + quote
}
/** With backslashes before the quotes. */
const escaped = (text: string, quote: string) => quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote

const string = (mode: Mode): fc.Arbitrary<string> =>
  fc.oneof(
    content.map((text) => quoted(text, "'", mode)),
    ...(mode === 'ANSI_QUOTES' ? [] : [content.map((text) => quoted(text, '"', mode))]),
    ...(mode === 'NO_BACKSLASH_ESCAPES' ? [] : [content.map((text) => escaped(text, "'"))]),
    ...(mode === 'default' ? [content.map((text) => escaped(text, '"'))] : []),
  )

const number = fc
  .tuple(
    fc.constantFrom('', '-', '+', '- ', '- -', '-\n+'),
    fc.constantFrom(
      `${CANARY_DIGITS}`,
      `${CANARY_DIGITS}.5`,
      `.${CANARY_DIGITS}`,
      `1.${CANARY_DIGITS}e-5`,
      `${CANARY_DIGITS}e+7`,
      `${CANARY_DIGITS}.`,
    ),
  )
  .map(([sign, digits]) => sign + digits)

/** A literal of any syntax. */
const literal = (mode: Mode): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: string(mode) },
    { weight: 2, arbitrary: number },
    content.map((text) => `N${quoted(text, "'", mode)}`),
    fc.constantFrom(`x'${CANARY_HEX}'`, `X'${CANARY_HEX}'`, `0x${CANARY_HEX}`, `b'${CANARY_BITS}'`, `0b${CANARY_BITS}`),
    content.map((text) => `$tag$${text.replaceAll('$', '')}$tag$`),
  )

/** What may stand between two tokens. */
const gap = fc.oneof(
  { weight: 4, arbitrary: fc.constant(' ') },
  fc.constantFrom('\n', '\t ', ' \r\n '),
  content.map((text) => ` /*${text.replaceAll('*/', '* /').replace(/^[!+M]/, ' ')} */ `),
  content.map((text) => ` -- ${text.replaceAll('\n', ' ')}\n`),
  content.map((text) => `# ${text.replaceAll('\n', ' ')}\n`),
)

/**
 * Statements by their tokens: `?` is a value, `'` a string, `"` a quoted name, and what has capitals is a keyword, which may be written in any case. Names are in
 * lower case. What is in braces stays as it is.
 */
const TEMPLATES: readonly (readonly string[])[] = [
  'SELECT a , {`b c`} , t1 . c2 FROM t1 WHERE a = ? AND b IN ( ? , ? , ? ) OR c NOT IN ( ? ) ORDER BY a DESC LIMIT ? , ?',
  "SELECT COUNT( * ) , f( ? ) , COALESCE( a , ? , NULL ) FROM db_1 . `t` AS x WHERE a BETWEEN ? AND ? AND b LIKE ' ESCAPE ' LIMIT ? OFFSET ?",
  'SELECT ? , ? AS alias , a - ? , a + ? , a * ? / ? FROM dual',
  'SELECT CASE WHEN a > ? THEN ? ELSE ? END , IF( a IS NULL , ? , NULL ) FROM t WHERE a <= ? AND b != ? AND c <=> ?',
  "SELECT d -> ' , d ->> ' , _utf8mb4 ' , @user_variable , @@session.sql_mode , DATE ' FROM t WHERE a = INTERVAL ? DAY + b",
  'INSERT INTO t ( a , b ) VALUES ( ? , ? ) , ( ? , ? ) , ( ? , ? ) ON DUPLICATE KEY UPDATE a = ? , b = VALUES( b )',
  'INSERT INTO t SET a = ? , b = DEFAULT , c = NOW( )',
  'REPLACE INTO t VALUES ( ? ) , ( ? ) , ( NULL )',
  'UPDATE t SET a = ? , b = b + ? WHERE c = ? LIMIT ?',
  'DELETE FROM t WHERE ( a , b ) IN ( ( ? , ? ) , ( ? , ? ) )',
  'CALL db . proc ( ? , ? , @out )',
  "SET NAMES '",
  "SET @a = ? , @b := ? , SESSION sql_mode = '",
  'USE mydb',
  "CREATE TABLE t ( a INT NOT NULL DEFAULT ? COMMENT ' , b DECIMAL ( ? , ? ) NULL , c ENUM ( ' , ' ) , KEY k ( a ) ) COMMENT = '",
  'ALTER TABLE t ADD COLUMN c VARCHAR ( ? ) DEFAULT NULL',
  'CREATE PROCEDURE p ( ) BEGIN DECLARE i INT DEFAULT ? ; SELECT ? ; END',
  'SELECT a FROM t WHERE a = ? UNION ALL SELECT b FROM t WHERE b = ?',
  'WITH c AS ( SELECT ? AS n ) SELECT n FROM c',
  "EXPLAIN SELECT a FROM t WHERE a REGEXP ' AND MATCH( a ) AGAINST( ' IN BOOLEAN MODE )",
  "LOAD DATA INFILE ' INTO TABLE t FIELDS TERMINATED BY ' IGNORE 9 LINES",
  "SELECT a INTO OUTFILE ' FROM t",
  "PREPARE s FROM '",
  `KILL ${CANARY_DIGITS}`,
  "BINLOG '",
  "XA START ' , '",
  "GRANT SELECT ON db . * TO ' @ '",
  'DO sleep( ? )',
  'SELECT /*!40001 SQL_NO_CACHE */ a FROM t /*! WHERE a = ? */',
  `SELECT{/*+ NO_ICP(t) MAX_EXECUTION_TIME(${CANARY_DIGITS}) SET_VAR(sort_buffer_size=${CANARY_DIGITS}M) SET_VAR(a='${CANARY}') */}a FROM t`,
  'SELECT " , a FROM " WHERE a = ? AND " = ?',
  'SELECT a FROM t {/*M!100100 } WHERE a = ? */',
].map(tokensOf)

/** Those that go as a whole. */
const SECRET_TEMPLATES: readonly (readonly string[])[] = [
  "CREATE USER ' @ ' IDENTIFIED BY '",
  "CREATE OR REPLACE USER app IDENTIFIED VIA mysql_native_password USING '",
  "ALTER USER IF EXISTS ' IDENTIFIED WITH caching_sha2_password AS '",
  "GRANT ALL ON * . * TO ' @ ' IDENTIFIED BY PASSWORD '",
  "SET PASSWORD = '",
  "SET PASSWORD FOR ' @ ' = PASSWORD( ' )",
  "CREATE PROCEDURE p ( ) BEGIN SET PASSWORD = ' ; END",
  "CHANGE MASTER TO MASTER_HOST = ' , MASTER_PASSWORD = '",
  "CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD = '",
  "START REPLICA USER = ' PASSWORD = '",
  "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS ( PASSWORD ' )",
  "CREATE TABLE t ( a INT ) ENGINE = FEDERATED CONNECTION = '",
  "CLONE INSTANCE FROM ' @ ' : ? IDENTIFIED BY '",
  "SELECT AES_ENCRYPT( ? , ' ) , a FROM t",
  "UPDATE t SET a = ENCODE( ' , ' ) WHERE b = DES_DECRYPT( a , ' )",
  "SELECT OLD_PASSWORD( ' )",
].map(tokensOf)

function tokensOf(template: string): readonly string[] {
  return template.split(/(\{[^}]*\})|\s/).filter((token) => token !== undefined && token !== '')
}

/** A template written out: with these gaps, this case, these literals. */
const written = (tokens: readonly string[], mode: Mode): fc.Arbitrary<string> =>
  fc.tuple(...tokens.map((token) => writtenToken(token, mode))).map((parts) => parts.join('').trim())

function writtenToken(token: string, mode: Mode): fc.Arbitrary<string> {
  // A hint is one only right behind its word, and no comment fits in there.
  if (token.startsWith('{')) return fc.constant(` ${token.slice(1, -1)}`)
  if (token === '?') return fc.tuple(gap, literal(mode)).map((both) => both.join(''))
  if (token === "'") return fc.tuple(gap, string(mode)).map((both) => both.join(''))
  if (token === '"') return gap.map((before) => before + (mode === 'ANSI_QUOTES' ? '"odd \\name\\"' : '`odd ``name\\`'))
  const isKeyword = /^[A-Z_]+\(?$/.test(token)
  const tight = /^[,()=.]$/.test(token) ? fc.oneof(gap, fc.constant('')) : gap
  return fc.tuple(tight, fc.boolean()).map(([before, isLower]) => before + (isKeyword && isLower ? token.toLowerCase() : token))
}

const writings = (templates: readonly (readonly string[])[], mode: Mode, count: number): fc.Arbitrary<readonly string[]> =>
  fc.constantFrom(...templates).chain((tokens) => fc.tuple(...Array.from({ length: count }, () => written(tokens, mode))))

/** A statement with canaries in each literal and comment, as a server in that mode would take it. */
export const statement = (mode: Mode = 'default'): fc.Arbitrary<string> => writings(TEMPLATES, mode, 1).map(([one = '']) => one)

/** The same statement twice: with other values, comments, blanks and case. */
export const sameStatements: fc.Arbitrary<readonly string[]> = writings(TEMPLATES, 'default', 2)

export const secretStatement: fc.Arbitrary<string> = writings(SECRET_TEMPLATES, 'default', 1).map(([one = '']) => one)
