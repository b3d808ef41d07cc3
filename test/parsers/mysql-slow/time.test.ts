import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeOf } from '../../../parsers/mysql-slow/time.ts'

const two = (most: number) => fc.integer({ min: 0, max: most }).map((number) => String(number).padStart(2, '0'))
const year = fc.oneof(
  fc.constantFrom('0000', '0099', '1899', '2024'),
  fc.nat(9999).map((number) => String(number).padStart(4, '0')),
)
const fraction = fc.oneof(
  fc.nat(999_999).map((micros) => `.${String(micros).padStart(6, '0')}`),
  fc.constantFrom('', '.5', '.0000001967', '.00000x'),
)

const time = fc
  .tuple(year, two(13), two(32), two(25), two(61), two(61), fraction, fc.constantFrom('Z', '+05:30', '-00:00', '+24:00', '', 'z'))
  .map(([y, month, day, hour, minute, second, part, zone]) => `${y}-${month}-${day}T${hour}:${minute}:${second}${part}${zone}`)

test('a time with a zone is what Date.parse says of it; where that is none, SET timestamp counts', () => {
  fc.assert(
    fc.property(time, (text) => {
      const hasZone = /^[^x]*(?:Z|[+-]\d\d:\d\d)$/.test(text)
      const parsed = hasZone ? Date.parse(text) : Number.NaN

      expect(timeOf(text, 7)).toBe(Number.isNaN(parsed) ? 7000 : parsed)
    }),
    { numRuns: 2000 },
  )
})
