import type { LogEvent, LogRecord, Outcome } from '../core/index.ts'
import type { Ledger } from '../core/telemetry.ts'
import { runningLedger } from './running-ledger.ts'
import { slowestOf } from './slowest.ts'

/** What a run shows of what passed through its engine. */
export interface Observed {
  readonly ledger: Ledger
  readonly slowest: readonly LogRecord[]
  /** What the first outcome of each code said. */
  readonly details: ReadonlyMap<string, string>
}

export interface Observer {
  readonly tap: (record: LogRecord, branch: string, outcome: Outcome) => void
  readonly ledger: (ledger: Ledger, events: readonly LogEvent[]) => void
  observed(): Observed
}

export function createObserver(): Observer {
  const ledger = runningLedger()
  const slowest = slowestOf(3)
  const details = new Map<string, string>()
  return {
    tap(record, _, outcome) {
      slowest.add(record)
      if ('code' in outcome && outcome.detail !== undefined && !details.has(outcome.code)) details.set(outcome.code, outcome.detail)
    },
    ledger: ledger.add,
    observed: () => ({ ledger: ledger.sum(), slowest: slowest.list(), details }),
  }
}
