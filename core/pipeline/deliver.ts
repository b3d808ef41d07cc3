import type { LimitFunction } from 'p-limit'
import type { Fields, LogEvent, LogRecord, Origin, Outcome } from '../model.ts'
import type { Memory, Parser, Transform } from '../plugin.ts'
import { type Ledger, tally } from '../telemetry.ts'
import { type Branch, HELD_BACK, runBranch } from './branch.ts'
import { pictureDesk } from './pictures.ts'
import { type Read, rawOf } from './read.ts'
import { type BranchResult, keepRejected, type Offer, settle } from './settle.ts'
import { readStreams, type Unrouted } from './streams.ts'
import { applyTransforms } from './transform.ts'
import type { Destination } from './write.ts'

/** A route, ready to run. */
export interface Route {
  readonly id: string
  readonly matches: (origin: Origin) => boolean
  readonly parser: Parser
  readonly transforms: readonly Transform[]
  readonly branches: readonly Branch[]
}

export interface DeliveryTerms {
  readonly routeOf: (origin: Origin) => Route | undefined
  readonly ownLogGroup?: string
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

export interface Delivery {
  readonly outcomes: readonly Outcome[]
  readonly carry: Fields
}

/** What one delivery offers the branches of a route. */
interface Offers {
  readonly raw: Offer[]
  readonly parsed: Offer[]
}

/** Takes events all the way. One outcome per event, in order, when every branch has settled; never rejects. */
export async function deliver(events: readonly LogEvent[], carry: Fields, terms: DeliveryTerms): Promise<Delivery> {
  const { deadLetter } = terms
  const counts = tally()
  const routes: string[] = []
  const reasons: (string | undefined)[] = []
  const work = new Map<Route, Offers>()
  const carried = readStreams<Route>(events, carry, {
    now: terms.now,
    routeOf: (origin) => routeOrWhyNot(origin, terms),
    unrouted(i, why) {
      routes[i] = why
      reasons[i] = why
    },
    routed(i, event, route, read) {
      routes[i] = route.id
      reasons[i] = read.dropped
      const offers = work.get(route) ?? { raw: [], parsed: [] }
      work.set(route, offers)
      if (hasRaw(route)) offers.raw.push({ event: i, record: rawOf(event, read) })
      for (const one of read.records) {
        const { record, outcome } = applyTransforms(one, route.transforms)
        if (outcome?.status === 'dropped') reasons[i] ??= outcome.reason
        else offers.parsed.push({ event: i, record, outcome })
      }
      if (read.note === undefined) return
      counts.note(read.note)
      sayUnread(event, read, terms)
    },
  })

  const written = (await Promise.all([...work].map(([route, offers]) => runRoute(route, offers, terms, counts.note)))).flat()
  const results = deadLetter === undefined ? written : await keepRejected(written, deadLetter, { ...terms, pictures: async () => [] })

  const outcomes = settle(events.length, results, reasons)
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
  return { outcomes, carry: carried }
}

const hasRaw = ({ branches }: Route): boolean => branches.some(({ plan }) => plan.raw)

function routeOrWhyNot(origin: Origin, { ownLogGroup, routeOf, sayOnce }: DeliveryTerms): Route | Unrouted {
  if (origin.logGroup === ownLogGroup) return 'own log group'
  const route = routeOf(origin)
  if (route !== undefined) return route
  sayOnce(`no route ${origin.logGroup}`, 'no route takes this log group; its events are dropped', { logGroup: origin.logGroup })
  return 'no route'
}

function sayUnread({ origin, id }: LogEvent, { note, fault = '' }: Read, { sayOnce }: DeliveryTerms): void {
  const facts = { logGroup: origin.logGroup, event: id }
  if (note === 'unparsed') sayOnce(`unparsed ${origin.logGroup}`, 'the parser does not know these events; they are shipped raw', facts)
  else sayOnce(`broken ${origin.logGroup}`, 'the parser broke on an event; it is shipped raw, with Parse_error', { ...facts, fault })
}

/** All branches at once. */
function runRoute(route: Route, offers: Offers, terms: DeliveryTerms, note: (name: string) => void): Promise<BranchResult[]> {
  const failed = (renderer: string, code: string, detail: string) => {
    note('picturesFailed')
    terms.sayOnce(`picture ${renderer}`, 'a picture could not be drawn', { renderer, code, detail })
  }
  const records = () => offers.parsed.map(({ record }) => record)
  return Promise.all(
    route.branches.map(async (branch): Promise<BranchResult> => {
      const wanted = (branch.plan.raw ? offers.raw : offers.parsed).filter(({ record }) => branch.wants(record.fields))
      const writable = wanted.filter(({ outcome }) => outcome === undefined).map(({ record }) => record)
      const pictures = pictureDesk({ renderers: branch.renderers, records, limit: terms.pictureLimit, signal: terms.signal, failed })
      const written = (await runBranch(branch, writable, { ...terms, pictures, note })).values()
      return { branch, offers: wanted, outcomes: wanted.map(({ outcome }) => outcome ?? (written.next().value as Outcome)) }
    }),
  )
}
