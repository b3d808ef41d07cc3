import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fields, LogRecord } from '../../core/index.ts'
import { exampleEvent, exampleRecord, freeze, instanceOf, transformSuite } from '../../core/testing/index.ts'
import mysqlSlow from '../../parsers/mysql-slow/index.ts'
import fingerprint from '../../transforms/fingerprint.ts'
import redact from '../../transforms/redact/index.ts'
import { CANARY, CANARY_DIGITS, secretStatement, showsCanary, statement } from './sql/statements.ts'

const fingerprinted = (record: LogRecord) => instanceOf(fingerprint).transform(record) as LogRecord
const redacted = (record: LogRecord) => instanceOf(redact).transform(record) as LogRecord

/** The record that the parser makes of a text that is one entry. */
function entry(text: string, more: Fields = {}): LogRecord {
  const answer = instanceOf(mysqlSlow).parse(exampleEvent(text), {}) ?? []
  const [parsed] = 'records' in answer ? answer.records : answer
  return exampleRecord({ text, fields: { ...more, ...parsed?.fields } })
}

const MYSQL = `# Time: 2026-11-22T10:30:00.123456Z
# User@Host: app[app] @ web-1 [10.0.0.1]  Id:    12
# Query_time: 7.500000  Lock_time: 0.000001 Rows_sent: 1  Rows_examined: 900 Thread_id: 12 Start: 2026-11-22T10:29:52.623456Z End: 2026-11-22T10:30:00.123456Z
use shop;
SET timestamp=1795343392;
`
const MARIADB = `# Time: 261122 10:30:00
# User@Host: app[app] @ web-1 [10.0.0.1]
# Thread_id: 12  Schema: shop  QC_hit: No
# Query_time: 7.500000  Lock_time: 0.000001  Rows_sent: 1  Rows_examined: 900
# Rows_affected: 0  Bytes_sent: 62
# Full_scan: Yes  Full_join: No  Tmp_table: No  Tmp_table_on_disk: No
# Stored_routine: shop.report
#
# explain: id\tselect_type\ttable\ttype\tpossible_keys\tkey\tkey_len\tref\trows\tr_rows\tfiltered\tr_filtered\tExtra
# explain: 1\tSIMPLE\tusers\tref\temail\temail\t4\tconst\t1\tNULL\t100.00\tNULL\tUsing where with pushed condition (\`users\`.\`email\` = 'x@y')
#
# Warnings
# Warning 1292 Truncated incorrect DOUBLE value: 'x@y
z'
# Note 1051 Unknown table 'shop.nope'
use \`shop\`;
SET last_insert_id=5,insert_id=6,timestamp=1795343392;
`
const PERCONA = `# User@Host: [SQL_SLAVE] @  []
# Thread_id: 20  Schema: my db  Last_errno: 0  Killed: 0
# Query_time: 0.000012  Lock_time: 0.000000  Rows_sent: 0  Rows_examined:40 
# InnoDB_trx_id: 1A2B
#   InnoDB_IO_r_ops: 5  InnoDB_IO_r_bytes: 89964544  InnoDB_IO_r_wait: 0.003183
# Log_slow_rate_type: query  Log_slow_rate_limit: 10
# No InnoDB statistics available for this query
SET timestamp=1795343392;
`

describe('of a slow-log entry the header stays, and of the statement all but the values', () => {
  test.each([
    ['MySQL', MYSQL],
    ['Percona Server', PERCONA],
    ['a short header', '# Query_time: 1.0  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1\nSET timestamp=1795343392;\n'],
    [
      'a server before 5.1',
      '# Time: 071015 21:43:52\n# User@Host: root[root] @ localhost []\n# Query_time: 2  Lock_time: 0  Rows_sent: 1  Rows_examined: 0\nuse test;\n',
    ],
  ])('%s', (_, header) => {
    const before = entry(`${header}SELECT a FROM t\nWHERE b = 'x;\n# y';\n`)

    const after = redacted(before)

    expect(after).toEqual({
      ...before,
      text: `${header}SELECT a FROM t\nWHERE b = ?;\n`,
      fields: { ...before.fields, Query: 'SELECT a FROM t\nWHERE b = ?' },
    })
  })

  test('of the blocks of MariaDB the plan stays, without conditions, and of warnings level and code', () => {
    const { text, fields } = redacted(entry(`${MARIADB}SELECT 1;`))

    const lines = MARIADB.split('\n')
    expect(text).toBe(
      [
        ...lines.slice(0, 9),
        lines[9]?.replace(/\(.*/, '?'),
        '#',
        '# Warnings',
        '# Warning 1292 ?',
        '# ?',
        '# Note 1051 ?',
        ...lines.slice(-3),
      ].join('\n') + 'SELECT ?;',
    )
    expect(fields['Warnings']).toBe('Warning 1292 ?\n?\nNote 1051 ?')
    expect(String(fields['explain']).split('\n')[1]).toMatch(/Using where with pushed condition \?$/)
    expect(fields).toMatchObject({ User: 'app', Schema: 'shop', Stored_routine: 'shop.report', last_insert_id: 5, Query_time: 7.5 })
  })

  test('an administrator command and an empty statement are as they were', () => {
    for (const statement of ['# administrator command: Init DB;\n', ';\n', ';']) {
      const record = entry(MYSQL + statement)

      expect(redacted(record)).toEqual(record)
    }
  })

  test('a line that is none of a header goes: the rest of a name with a line end in it', () => {
    const header = '# User@Host: new\nline[new\nline] @ localhost []\n# Query_time: 1.0  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1\n'

    const { text } = redacted(entry(`${header}use odd\nschema;\nSET timestamp=1795343392;\nSELECT 1;`))

    expect(text.split('\n')).toEqual([
      '# User@Host: new',
      '# ?',
      '# ?',
      header.split('\n')[3],
      '# ?',
      '# ?',
      'SET timestamp=1795343392;',
      'SELECT ?;',
    ])
  })
})

describe('a statement goes as a whole', () => {
  test('if it deals with passwords; its fingerprint stays', () => {
    const before = fingerprinted(entry(`${MYSQL}CREATE USER 'a'@'b' IDENTIFIED BY 'secret';\n`))

    const { text, fields } = redacted(before)

    expect(text).toBe(`${MYSQL}?;\n`)
    expect(fields).toEqual({ ...before.fields, Query: '?' })
  })

  test('if it is not surely read, and so does its fingerprint', () => {
    const before = fingerprinted(entry(`${MYSQL}SELECT 'a' secret';\n`))

    const { text, fields } = redacted(before)

    expect(text).toBe(`${MYSQL}?;\n`)
    expect(fields).toEqual({ ...before.fields, Query: '?', Fingerprint: '?', Query_id: '8a8de823d5ed3e12' })
  })

  test('if it was cut inside a string, or may have been', () => {
    const cut = redacted(entry(`${MYSQL}SELECT 'secr`))
    const doubtful = redacted(exampleRecord({ text: '', fields: { Query: "SELECT 'c:\\', b = ' secret", Truncated: true } }))

    expect(cut).toMatchObject({ text: `${MYSQL}?`, fields: { Query: '?', Truncated: true } })
    expect(doubtful.fields['Query']).toBe('?')
  })

  test('if its engine is not one whose statements can be read', () => {
    const { text, fields } = redacted(entry(`${MYSQL}SELECT 1;`, { Engine: 'mongodb', Fingerprint: 'SELECT secret' }))

    expect(text).toBe(`${MYSQL}?;`)
    expect(fields).toMatchObject({ Engine: 'mongodb', Query: '?', Fingerprint: '?', User: 'app' })
  })
})

describe('a text that is not the entry of its Query goes as a whole', () => {
  test.each<readonly [string, string, Fields, string]>([
    ['no Query', 'SELECT secret', {}, '?'],
    ['a parser that broke, in a file', 'SELECT secret\n', { Parse_error: 'LF_PARSE_FAILED' }, '?\n'],
    ['JSON', '{"Query":"SELECT 1"}', { Query: 'SELECT 1' }, '?'],
    ['text before it in its line', 'secret SELECT 1', { Query: 'SELECT 1' }, '?'],
    ['a Query that is a part of it', `${MYSQL}SELECT 'secret' + 1;\n`, { Query: '1' }, '?\n'],
    ['a Query that is no text', `${MYSQL}SELECT 1;`, { Query: 5 }, '?'],
    ['a line that is long and no SET', `SET a=${'1'.repeat(200_000)}!\n`, { Query: '' }, '?\n'],
    ['no text', '', {}, ''],
  ])('%s', (_, text, fields, expected) => {
    const after = redacted(exampleRecord({ text, fields }))

    expect(after.text).toBe(expected)
    expect(after.fields).toEqual('Query' in fields ? { Query: after.fields['Query'] } : fields)
  })

  test('lines before the statement that no header has go', () => {
    const { text } = redacted(exampleRecord({ text: "SELECT 'secret',\n# secret\n# Secret: a b\n1", fields: { Query: '1' } }))
    const use = redacted(exampleRecord({ text: 'use the secret;\nSELECT 1', fields: { Query: 'SELECT 1' } }))

    expect(text).toBe('# ?\n# ?\n# ?\n?')
    expect(use.text).toBe('# ?\nSELECT ?')
  })
})

/** Records of all kinds whose literals, comments and messages hold canaries. */
const record = fc
  .tuple(
    fc.oneof(statement(), statement('NO_BACKSLASH_ESCAPES'), secretStatement),
    fc.constantFrom(MYSQL, MARIADB, PERCONA).map((header) => header.replaceAll('x@y', CANARY).replaceAll('shop.nope', CANARY)),
    fc.constantFrom(';\n', ';', '\0;', ''),
    fc.constantFrom<Fields>({}, { message: CANARY, $json: { a: [CANARY] } }, { Engine: 'mysql' }, { Engine: 'mongodb' }),
    fc.constantFrom('entry', 'unparsed', 'json'),
  )
  .map(([text, header, end, more, kind]): LogRecord => {
    if (kind === 'unparsed') return exampleRecord({ text: header + text + end, fields: { ...more, Parse_error: 'LF_PARSE_FAILED' } })
    if (kind === 'json') return exampleRecord({ text: JSON.stringify({ Query: text }), fields: { ...more, Query: text } })
    return entry(header + text + end, more)
  })

test('no canary is left in any field or text, whatever the record, and nothing is left undone', () => {
  fc.assert(
    fc.property(record, fc.boolean(), (before, isFingerprinted) => {
      const given = freeze(isFingerprinted ? fingerprinted(before) : before)

      const after = redacted(given)

      expect(showsCanary(JSON.stringify(after))).toBe(false)
      expect(redacted(after)).toEqual(after)
    }),
    { numRuns: 300 },
  )
})

test('a statement has the same fingerprint before and after', () => {
  fc.assert(
    fc.property(record, (before) => {
      const after = fingerprinted(redacted(before)).fields

      if (after['Query'] !== '?') expect(after['Fingerprint']).toBe(redacted(fingerprinted(before)).fields['Fingerprint'])
    }),
    { numRuns: 200 },
  )
})

describe('it keeps the contract of transforms', () => {
  const samples = [entry(`${MARIADB}SELECT ${CANARY_DIGITS};`), exampleRecord({ fields: { Query: "SELECT 'a" } })]
  for (const { name, run } of transformSuite({ plugin: redact, samples })) test(name, run)
})
