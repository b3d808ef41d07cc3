import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeText, type Fields } from '../../core/index.ts'
import mysqlSlow from '../../parsers/mysql-slow/index.ts'
import { entryCutter } from '../../sources/file/cut.ts'
import { FAMILIES, type TrueEntry } from './entries.ts'
import { eventOf, eventsIn, readAll, type Said } from './reading.ts'
import { LOOK_ALIKES } from './statements.ts'
import { stepsOf } from './steps.ts'

const parser = mysqlSlow.create({} as never, { id: 'mysql-slow', now: () => 0, proxyFor: () => undefined, log: () => {} })

const BANNER =
  '/rdsdbbin/mysql/bin/mysqld, Version: 8.0.32 (Source distribution). started with:\nTcp port: 3306  Unix socket: /tmp/mysql.sock\nTime                 Id Command    Argument\n'

type Part = TrueEntry | 'banner'
const textOf = (part: Part) => (part === 'banner' ? BANNER : part.text)

/** The parts as a server writes them one after the other. */
const written = (parts: readonly Part[]): readonly Part[] => parts.map((part, i) => after(part, parts[i - 1]))

function after(part: Part, before: Part | undefined): Part {
  if (part === 'banner' || part.later === undefined || before === undefined || before === 'banner') return part
  return part.fields['timestamp'] === before.fields['timestamp'] ? { ...part, text: part.later } : part
}

/** What must be said of a log, each entry with the schema that it has from those before it. */
function truthOf(parts: readonly Part[]): readonly Said[] {
  let offset = 0
  let schema: Fields = {}
  return parts.map((part) => {
    const bytes = { offset, length: encodeText(textOf(part)).length }
    offset += bytes.length
    if (part === 'banner') {
      schema = {}
      return { bytes, dropped: 'server banner' }
    }
    const { Database } = part.fields
    if (Database !== undefined) schema = { Database }
    return { bytes, time: part.time, fields: { ...(part.saysSchema ? {} : schema), ...part.fields } }
  })
}

const logOf = (entry: fc.Arbitrary<TrueEntry>) =>
  fc
    .array(fc.oneof({ weight: 9, arbitrary: entry }, { weight: 1, arbitrary: fc.constant<Part>('banner') }), { minLength: 1, maxLength: 6 })
    .map(written)

describe.each(Object.entries(FAMILIES))('a log of %s', (_, entry) => {
  test('comes back entry by entry and field by field, however it is cut into chunks and pieces', () => {
    fc.assert(
      fc.property(logOf(entry), fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 3000 }), (parts, chunkBytes, pieceBytes) => {
        const log = encodeText(parts.map(textOf).join(''))

        const said = readAll(parser, eventsIn(log, parser, chunkBytes, pieceBytes))

        expect(said).toEqual(truthOf(parts))
      }),
      { numRuns: 80 },
    )
  })

  test('gives the same records when all of it is one event', () => {
    fc.assert(
      fc.property(logOf(entry), (parts) => {
        const said = readAll(parser, [eventOf(parts.map(textOf).join(''))])

        const entries = truthOf(parts).filter(({ fields }) => fields !== undefined)
        const expected = entries.map(({ time, fields }) => ({ time, fields }))
        expect(said.filter(({ fields }) => fields !== undefined).map(({ time, fields }) => ({ time, fields }))).toEqual(expected)
      }),
    )
  })

  test('gives the same records when each entry is an event without a line end', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 4 }), (entries) => {
        const said = readAll(
          parser,
          entries.map(({ text }) => eventOf(text.slice(0, -1))),
        )

        expect(said).toEqual(truthOf(entries).map(({ time, fields }, event) => ({ event, time, fields })))
      }),
    )
  })

  test('gives the same entries up to the last whole one, wherever it breaks off', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 3 }).map(written), fc.nat(), (entries, pick) => {
        // What is cut inside a name that spans lines cannot be told from a statement.
        const header = (part: Part) => textOf(part).slice(0, textOf(part).indexOf('\nSET ')).split('\n')
        fc.pre(entries.every((one) => header(one).every((line) => /^(# |use )/.test(line))))
        const log = encodeText(entries.map(textOf).join(''))
        const to = pick % log.length
        const whole = truthOf(entries).filter(({ bytes }) => bytes !== undefined && bytes.offset + bytes.length <= to)

        const said = readAll(parser, eventsIn(log.subarray(0, to), parser))

        expect(said.slice(0, whole.length)).toEqual(whole)
      }),
    )
  })
})

describe('a statement that MariaDB logged though it leaves a quote open', () => {
  const header = (second: number) =>
    `# User@Host: app[app] @ localhost []\n# Thread_id: 7  Schema: shop  QC_hit: No\n# Query_time: 0.000089  Lock_time: 0.000000  Rows_sent: 1  Rows_examined: 0\n# Rows_affected: 0  Bytes_sent: 56\nSET timestamp=${1_700_000_000 + second};\n`
  const open = fc.constantFrom(
    "SELECT 'a",
    'SELECT "a',
    'SELECT `a',
    'SELECT /* a',
    "WHERE id = 1'",
    "VALUES ('a",
    'CREATE PROCEDURE p() BEGIN SELECT 1',
  )
  const closed = fc.constantFrom('SELECT 1', "SELECT 'a', 'b'", 'SELECT "a"', 'SELECT `a` FROM `b`', "INSERT INTO t VALUES ('x', 1)", 'END')

  test('ends where the next entry begins', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(open, closed), { minLength: 1, maxLength: 8 }), (statements) => {
        const log = statements.map((statement, i) => `${header(i)}${statement};\n`).join('')

        // A last one that no text can tell from a string that holds an entry.
        const queries = readAll(parser, eventsIn(Buffer.from(`${log}${header(9)}SELECT 9;\n`), parser)).map(
          ({ fields }) => fields?.['Query'],
        )

        expect(queries).toEqual([...statements, 'SELECT 9'])
      }),
    )
  })
})

describe('any text', () => {
  const fragment = fc.oneof(
    fc.constantFrom(
      ...LOOK_ALIKES,
      BANNER,
      "'",
      '"',
      '`',
      '/*',
      '*/',
      '\\',
      ';\n',
      '\n',
      '# ',
      'BEGIN ',
      'END',
      'CREATE PROCEDURE p() ',
      'SET timestamp=',
      'use ',
      '\r\n',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  const text = fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(''))

  test('is cut at the same places, whatever the chunks and pieces', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 500 }), (text, pieceBytes) => {
        const log = encodeText(text)
        const whole = [...new Set([0, ...(parser.split?.(Buffer.from(log).toString('latin1'), true) ?? [])])]

        const starts = eventsIn(log, parser, 7, pieceBytes).map(({ bytes }) => bytes?.offset)

        expect(starts).toEqual(log.length === 0 ? [] : whole)
      }),
      { numRuns: 100 },
    )
  })
})

describe('a log made to be slow', () => {
  const header =
    '# Time: 2024-05-06T07:08:09.123456Z\n# User@Host: a[a] @  [10.0.0.9]  Id:  1234\n# Query_time: 6.250000  Lock_time: 0.000100 Rows_sent: 1  Rows_examined: 1000\nSET timestamp=1714979283;\n'
  const mariadb = `# User@Host: a[a] @  []\n# Thread_id: 7  Schema: shop  QC_hit: No\n# Query_time: 0.000089  Lock_time: 0.000000  Rows_sent: 1  Rows_examined: 0\n`
  const set = 'SET timestamp=1714979283;\n'
  /** What stands before, again and again in, and after a statement. */
  const statements: Readonly<Record<string, readonly [string, string, string]>> = {
    'one long string': ["SELECT '", 'x', "'"],
    'comment lines': ['SELECT 1\n', '# a comment line\n', ''],
    'quotes that are never closed': ["SELECT '", `;\n${mariadb}${set}SELECT ' ;\n${mariadb}${set}SELECT " `, ''],
    'entries in a string': ["SELECT '", `;\n${header}SELECT 1`, "'"],
    'entries of MariaDB in a string': ["SELECT '", `;\n${mariadb}${set}SELECT 1`, "'"],
    'begun headers': ["SELECT '", ';\n# User@Host: x\n', "'"],
    'endless names': ["SELECT '", ';\n# Thread_id: 1  Schema: x\n', "'"],
    'names with SET in them': ["SELECT '", `;\n${mariadb}use x;\n${set}`, "'"],
    'endless EXPLAIN': ["SELECT '", `;\n${mariadb}#\n# explain: a\tb\n`, "'"],
    'endless warnings': ["SELECT '", `;\n${mariadb}# Warnings\n# x\n`, "'"],
    banners: ["SELECT '", `;\n${BANNER}`, "'"],
    'open bodies': ['', `CREATE PROCEDURE p() BEGIN SELECT 1;\n${mariadb}${set}`, 'SELECT 1'],
    'version comments': ['SELECT ', `/*!50000 ';\n${header}`, ''],
    'semicolons and blanks': ['', ';  ', ''],
  }
  const logOfSize = ([before, unit, after]: readonly [string, string, string], size: number) =>
    Buffer.from(`${header}${before}${unit.repeat(Math.ceil(size / unit.length))}${after};\n${header}SELECT 2;\n`)

  test.each(Object.entries(statements))('is read whole, however long: %s', (_, statement) => {
    const log = logOfSize(statement, 2e6)

    const said = readAll(parser, eventsIn(log, parser))

    expect(said.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0)).toBe(log.length)
  })

  test.each(Object.entries(statements))('takes steps that grow with its length only: %s', (_, statement) => {
    const stepsFor = (size: number) => {
      const log = logOfSize(statement, size)
      return stepsOf(() => readAll(parser, eventsIn(log, parser))) / log.length
    }

    // Once it is larger than all windows that the parser looks through.
    expect(stepsFor(240_000)).toBeLessThan(1.5 * stepsFor(60_000))
  })

  test('asks for each character of a piece a bounded number of times', () => {
    let asked = 0
    const cutter = entryCutter(
      (piece, end) => {
        asked += piece.length
        return parser.split?.(piece, end) ?? []
      },
      { maxBytes: 4 * 1024 * 1024 },
    )
    const log = Buffer.from(`${header}SELECT '${'x;\n# '.repeat(5e5)}';\n${header}SELECT 2;\n`)

    const entries = [...cutter.push(log), ...cutter.end(false)]

    expect(entries.length).toBe(2)
    expect(asked).toBeLessThan(5 * log.length)
  })
})
