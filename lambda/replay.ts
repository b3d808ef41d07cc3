import { hint } from '../core/config/suggest.ts'
import { isObject, LogferryError } from '../core/index.ts'
import { start } from '../core/start.ts'
import { dryPlan } from '../replay/dry-plan.ts'
import { carryOut, type Order, readOrder } from '../replay/order.ts'
import type { Replayed, ReplayReport } from '../replay/report.ts'
import type { Invocation } from './invocation.ts'
import { sourceOf } from './open-sources.ts'

export interface ReplayAnswer {
  /** `partly`: something stayed, or was not reached. The same order goes on where this one ended. */
  readonly status: 'done' | 'partly'
  readonly replayed: readonly ({ readonly from: string } & ReplayReport)[]
}

/**
 * `{"replay": {…}}`: what the command `replay` does, with its options as keys, in the time that the invocation has; `{}` sends the dead
 * letters again. Throws LF_USAGE, and what a place throws that cannot be listed.
 */
export async function replay(
  input: { readonly replay: unknown },
  { plan, surroundings, engine, sources, stop }: Invocation,
): Promise<ReplayAnswer> {
  const order = readOrder(checkedOrder(input.replay), plan, surroundings, (option) => `"${option}"`)
  const own = order.dryRun ? start(dryPlan(plan), surroundings) : undefined
  try {
    const replayed = await carryOut(order, {
      ...{ plan, world: surroundings, engine: own ?? engine, stop, abort: stop, now: surroundings.now, log: surroundings.log },
      read: (trigger, pipeline, signal) => sourceOf(sources, trigger).read(trigger, pipeline, signal),
    })
    const isDone = replayed.length === order.places.length && replayed.every(isThrough)
    return { status: isDone ? 'done' : 'partly', replayed: replayed.map(({ from, report }) => ({ from, ...report })) }
  } finally {
    await own?.close(stop)
  }
}

const isThrough = ({ report }: Replayed): boolean => report.status === 'done' && report.objects.stayed === 0 && report.problems.length === 0

const KEYS: Readonly<Record<keyof Order, readonly string[]>> = {
  from: ['string', 'list'],
  since: ['string'],
  until: ['string'],
  logGroup: ['string'],
  prefix: ['string'],
  sink: ['string'],
  code: ['string'],
  to: ['string'],
  withAlerts: ['boolean'],
  rate: ['number'],
  delete: ['boolean'],
  dryRun: ['boolean'],
}

function checkedOrder(value: unknown): Order {
  if (!isObject(value)) throw new LogferryError('LF_USAGE', '"replay" takes an object, such as {"replay": {"since": "2h"}}')
  for (const [key, given] of Object.entries(value)) {
    const kinds = Object.hasOwn(KEYS, key) ? KEYS[key as keyof Order] : undefined
    if (kinds === undefined) throw new LogferryError('LF_USAGE', `"replay" knows no "${key}"${hint(key, Object.keys(KEYS), 'it knows')}`)
    const isList = Array.isArray(given) && given.every((one) => typeof one === 'string')
    if (!kinds.includes(isList ? 'list' : typeof given))
      throw new LogferryError('LF_USAGE', `"${key}" of "replay" takes a ${kinds.join(' or a ')}${kinds.includes('list') ? ' of them' : ''}`)
  }
  const { from } = value
  return { ...value, ...(typeof from === 'string' ? { from: [from] } : {}) }
}
