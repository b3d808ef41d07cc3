import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, encodeText, type LogEvent, type Parser } from '../../core/index.ts'
import { parsers } from '../../parsers/index.ts'
import { LOOK_ALIKES as LOG_LINES } from './postgresql/events.ts'
import { eventsIn } from './reading.ts'
import { LOOK_ALIKES } from './statements.ts'

const ORIGIN = { source: 'test', logGroup: 'g', logStream: 's' }

const fragment = fc.oneof(
  fc.constantFrom(...LOOK_ALIKES, ...LOG_LINES),
  fc.constantFrom(
    "'",
    '"',
    '`',
    '/*',
    '*/',
    '\\',
    ';\n',
    '\n',
    '\r\n',
    '# ',
    '#\n',
    'BEGIN ',
    'END',
    'CREATE PROCEDURE p() ',
    'SET timestamp=',
    'use ',
  ),
  fc.constantFrom('{', '}', '[', ']', '{"a":', '{"__proto__":1}', '1e999', '-0', '12345678901234567890', 'null', '\\ud800', ','),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.uint8Array({ maxLength: 20 }).map(decodeText),
  fc.json(),
)

const event: fc.Arbitrary<LogEvent> = fc.record(
  {
    id: fc.constant('e'),
    message: fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join('')),
    origin: fc.constant(ORIGIN),
    time: fc.integer(),
    part: fc.constant('first' as const),
  },
  { requiredKeys: ['id', 'message', 'origin'] },
)

const carry = fc.constantFrom({}, { Database: 'shop' }, { Database: '' }, { other: 1 })

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}

const create = (name: string, options: object): Parser => {
  const plugin = parsers.find((known) => known.name === name)
  if (plugin === undefined) throw new Error(`no parser ${name}`)
  return plugin.create(options as never, { id: name, now: () => 0, proxyFor: () => undefined, log: () => {} })
}

const PARSERS = [
  ['mysql-slow', {}],
  ['postgresql', {}],
  ['postgresql', { prefix: '%m %r %u %d %p ' }],
  ['json', {}],
  ['json', { time: 'a' }],
  ['passthrough', {}],
] as const

test('every parser is tried', () => {
  expect(new Set(PARSERS.map(([name]) => name))).toEqual(new Set(parsers.map(({ name }) => name)))
})

describe.each(PARSERS)('%s %j, given any text', (name, options) => {
  const parser = create(name, options)

  test('never throws, does not touch what it is given, and says the same again', () => {
    fc.assert(
      fc.property(event, carry, (event, carry) => {
        deepFreeze(event)
        deepFreeze(carry)

        const said = parser.parse(event, carry)

        expect(create(name, options).parse(event, carry)).toEqual(said)
      }),
      { numRuns: 300 },
    )
  })

  test('says only what survives JSON', () => {
    fc.assert(
      fc.property(event, carry, (event, carry) => {
        const said = parser.parse(event, carry)

        const json = JSON.stringify(said) ?? 'null'
        expect(withoutMinusZero(said ?? null)).toEqual(JSON.parse(json))
      }),
      { numRuns: 300 },
    )
  })

  test('cuts a log into events that hold every byte of it, in order', () => {
    fc.assert(
      fc.property(event, fc.integer({ min: 1, max: 300 }), ({ message }, pieceBytes) => {
        const log = encodeText(message)

        const events = eventsIn(log, parser, 50, pieceBytes)

        expect(Buffer.concat(events.map((part) => encodeText(part.message)))).toEqual(Buffer.from(log))
        expect(events.map(({ bytes }) => bytes?.offset)).toEqual(events.map((_, i) => sumOf(events.slice(0, i))))
      }),
    )
  })
})

const sumOf = (events: readonly LogEvent[]) => events.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0)

/** JSON has one zero. */
function withoutMinusZero(value: unknown): unknown {
  if (Object.is(value, -0)) return 0
  if (Array.isArray(value)) return value.map(withoutMinusZero)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutMinusZero(inner)]))
}
