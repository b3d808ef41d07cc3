import type { LogRecord, Outcome } from '../model.ts'
import { dropped, retry, worst } from '../outcome.ts'
import type { Branch } from './branch.ts'
import { type Destination, type WriteTerms, writeAll } from './write.ts'

/** A record at a branch's door: which event it came from, and the outcome if there is nothing left to write. */
export interface Offer {
  readonly event: number
  readonly record: LogRecord
  readonly outcome?: Outcome | undefined
}

/** What became of a branch's offers, in their order. */
export interface BranchResult {
  readonly branch: Branch
  readonly offers: readonly Offer[]
  readonly outcomes: readonly Outcome[]
}

/**
 * Writes what was rejected to the dead letter, all in one go; what could not be kept there is `retry` in the answer. What the dead letter
 * itself refused in a branch has nowhere else to go. A record that broke before the branches is kept once, for all of them.
 */
export async function keepRejected(
  results: readonly BranchResult[],
  deadLetter: Destination,
  terms: WriteTerms,
): Promise<readonly BranchResult[]> {
  const letters: LogRecord[] = []
  const places = new Map<Offer, number>()
  const placeOf = (offer: Offer, branch: Branch, outcome: Outcome): number | undefined => {
    if (outcome.status !== 'rejected' || branch.to.id === deadLetter.id) return undefined
    const known = offer.outcome === undefined ? undefined : places.get(offer)
    if (known === undefined) {
      if (offer.outcome !== undefined) places.set(offer, letters.length)
      return letters.push(letterOf(offer.record, branch, outcome)) - 1
    }
    letters[known] = alsoFor(letters[known] as LogRecord, branch.to.id)
    return known
  }
  const kept = results.map(({ branch, offers, outcomes }) => offers.map((offer, i) => placeOf(offer, branch, outcomes[i] as Outcome)))
  const answers = await writeAll(deadLetter, letters, terms)
  const isKept = (place: number | undefined) => place !== undefined && answers[place]?.status === 'delivered'
  return results.map((result, r) => ({
    ...result,
    outcomes: result.outcomes.map((outcome, i) =>
      outcome.status === 'rejected' && !isKept(kept[r]?.[i]) ? notKept(outcome.code) : outcome,
    ),
  }))
}

function letterOf(record: LogRecord, { plan, to }: Branch, { code, detail }: Extract<Outcome, { status: 'rejected' }>): LogRecord {
  return { ...record, refused: { sink: to.id, branch: plan.id, code, ...(detail === undefined ? {} : { detail }) } }
}

function alsoFor(letter: LogRecord, sink: string): LogRecord {
  const { refused } = letter
  if (refused === undefined || refused.sink === sink || refused.others?.includes(sink)) return letter
  return { ...letter, refused: { ...refused, others: [...(refused.others ?? []), sink] } }
}

const notKept = (code: string) => retry('LF_DEAD_LETTER_FAILED', `refused with ${code}, and could not be kept`)

/**
 * One outcome per event: the worst over its records and required branches. What a branch that is not required could not do holds nothing
 * back. `reasons` say why an event has no records, by its index.
 */
export function settle(events: number, results: readonly BranchResult[], reasons: readonly (string | undefined)[]): readonly Outcome[] {
  const outcomes: (Outcome | undefined)[] = Array.from({ length: events }, () => undefined)
  for (const { branch, offers, outcomes: answers } of results) {
    offers.forEach(({ event }, i) => {
      const answer = answers[i] as Outcome
      const isWelcome = answer.status === 'delivered' || answer.status === 'dropped'
      const outcome = branch.plan.required || isWelcome ? answer : dropped('failed where it was not required')
      const before = outcomes[event]
      outcomes[event] = before === undefined ? outcome : worst(before, outcome)
    })
  }
  return outcomes.map((outcome, i) => outcome ?? dropped(reasons[i] ?? 'no branch wanted it'))
}
