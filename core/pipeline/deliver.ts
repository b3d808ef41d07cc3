import { setImmediate } from 'node:timers/promises'
import type { LimitFunction } from 'p-limit'
import { messageOf } from '../errors.ts'
import type { Fields, LogEvent, LogRecord, Origin, Outcome } from '../model.ts'
import { retry } from '../outcome.ts'
import type { Memory, Parser } from '../plugin.ts'
import { type Ledger, tally } from '../telemetry.ts'
import { type Branch, HELD_BACK, openBranch } from './branch.ts'
import { pictureDesk } from './pictures.ts'
import { type Read, rawOf } from './read.ts'
import { sealed } from './sealed.ts'
import { type BranchResult, keepRejected, type Offer, settle } from './settle.ts'
import { streamReader, type Unrouted } from './streams.ts'
import { applyTransforms, type NamedTransform } from './transform.ts'
import type { Destination, Writing } from './write.ts'

/** A route, ready to run. */
export interface Route {
  readonly id: string
  readonly matches: (origin: Origin) => boolean
  readonly parser: Parser
  /** The parser's name in the config. */
  readonly parserId: string
  readonly transforms: readonly NamedTransform[]
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

/** A branch in one delivery, and what it wanted so far. */
interface BranchWork {
  readonly branch: Branch
  readonly wanted: Offer[]
  readonly writing: Writing
}

/** A route in one delivery. */
interface RouteWork {
  /** What its pictures may show. */
  readonly records: LogRecord[]
  readonly branches: readonly BranchWork[]
}

/** So many events are read at once; then answers of destinations have their turn. */
const EVENTS_AT_ONCE = 100

/**
 * Takes events all the way; what is read is written while the rest is still being read. One outcome per event, in order, when every branch has
 * settled; never rejects: what breaks in here is `retry`.
 */
export async function deliver(events: readonly LogEvent[], carry: Fields, terms: DeliveryTerms): Promise<Delivery> {
  try {
    return await takeAllTheWay(events, carry, terms)
  } catch (thrown) {
    const counts = tally()
    const outcomes = events.map(() => retry('LF_INTERNAL', messageOf(thrown)))
    for (const outcome of outcomes) counts.event('broken', outcome)
    terms.ledger?.(counts.ledger(), events)
    return { outcomes, carry }
  }
}

async function takeAllTheWay(events: readonly LogEvent[], carry: Fields, terms: DeliveryTerms): Promise<Delivery> {
  const { deadLetter } = terms
  const counts = tally()
  const routes: string[] = []
  const reasons: (string | undefined)[] = []
  const work = new Map<Route, RouteWork>()
  const streams = streamReader<Route>(carry, {
    now: terms.now,
    routeOf: (origin) => routeOrWhyNot(origin, terms),
    unrouted(i, why) {
      routes[i] = why
      reasons[i] = why
    },
    routed(i, event, route, read) {
      routes[i] = route.id
      reasons[i] = read.dropped
      const { records, branches } = work.get(route) ?? openRoute(route, work, terms, counts.note)
      if (hasRaw(route)) offerTo(branches, true, { event: i, record: sealed(rawOf(event, read)) })
      for (const one of read.records) {
        const { record, outcome } = applyTransforms(one, route.transforms)
        if (outcome?.status === 'dropped') reasons[i] ??= outcome.reason
        else {
          records.push(record)
          offerTo(branches, false, { event: i, record, outcome })
        }
      }
      if (read.note === undefined) return
      counts.note(read.note)
      sayUnread(event, read, route, terms)
    },
  })

  for (const [i, event] of events.entries()) {
    streams.add(event)
    if ((i + 1) % EVENTS_AT_ONCE === 0) await setImmediate()
  }
  const carried = streams.end()

  const written = await Promise.all([...work.values()].flatMap(({ branches }) => branches.map(resultOf)))
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

function sayUnread({ origin, id }: LogEvent, { note, fault = '' }: Read, { parserId }: Route, { sayOnce }: DeliveryTerms): void {
  const facts = { logGroup: origin.logGroup, event: id, parser: parserId }
  if (note === 'unparsed') sayOnce(`unparsed ${origin.logGroup}`, 'the parser does not know these events; they are shipped raw', facts)
  else sayOnce(`broken ${origin.logGroup}`, 'the parser broke on an event; it is shipped raw, with Parse_error', { ...facts, fault })
}

/** Notes it in `work`. */
function openRoute(route: Route, work: Map<Route, RouteWork>, terms: DeliveryTerms, note: (name: string) => void): RouteWork {
  const failed = (renderer: string, code: string, detail: string) => {
    note('picturesFailed')
    terms.sayOnce(`picture ${renderer}`, 'a picture could not be drawn', { renderer, code, detail })
  }
  const records: LogRecord[] = []
  const branches = route.branches.map((branch): BranchWork => {
    const pictures = pictureDesk({
      renderers: branch.renderers,
      records: () => records,
      limit: terms.pictureLimit,
      signal: terms.signal,
      failed,
    })
    return { branch, wanted: [], writing: openBranch(branch, { ...terms, pictures, note }) }
  })
  const opened = { records, branches }
  work.set(route, opened)
  return opened
}

function offerTo(branches: readonly BranchWork[], raw: boolean, offer: Offer): void {
  for (const { branch, wanted, writing } of branches) {
    if (branch.plan.raw !== raw || !branch.wants(offer.record.fields)) continue
    wanted.push(offer)
    if (offer.outcome === undefined) writing.add(offer.record)
  }
}

async function resultOf({ branch, wanted, writing }: BranchWork): Promise<BranchResult> {
  const written = (await writing.end()).values()
  return { branch, offers: wanted, outcomes: wanted.map(({ outcome }) => outcome ?? (written.next().value as Outcome)) }
}
