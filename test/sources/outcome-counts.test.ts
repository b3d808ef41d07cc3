import { expect, test } from 'vitest'
import { delivered, dropped, rejected, retry } from '../../core/index.ts'
import { countOutcomes, describeRetries } from '../../sources/outcome-counts.ts'

const outcomes = [
  delivered,
  retry('LF_DEADLINE'),
  dropped('no route'),
  retry('LF_SINK_UNAVAILABLE', 'HTTP 503 {"Query":"SELECT secret"}'),
  rejected('LF_SINK_REFUSED'),
  retry('LF_SINK_UNAVAILABLE'),
]

test('outcomes are counted by status', () => {
  expect(countOutcomes(outcomes)).toEqual({ received: 6, delivered: 1, dropped: 1, rejected: 1, retry: 3 })
})

test('what must be sent again is told by code, the most frequent first, without what a server said', () => {
  expect(describeRetries(outcomes)).toBe('3 of 6 events must be sent again: LF_SINK_UNAVAILABLE 2, LF_DEADLINE 1')
})
