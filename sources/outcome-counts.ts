import type { Outcome } from '../core/index.ts'

export interface OutcomeCounts {
  readonly received: number
  readonly delivered: number
  readonly dropped: number
  readonly rejected: number
  readonly retry: number
}

export function countOutcomes(outcomes: readonly Outcome[]): OutcomeCounts {
  const counts = { received: outcomes.length, delivered: 0, dropped: 0, rejected: 0, retry: 0 }
  for (const { status } of outcomes) counts[status]++
  return counts
}

/** How many must be sent again, and why, by code: a detail may hold what a server said about a body. */
export function describeRetries(outcomes: readonly Outcome[]): string {
  const codes = new Map<string, number>()
  for (const outcome of outcomes) if (outcome.status === 'retry') codes.set(outcome.code, (codes.get(outcome.code) ?? 0) + 1)
  const sum = [...codes.values()].reduce((a, b) => a + b, 0)
  const list = [...codes].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`)
  return `${sum} of ${outcomes.length} events must be sent again: ${list.join(', ')}`
}
