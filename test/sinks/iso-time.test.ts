import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoTime } from '../../sinks/iso-time.ts'

const FIRST = Date.parse('0000-01-01T00:00:00Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

test('a time is written as a Date writes it, whatever came before it; one out of range is not', () => {
  const near = fc.integer({ min: -5000, max: 5000 })
  const time = fc.oneof(
    near,
    near.map((ms) => FIRST + ms),
    near.map((ms) => LAST + ms),
    near.map((ms) => ms / 7),
    fc.double(),
    fc.constant(1795345801847),
  )

  fc.assert(
    fc.property(time, (ms) => {
      expect(isoTime(ms)).toBe(ms >= FIRST && ms <= LAST ? new Date(ms).toISOString() : undefined)
    }),
    { numRuns: 2000 },
  )
})
