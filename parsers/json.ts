import { defineParser, fieldOf, isTimestamp, type Value } from '../core/index.ts'
import { objectIn } from './json-object.ts'

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
