import { type InstantiateTerms, instantiate } from '../core/config/instantiate.ts'
import { hint } from '../core/config/suggest.ts'
import { ERRORS, LogferryError } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'
import { openReader } from './open-reader.ts'
import { type ReplayTerms, replay } from './replay.ts'
import type { Replayed } from './report.ts'
import { timeRange } from './time-range.ts'
import type { Wanted } from './wanted.ts'

/** What somebody wants to be replayed: the arguments of the command, or the input of a function. */
export interface Order extends Pick<Wanted, 'logGroup' | 'prefix' | 'sink' | 'code'> {
  /** Sinks, urls, paths; none: the dead letter. */
  readonly from?: readonly string[]
  /** A date, a time, or how long ago. */
  readonly since?: string
  readonly until?: string
  readonly to?: string
  readonly withAlerts?: boolean
  /** In events per second. */
  readonly rate?: number | string
  readonly delete?: boolean
  readonly dryRun?: boolean
}

/** An order that can be carried out. */
export interface ReadOrder extends Pick<ReplayTerms, 'to' | 'mute' | 'rate' | 'delete' | 'dryRun'> {
  readonly places: readonly { readonly from: string; readonly wanted: Wanted }[]
}

/** `optionName`: what an option is called where the order was given. Throws LF_USAGE. */
export function readOrder(order: Order, plan: Plan, world: InstantiateTerms, optionName: (option: string) => string): ReadOrder {
  const { from = [], logGroup, prefix, sink, code, to } = order
  const rate = order.rate === undefined ? undefined : Number(order.rate)
  const froms = from.length > 0 ? from : [deadLetterOf(plan)]
  const range = timeRange(order, world.now(), optionName)
  if (rate !== undefined && !(rate > 0)) {
    throw new LogferryError('LF_USAGE', `${optionName('rate')} takes a number of events per second, not "${order.rate}"`)
  }
  checkNames(plan, order)
  const mute = order.withAlerts ? [] : alertsOf(plan, world)
  if (to !== undefined && mute.includes(to)) {
    throw new LogferryError('LF_USAGE', `"${to}" would show again what it has shown: add ${optionName('withAlerts')} if that is meant`)
  }
  const places = froms.map((from) => ({
    from,
    wanted: { ...defined({ logGroup, prefix, sink, code, only: kindOf(from, plan) }), ...range },
  }))
  return { places, mute, delete: order.delete === true, dryRun: order.dryRun === true, ...defined({ to, rate }) }
}

export interface OrderTerms extends Pick<ReplayTerms, 'engine' | 'read' | 'stop' | 'abort' | 'now' | 'log' | 'onProgress'> {
  readonly plan: Plan
  readonly world: InstantiateTerms
}

const TRIES = 3
const WAIT_MS = 1000

/** One place after the other, until one is not done. Throws LF_USAGE for a place that is none, and what `replay` throws. */
export async function carryOut({ places, ...asked }: ReadOrder, { plan, world, ...terms }: OrderTerms): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = []
  for (const { from, wanted } of places) {
    const { reader, sinks: own } = openReader(from, plan, world, terms.abort)
    const here = { ...asked, ...terms, from: reader, own, wanted, tries: TRIES, waitMs: WAIT_MS }
    const report = await replay(here).finally(() => reader.close())
    replayed.push({ from, report })
    if (report.status !== 'done') break
  }
  return replayed
}

/** The dead letter and an archive may share a place. */
const kindOf = (from: string, { deadLetter, sinks }: Plan): Wanted['only'] =>
  from === deadLetter ? 'letter' : sinks[from] === undefined ? undefined : 'archive'

function deadLetterOf({ deadLetter }: Plan): string {
  if (deadLetter !== false) return deadLetter
  throw new LogferryError('LF_USAGE', 'say what to replay: the config has no dead letter')
}

/** Sinks that show twice what is written twice. */
const alertsOf = ({ sinks }: Plan, world: InstantiateTerms): readonly string[] =>
  Object.values(sinks)
    .filter((sink) => instantiate(sink, world).idempotent === false)
    .map(({ id }) => id)

function checkNames({ sinks }: Plan, { to, code }: Order): void {
  if (to !== undefined && sinks[to] === undefined) {
    throw new LogferryError('LF_USAGE', `there is no sink "${to}"${hint(to, Object.keys(sinks), 'there are')}`)
  }
  if (code !== undefined && !Object.hasOwn(ERRORS, code)) {
    throw new LogferryError('LF_USAGE', `there is no code "${code}"${hint(code, Object.keys(ERRORS), 'see docs/reference/errors.md')}`)
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const defined = <T extends object>(given: T): Defined<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>
