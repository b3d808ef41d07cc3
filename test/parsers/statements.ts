import fc from 'fast-check'

/** Looks like what servers write, of 2001, and is text here. */
export const LOOK_ALIKES: readonly string[] = [
  '# Time: 2001-09-09T01:46:40.000000Z\n# User@Host: root[root] @ localhost []  Id:   107\n# Query_time: 9.000206  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1\nSET timestamp=1000000000;\nSELECT 1;\n',
  '# Time: 010909  1:46:40\n# User@Host: root[root] @ localhost []\n# Thread_id: 2  Schema: shop  QC_hit: No\n# Query_time: 9.000089  Lock_time: 0.000000  Rows_sent: 1  Rows_examined: 0\n# Rows_affected: 0  Bytes_sent: 56\nuse `shop`;\nSET timestamp=1000000000;\nSELECT 1;\n',
  '# Query_time: 9.000206  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1\nSET timestamp=1000000000;\n# administrator command: Quit;\n',
  '# User@Host: a[a] @  []\n# Query_time: 9  Lock_time: 0  Rows_sent: 0  Rows_examined: 0\n',
  '/usr/sbin/mysqld, Version: 8.0.32 (Source distribution). started with:\nTcp port: 3306  Unix socket: (null)\nTime                 Id Command    Argument\n',
  '# Time: 1:2\n',
  '# User@Host: ',
  '# Thread_id: 7  Schema: x',
  '#\n# explain: id\tselect_type\n# explain: 1\tSIMPLE\n#\n',
  '# Warnings\n',
  '# administrator command: Quit',
  'SET timestamp=1;\n',
  'use shop;\n',
]

/** What strings and comments may hold. Stray bytes are as `decodeText` has them. */
const content = fc
  .array(
    fc.oneof(
      fc.constantFrom(';\n', ';\r\n', '\n', '\n#', '; ', '#', '--', ' ', '\0', '\t', 'é', '𝄞', '\udcff', '\udc80', 'end', '\ufffd', '1'),
      fc.constantFrom(...LOOK_ALIKES),
      fc.constantFrom(...LOOK_ALIKES).map((text) => `;\n${text}`),
      fc.string({ unit: fc.constantFrom('a', 'b', ' ', '0', '(', ')', '%', '`', "'", '"', '\\', '*', '/', '!'), maxLength: 6 }),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''))

const quoted = (quote: string, escaped: boolean) => (text: string) =>
  quote +
  (escaped
    ? text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)
    : text.replaceAll('\\', '\\\\').replaceAll(quote, quote + quote)) +
  quote

const literal = fc.oneof(
  content.map(quoted("'", true)),
  content.map(quoted("'", false)),
  content.map(quoted('"', true)),
  content.map(quoted('"', false)),
  content.map((text) => `\`${text.replaceAll('`', '``')}\``),
)

const comment = fc.oneof(
  content.map((text) => `/* ${text.replaceAll('*/', '').replaceAll('*', '')} */`),
  fc.constantFrom("-- it's\n", '# it"s\n', '--\n', '#\n', '/**/', '-- x;\n', '# x;\n'),
)

const word = fc.constantFrom('SELECT', 'x', '1.5e-3', '=', '<', ',', '-', 'a.b', '@v', 'NULL', 'IN', '\\N', '\n', '\r\n', 'é', '5--1', ':=')

const flat = fc.array(fc.oneof({ weight: 3, arbitrary: word }, { weight: 2, arbitrary: literal }, comment), { minLength: 1, maxLength: 6 })

const expression = fc.tuple(flat, flat).map(([outer, inner]) => `${outer.join(' ')} ( ${inner.join(' ')} ) `)

const block = fc
  .tuple(expression, expression)
  .map(
    ([one, two]) =>
      `CREATE PROCEDURE p()\nBEGIN\n${one};\n# comment;\nIF a THEN CASE WHEN 1 THEN ${two}; END CASE; END IF;\nSELECT CASE 1 WHEN 2 THEN 3 END;\nEND`,
  )

/** Statements that a server can parse, as it logs them: without `;` and blanks at the end. */
export const statement: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 6, arbitrary: expression.map((text) => `SELECT ${text}`) },
    { weight: 1, arbitrary: block },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('# a comment\n', '-- b\n', '/* c */ '), expression)
        .map(([first, rest]) => `${first}SELECT ${rest}`),
    },
    fc.constantFrom(
      '',
      'SET timestamp=5',
      'SET insert_id=7',
      'use shop',
      '# administrator command: Quit\nSELECT 1',
      "throttle:          6 'index not used' warning(s) suppressed.",
    ),
  )
  .map((text) => text.replace(/[;\s\0]+$/, ''))
