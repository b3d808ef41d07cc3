import { type Context, ERRORS, type ErrorCode, type Outcome } from '../../core/index.ts'

/** The core's own, and counted by it. */
const UNSAID: ReadonlySet<ErrorCode> = new Set(['LF_DEADLINE', 'LF_SINK_TIMEOUT'])

/** Says once what keeps records from being written, however many it hits, and again only after all were written in between. */
export function sayFaults({ id, log }: Context): (outcomes: readonly Outcome[]) => void {
  const said = new Set<ErrorCode>()
  return (outcomes) => {
    if (outcomes.every(({ status }) => status !== 'retry')) said.clear()
    for (const outcome of outcomes) {
      if (outcome.status !== 'retry' || said.has(outcome.code) || UNSAID.has(outcome.code)) continue
      said.add(outcome.code)
      log('records cannot be written now', { sink: id, code: outcome.code, detail: outcome.detail ?? '', next: ERRORS[outcome.code].next })
    }
  }
}
