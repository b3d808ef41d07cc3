import { setTimeout } from 'node:timers/promises'
import type { Fields, LogEvent, Outcome, Pipeline } from '../../core/index.ts'
import { describeRetries } from '../outcome-counts.ts'

export type Sent =
  | { readonly status: 'settled'; readonly carry: Fields }
  | { readonly status: 'stopped' }
  | { readonly status: 'not-delivered'; readonly detail: string }

export interface SendTerms {
  /** How often in all; 0: until it is through. */
  readonly tries: number
  /** Before the second try; then twice as long each time, up to a minute, or as long as the destination says. */
  readonly waitMs: number
  readonly stop: AbortSignal
  readonly onRetry: (detail: string, waitMs: number) => void
}

const LONGEST_WAIT_MS = 60_000

/** Delivers the same events until none of them must be sent again. What was delivered already is recognised by the sinks. */
export async function send(pipeline: Pipeline, events: readonly LogEvent[], carry: Fields, terms: SendTerms): Promise<Sent> {
  for (let tried = 1; ; tried++) {
    const answer = await pipeline.deliver(events, carry)
    if (answer.outcomes.every(({ status }) => status !== 'retry')) return { status: 'settled', carry: answer.carry }
    if (terms.stop.aborted) return { status: 'stopped' }
    const detail = describeRetries(answer.outcomes)
    if (tried === terms.tries) return { status: 'not-delivered', detail }
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(terms.waitMs * 2 ** (tried - 1), ...answer.outcomes.map(retryAfterOf)))
    terms.onRetry(detail, waitMs)
    try {
      await setTimeout(waitMs, undefined, { signal: terms.stop })
    } catch {
      // The only thing a timer throws is that it was stopped.
      return { status: 'stopped' }
    }
  }
}

const retryAfterOf = (outcome: Outcome): number => (outcome.status === 'retry' ? (outcome.retryAfterMs ?? 0) : 0)
