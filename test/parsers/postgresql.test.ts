import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, encodeText, type LogEvent } from '../../core/index.ts'
import { instanceOf } from '../../core/testing/index.ts'
import postgresql from '../../parsers/postgresql/index.ts'
import { LOOK_ALIKES, PREFIXES, type TrueEvent } from './postgresql/events.ts'
import { eventOf, eventsIn, readAll, type Said } from './reading.ts'
import { stepsOf } from './steps.ts'

const parser = instanceOf(postgresql)

const FOREIGN = ['sh: 1: cat: not found\n', '\n', '2026-11-22 11:22:35 is no line of the log\n', 'Segmentation fault\n']
type Part = TrueEvent | string
const textOf = (part: Part) => (typeof part === 'string' ? part : part.text)

function truthOf(parts: readonly Part[]): readonly Said[] {
  let offset = 0
  return parts.map((part) => {
    const bytes = { offset, length: encodeText(textOf(part)).length }
    offset += bytes.length
    if (part === '\n') return { bytes, dropped: 'blank line' }
    return typeof part === 'string' ? { bytes, unparsed: true } : { bytes, time: part.time, fields: part.fields }
  })
}

/** Two events of one process in the same place would share their parts only if the second had no line that begins it. */
const logOf = (event: fc.Arbitrary<TrueEvent>) =>
  fc.array(fc.oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: fc.constantFrom<Part>(...FOREIGN) }), {
    minLength: 1,
    maxLength: 6,
  })

describe.each(Object.entries(PREFIXES))('a log with %s', (_, event) => {
  test('comes back event by event and field by field, however it is cut into chunks and pieces', () => {
    fc.assert(
      fc.property(logOf(event), fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 3000 }), (parts, chunkBytes, pieceBytes) => {
        const log = encodeText(parts.map(textOf).join(''))

        expect(readAll(parser, eventsIn(log, parser, chunkBytes, pieceBytes))).toEqual(truthOf(parts))
      }),
      { numRuns: 100 },
    )
  })

  test('gives the same records when all of it is one event', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 4 }), (events) => {
        const said = readAll(parser, [eventOf(events.map(textOf).join(''))])

        expect(said.map(({ time, fields }) => ({ time, fields }))).toEqual(truthOf(events).map(({ time, fields }) => ({ time, fields })))
      }),
    )
  })

  test('gives the same events up to the last whole one, wherever it breaks off', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 3 }), fc.nat(), (events, pick) => {
        const log = encodeText(events.map(textOf).join(''))
        const to = pick % log.length
        const whole = truthOf(events).filter(({ bytes }) => bytes !== undefined && bytes.offset + bytes.length <= to)

        expect(readAll(parser, eventsIn(log.subarray(0, to), parser)).slice(0, whole.length)).toEqual(whole)
      }),
    )
  })

  test('loses nothing when each line with a prefix is an event: parts come alone, and know their event', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 3 }), (events) => {
        const lines = events.map(({ text, fields }) => text.slice(0, -1).split(startOfLine(text, String(fields['pid']))))

        const said = readAll(
          parser,
          lines.flat().map((line) => eventOf(line)),
        )

        expect(said.length).toBe(lines.flat().length)
        let at = 0
        lines.forEach(({ length }, i) => {
          const own = said.slice(at, at + length)
          at += length
          const { Kind, error_severity, pid, ...fields } = (events[i] as TrueEvent).fields
          for (const [n, { fields: piece }] of own.entries()) {
            expect(piece).toMatchObject({ Kind, error_severity, pid })
            expect(n > 0).toBe(Object.hasOwn(piece ?? {}, 'Part'))
          }
          const { Part, Kind: _, ...together } = Object.assign({}, ...own.map(({ fields: piece }) => piece))
          for (const name of ['message', 'detail', 'hint', 'internal_query', 'context', 'statement'])
            expect(together[name]).toEqual(fields[name])
        })
      }),
      { numRuns: 100 },
    )
  })
})

/** A line end that a tab does not follow, and that is in no name: the pid stands in the same line, or the name goes on there. */
function startOfLine(text: string, pid: string): RegExp {
  const stamp = text.slice(0, 19).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`\\n(?=${stamp}[^]{0,250}?\\[${pid}\\])`)
}

describe('csvlog and jsonlog', () => {
  const text = fc
    .array(fc.constantFrom('x', '"', '""', ',', '\n', '\r\n', "'", 'é', '\udcff', ...LOOK_ALIKES), { maxLength: 5 })
    .map((parts) => parts.join(''))
  const quoted = (value: string) => (value === '' ? '' : `"${value.replaceAll('"', '""')}"`)
  /** Names are short. */
  const name = text.map((long) => long.slice(0, 40).replace(/[\uD800-\uDBFF]$/, ''))
  const record = fc.record({ user: name, dbname: name, message: text, detail: text, statement: text, application_name: name })
  const AT = '2026-11-22 11:22:35.760 UTC'
  const fixed = { pid: 7, session_id: '6b02d07b.7', line_num: 3, ps: 'SELECT', session_start: '2026-11-22 11:22:35 UTC', txid: 0 }
  type Row = { readonly [K in 'user' | 'dbname' | 'message' | 'detail' | 'statement' | 'application_name']: string }
  const rest = { error_severity: 'ERROR', state_code: '42601', backend_type: 'client backend', query_id: 0 }

  function csvOf({ user, dbname, message, detail, statement, application_name }: Row): string {
    const who = [AT, quoted(user), quoted(dbname), 7, '"[local]"', '6b02d07b.7', 3, '"SELECT"', '2026-11-22 11:22:35 UTC', '', 0]
    const what = ['ERROR', '42601', quoted(`m${message}`), quoted(detail), '', '', '', '', quoted(statement), '', '']
    return `${[...who, ...what, quoted(application_name), '"client backend"', '', 0].join(',')}\n`
  }
  const jsonOf = (row: Row) =>
    `${JSON.stringify({ timestamp: AT, ...row, message: `m${row.message}`, remote_host: '[local]', ...fixed, ...rest })}\n`

  function fieldsOf(row: Row) {
    const given = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''))
    return {
      ...{
        Engine: 'postgresql',
        timestamp: AT,
        ...given,
        message: `m${row.message}`,
        remote_host: '[local]',
        ...fixed,
        ...rest,
        Kind: 'error',
      },
      ...(row.user === '' ? {} : { User: row.user }),
      ...(row.dbname === '' ? {} : { Database: row.dbname }),
      ...(row.statement === '' ? {} : { Query: row.statement }),
    }
  }

  test.each([
    ['csvlog', csvOf],
    ['jsonlog', jsonOf],
  ] as const)('%s comes back record by record, however it is cut', (_, write) => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 2000 }), (rows, pieceBytes) => {
        const log = encodeText(rows.map(write).join(''))

        const said = readAll(parser, eventsIn(log, parser, 100, pieceBytes))

        expect(said.map(({ fields }) => fields)).toEqual(rows.map(fieldsOf))
        expect(said.every(({ time }) => time === '2026-11-22T11:22:35.760Z')).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  test('a record that broke off ends where the next one begins', () => {
    const row = { user: 'app', dbname: 'shop', message: ' one\ntwo', detail: '', statement: 'SELECT "x"', application_name: '' }
    const whole = csvOf(row)

    for (let to = 100; to < whole.length; to++) {
      const said = readAll(parser, eventsIn(Buffer.from(`${whole.slice(0, to)}\n${whole}${whole}`), parser))

      expect(said.at(-1)?.fields).toEqual(fieldsOf(row))
      expect(said.length).toBeGreaterThanOrEqual(2)
    }
  })
})

test('any text is cut at the same places, whatever the chunks and pieces', () => {
  const fragment = fc.oneof(
    fc.constantFrom(
      ...LOOK_ALIKES,
      ...FOREIGN,
      '\n',
      '\t',
      '\n\t',
      '"',
      ',',
      '{',
      '2026-11-22 11:22:35',
      ' UTC',
      ':[1]:',
      'LOG',
      ':  ',
      '@',
      '[local]',
    ),
    fc.uint8Array({ maxLength: 10 }).map(decodeText),
  )
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 30 }), fc.integer({ min: 1, max: 500 }), (fragments, pieceBytes) => {
      const log = encodeText(fragments.join(''))
      const whole = parser.split?.(Buffer.from(log).toString('latin1'), true) ?? []

      expect(eventsIn(log, parser, 7, pieceBytes).map(({ bytes }) => bytes?.offset)).toEqual(whole)
    }),
    { numRuns: 300 },
  )
})

describe('a log made to be slow', () => {
  const head = '2026-11-22 11:22:35 UTC:[local]:a@b:[7]:'
  const LOGS: Readonly<Record<string, string>> = {
    'one long line': 'x',
    'many short lines': '\n',
    'lines of a statement': '\n\tx',
    'timestamps that nothing follows': '2026-11-22 11:22:35 UTC',
    'begun prefixes': '\n2026-11-22 11:22:35 UTC:[local]:',
    'names without end': '\n2026-11-22 11:22:35 UTC:[local]:a@:[1]:@:[1]:@',
    'addresses without end': '\n2026-11-22 11:22:35 UTC:::1:::1:::1:::1:::1:',
    'labels in names': '\n2026-11-22 11:22:35.000 UTC:[local]:a@b:[1]:7:00000:2001-09-09 01:46:40 UTC:84/0:0:6b.6:LOG:  aLOG:  aLOG:  ',
    'prefixes that nobody knows': '\n2026-11-22 11:22:35 UTC ? LOG:  x',
    'parts of nothing': `\n${head}DETAIL:  x`,
    'parts of others': `\n${head}LOG:  x\n${head.replace('[7]', '[8]')}DETAIL:  x`,
    'records of csvlog that break off': '\n2026-11-22 11:22:35.760 UTC,"a","b",7,"',
    'records of csvlog in quotes': '\n2026-11-22 11:22:35.760 UTC,"a","b",7,""',
    'begun JSON': '\n{"timestamp":"',
    'statement names': `\n${head}LOG:  duration: 1.000 ms  parse ${'a: '.repeat(300)}`,
    plans: `\n${head}LOG:  duration: 1.000 ms  plan:\n\tQuery Text: ${'A\n\t'.repeat(300)}`,
  }
  const logOfSize = (part: string, size: number) =>
    Buffer.from(`${head}LOG:  x${part.repeat(Math.ceil(size / part.length))}\n${head}LOG:  end\n`)

  test.each(Object.entries(LOGS))('takes steps that grow with its length only, and not many: %s', (_, part) => {
    const stepsFor = (size: number) => {
      const log = logOfSize(part, size)
      return stepsOf(() => readAll(parser, eventsIn(log, parser))) / log.length
    }

    const [few, many] = [stepsFor(10_000), stepsFor(40_000)]

    expect(many).toBeLessThan(1.5 * few)
    expect(many).toBeLessThan(200)
  })
})

test('a prefix that is given counts, whatever the line looks like', () => {
  const given = instanceOf(postgresql, { prefix: '%m %-8u|%5p| ' })
  const event: LogEvent = eventOf('2026-11-22 11:22:35.760 UTC app     |   41| LOG:  x')

  expect(readAll(given, [event])).toEqual([
    {
      event: 0,
      time: '2026-11-22T11:22:35.760Z',
      fields: {
        ...{ timestamp: '2026-11-22 11:22:35.760 UTC', user: 'app', pid: 41, error_severity: 'LOG', message: 'x', Engine: 'postgresql' },
        ...{ Kind: 'message', User: 'app' },
      },
    },
  ])
  expect(readAll(given, [eventOf('2026-11-22 11:22:35 UTC:[local]:a@b:[7]:LOG:  x')])).toEqual([{ event: 0, unparsed: true }])
})
