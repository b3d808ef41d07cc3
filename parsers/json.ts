import { defineParser, type Fields, fieldOf, isTimestamp, type Value } from '../core/index.ts'

/** Integers of more digits may not be exact as a double, and some exponents of more are beyond one. */
const LONG_NUMBER = /\d{16}|\d[eE]\+?\d{3}/
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g
const INTEGER = /^-?\d+$/
/** `JSON.stringify` fails some thousand levels down; OpenSearch takes 20. */
const DEEPEST = 100

/**
 * A message that holds a JSON object from its first `{` to its end; text may stand before it. Its members become the fields, a number
 * that no double holds, such as an integer beyond 2^53, as its text, so that ids stay exact. What does not parse, or is nested deeper than 100 levels, is not ours.
 */
export default defineParser({
  name: 'json',
  summary: 'Messages that hold a JSON object',
  options: {
    time: {
      type: 'string',
      description: 'Field that says when it happened: ISO 8601 with a zone, or seconds or milliseconds since 1970. Dots lead into objects.',
      optional: true,
    },
  },
  create: ({ time }) => ({
    parse({ message }) {
      const fields = objectIn(message)
      if (fields === undefined) return undefined
      const ms = time === undefined ? undefined : instant(fieldOf(fields, time))
      return [ms === undefined ? { fields } : { fields, time: ms }]
    },
  }),
})

function objectIn(message: string): Fields | undefined {
  const start = message.indexOf('{')
  if (start < 0) return undefined
  const text = start === 0 ? message : message.slice(start)
  try {
    const value = JSON.parse(text) as Fields
    if (isDeeperThan(value, DEEPEST)) return undefined
    return LONG_NUMBER.test(text) ? (JSON.parse(exact(text)) as Fields) : value
  } catch {
    return undefined // Text with a brace in it, no JSON.
  }
}

/** The same JSON, with numbers that no double holds as strings: long integers, and what would be infinite. */
const exact = (json: string) => json.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') || isExact(token) ? token : `"${token}"`))

const isExact = (token: string) => (INTEGER.test(token) ? Number.isSafeInteger(Number(token)) : Number.isFinite(Number(token)))

function isDeeperThan(value: Value, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner: Value) => isDeeperThan(inner, levels - 1))
}

const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/
/** Seconds reach this in the year 5138, milliseconds in 1973. */
const FIRST_MS = 1e11

function instant(value: Value | undefined): number | undefined {
  if (typeof value === 'string' && ISO.test(value)) {
    const ms = Date.parse(value.replace(' ', 'T').replace(',', '.'))
    return Number.isNaN(ms) ? undefined : ms
  }
  if (!isTimestamp(value)) return undefined
  return Math.floor(Math.abs(value) < FIRST_MS ? value * 1000 : value)
}
