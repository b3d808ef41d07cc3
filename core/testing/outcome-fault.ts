import { ERRORS } from '../errors.ts'
import { lossInJson } from './lossless.ts'

const STATUSES: readonly unknown[] = ['delivered', 'dropped', 'rejected', 'retry']

/** What keeps a value from being an outcome, if anything. */
export function outcomeFault(outcome: unknown): string | undefined {
  if (typeof outcome !== 'object' || outcome === null) return `${String(outcome)} is no outcome`
  const { status, reason, code, detail = '', retryAfterMs = 0 } = outcome as Readonly<Record<string, unknown>>
  if (!STATUSES.includes(status)) return `its status is ${String(status)}, none of ${STATUSES.join(', ')}`
  if (status === 'dropped' && (typeof reason !== 'string' || reason === '')) return 'it is dropped, and has no reason'
  const isCoded = status === 'rejected' || status === 'retry'
  if (isCoded && !Object.hasOwn(ERRORS, String(code))) return `its code is ${String(code)}, which is not in the table`
  if (typeof detail !== 'string') return 'its detail is no text'
  if (typeof retryAfterMs !== 'number' || !(retryAfterMs >= 0)) return `its retryAfterMs is ${String(retryAfterMs)}`
  return lossInJson(outcome, 'outcome')
}
