import type { LimitFunction } from 'p-limit'
import type { LogEvent, LogRecord, Outcome } from '../model.ts'
import type { Memory } from '../plugin.ts'
import type { Ledger, Tally } from '../telemetry.ts'
import { type Branch, HELD_BACK, openBranch } from './branch.ts'
import { type PictureTerms, pictureDesk } from './pictures.ts'
import { type BranchResult, keepRejected, type Offer, settle } from './settle.ts'
import { pictureName } from './subjects.ts'
import type { Destination, Writing } from './write.ts'

/** Where branches part: a route, or a snapshot. */
export interface Fork {
  readonly id: string
  readonly branches: readonly Branch[]
}

export interface SendTerms {
  readonly deadLetter?: Destination
  readonly memory: Memory
  readonly pictureLimit: LimitFunction
  readonly signal: AbortSignal
  readonly deadline?: number
  readonly now: () => number
  readonly random: () => number
  /** Says something once per `about`, however often it happens. */
  readonly sayOnce: (about: string, message: string, facts: Readonly<Record<string, string | number>>) => void
  readonly tap?: (record: LogRecord, branch: string, outcome: Outcome) => void
  readonly ledger?: (ledger: Ledger, events: readonly LogEvent[]) => void
}

/** A branch in one delivery, and what it wanted so far. */
interface BranchWork {
  readonly branch: Branch
  readonly wanted: Offer[]
  readonly writing: Writing
}

/** A fork in one delivery. What is offered is written while there is more to come. */
export interface OpenFork {
  /** To its raw branches: an event untouched. */
  offerRaw(offer: Offer): void
  /** To the others: what its pictures may show, too. */
  offer(offer: Offer): void
  end(): Promise<readonly BranchResult[]>
}

export function openFork({ branches }: Fork, terms: SendTerms, note: (name: string) => void): OpenFork {
  const sayFault = pictureFault(note, terms.sayOnce)
  const records: LogRecord[] = []
  const work = branches.map((branch): BranchWork => {
    const faults = new Map<string, readonly string[]>()
    const missing = ({ id }: LogRecord) => faults.get(id) ?? []
    const pictures = pictureDesk({
      renderers: branch.renderers,
      records: () => records,
      limit: terms.pictureLimit,
      signal: terms.signal,
      failed(renderer, code, detail, subject) {
        sayFault(renderer, code, detail, subject)
        faults.set(subject.id, [...missing(subject), `${pictureName(renderer, subject)}: ${detail}`])
      },
    })
    return { branch, wanted: [], writing: openBranch(branch, { ...terms, pictures, missing, note }) }
  })
  const offerTo = (raw: boolean, offer: Offer) => {
    for (const { branch, wanted, writing } of work) {
      if (branch.plan.raw !== raw || !branch.wants(offer.record.fields)) continue
      wanted.push(offer)
      if (offer.outcome === undefined) writing.add(offer.record)
    }
  }
  return {
    offerRaw: (offer) => offerTo(true, offer),
    offer(offer) {
      records.push(offer.record)
      offerTo(false, offer)
    },
    end: () => Promise.all(work.map(resultOf)),
  }
}

async function resultOf({ branch, wanted, writing }: BranchWork): Promise<BranchResult> {
  const written = (await writing.end()).values()
  return { branch, offers: wanted, outcomes: wanted.map(({ outcome }) => outcome ?? (written.next().value as Outcome)) }
}

/** Counts a picture that could not be drawn, and says it: which, of what instance, and why. */
export const pictureFault =
  (note: (name: string) => void, sayOnce: SendTerms['sayOnce']): PictureTerms['failed'] =>
  (renderer, code, detail, { fields: { Instance: instance } }) => {
    note('picturesFailed')
    const facts = { renderer, code, detail, ...(typeof instance === 'string' ? { instance } : {}) }
    sayOnce(`picture ${renderer}`, 'a picture could not be drawn', facts)
  }

/** What is known of each event of a delivery: its route, and why it has no records. */
export interface Came {
  readonly routes: readonly string[]
  readonly reasons: readonly (string | undefined)[]
  /** For the ledger. */
  readonly events: readonly LogEvent[]
}

/** Waits for all that was offered, and settles it. One outcome per event, in order; never rejects. */
export async function endForks(
  forks: readonly OpenFork[],
  { routes, reasons, events }: Came,
  counts: Tally,
  terms: SendTerms,
): Promise<readonly Outcome[]> {
  const { deadLetter } = terms
  const written = (await Promise.all(forks.map((fork) => fork.end()))).flat()
  const results = deadLetter === undefined ? written : await keepRejected(written, deadLetter, { ...terms, pictures: async () => [] })

  const outcomes = settle(routes.length, results, reasons)
  outcomes.forEach((outcome, i) => {
    counts.event(routes[i] as string, outcome)
  })
  for (const { branch, offers, outcomes: answers } of results) {
    counts.open(branch.plan.id, branch.to.id)
    offers.forEach(({ record }, i) => {
      const outcome = answers[i] as Outcome
      counts.record(branch.plan.id, outcome, outcome === HELD_BACK)
      terms.tap?.(record, branch.plan.id, outcome)
    })
  }
  terms.ledger?.(counts.ledger(), events)
  return outcomes
}
