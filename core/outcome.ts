import type { ErrorCode } from './errors.ts'
import type { Outcome } from './model.ts'

/** It is there, now or already. */
export const delivered: Outcome = { status: 'delivered' }

/** Left out on purpose; the reason is counted. */
export const dropped = (reason: string): Outcome => ({ status: 'dropped', reason })

/** Never again: the same record would be refused again. It goes to the dead letter. */
export const rejected = (code: ErrorCode, detail?: string): Outcome => ({
  status: 'rejected',
  code,
  ...(detail === undefined ? {} : { detail }),
})

/** Not now: worth sending again, after `retryAfterMs` if the destination said so. */
export const retry = (code: ErrorCode, detail?: string, retryAfterMs?: number): Outcome => ({
  status: 'retry',
  code,
  ...(detail === undefined ? {} : { detail }),
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})

const RANK = { dropped: 0, delivered: 1, rejected: 2, retry: 3 } as const

/** The worse of the two; of equals the first. */
export const worst = (a: Outcome, b: Outcome): Outcome => (RANK[b.status] > RANK[a.status] ? b : a)
