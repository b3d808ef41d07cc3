import type { LogEvent } from '../core/index.ts'
import { addLedgers, emptyLedger, eventsOf, type Ledger } from '../core/telemetry.ts'

/** Adds up the ledgers of deliveries. That of one that is sent again takes the place of the one before, so that each event counts once. */
export function runningLedger(): { add(one: Ledger, events: readonly LogEvent[]): void; sum(): Ledger } {
  const open = new Map<readonly LogEvent[], Ledger>()
  let settled = emptyLedger
  return {
    add(one, events) {
      if (eventsOf(one).retry > 0) open.set(events, one)
      else {
        open.delete(events)
        settled = addLedgers(settled, one)
      }
    },
    sum: () => [...open.values()].reduce(addLedgers, settled),
  }
}
