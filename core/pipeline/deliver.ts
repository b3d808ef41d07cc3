import { setImmediate } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import type { Fields, LogEvent, LogRecord, Origin, Outcome } from '../model.ts'
import { retry } from '../outcome.ts'
import type { Parser } from '../plugin.ts'
import { tally } from '../telemetry.ts'
import { type Read, rawOf } from './read.ts'
import { endForks, type Fork, type OpenFork, openFork, type SendTerms } from './send.ts'
import { streamReader, type Unrouted } from './streams.ts'
import { applyTransforms, type NamedTransform } from './transform.ts'

/** A route, ready to run. */
export interface Route extends Fork {
  readonly matches: (origin: Origin) => boolean
  readonly parser: Parser
  /** The parser's name in the config. */
  readonly parserId: string
  readonly transforms: readonly NamedTransform[]
  /** Freezes the records of a route that a stranger's plugin sees. */
  readonly seal: (record: LogRecord) => LogRecord
}

export interface DeliveryTerms extends SendTerms {
  readonly routeOf: (origin: Origin) => Route | undefined
  readonly ownLogGroup?: string
}

export interface Delivery {
  readonly outcomes: readonly Outcome[]
  readonly carry: Fields
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
  const counts = tally()
  const routes: string[] = []
  const reasons: (string | undefined)[] = []
  const work = new Map<Route, OpenFork>()
  const opened = (route: Route): OpenFork => {
    const fork = openFork(route, terms, counts.note)
    work.set(route, fork)
    return fork
  }
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
      const fork = work.get(route) ?? opened(route)
      if (hasRaw(route)) fork.offerRaw({ event: i, record: route.seal(rawOf(event, read)) })
      for (const one of read.records) {
        const { record, outcome } = applyTransforms(one, route.transforms, route.seal)
        if (outcome?.status === 'dropped') reasons[i] ??= outcome.reason
        else fork.offer({ event: i, record, outcome })
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

  const outcomes = await endForks([...work.values()], { routes, reasons, events }, counts, terms)
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
