import fc from 'fast-check'
import { expect, test } from 'vitest'
import { delivered, dropped, type Outcome, rejected, retry, worst } from '../../core/index.ts'

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constant(delivered),
  fc.constantFrom(dropped('no route'), dropped('held back')),
  fc.constantFrom(rejected('LF_SINK_REFUSED'), rejected('LF_SINK_TOO_LARGE', 'one record')),
  fc.constantFrom(retry('LF_DEADLINE'), retry('LF_SINK_UNAVAILABLE', 'HTTP 503', 1000)),
)

test('outcomes hold what was said, and no more', () => {
  expect(delivered).toEqual({ status: 'delivered' })
  expect(dropped('no route')).toEqual({ status: 'dropped', reason: 'no route' })
  expect(Object.keys(rejected('LF_SINK_REFUSED'))).toEqual(['status', 'code'])
  expect(rejected('LF_SINK_REFUSED', 'HTTP 400')).toEqual({ status: 'rejected', code: 'LF_SINK_REFUSED', detail: 'HTTP 400' })
  expect(Object.keys(retry('LF_DEADLINE'))).toEqual(['status', 'code'])
  expect(retry('LF_DEADLINE', 'late', 0)).toEqual({ status: 'retry', code: 'LF_DEADLINE', detail: 'late', retryAfterMs: 0 })
})

test('the worst wins, in the order dropped, delivered, rejected, retry', () => {
  const order = [dropped('x'), delivered, rejected('LF_SINK_REFUSED'), retry('LF_DEADLINE')]

  for (const [i, a] of order.entries()) for (const [j, b] of order.entries()) expect(worst(a, b)).toBe(order[Math.max(i, j)])
})

test('of equals the first stays, and the order in which three are compared does not matter', () => {
  fc.assert(
    fc.property(outcome, outcome, outcome, (a, b, c) => {
      if (a.status === b.status) expect(worst(a, b)).toBe(a)
      expect(worst(worst(a, b), c)).toBe(worst(a, worst(b, c)))
      expect(worst(a, b).status).toBe(worst(b, a).status)
    }),
  )
})
