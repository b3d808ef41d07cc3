import { LogferryError } from '../core/index.ts'
import { triggersIn } from '../replay/triggers.ts'
import type { Invocation } from './invocation.ts'
import { sourceOf } from './open-sources.ts'
import { isQueueBatch, readQueue } from './queue.ts'
import { replay } from './replay.ts'
import { selfTest } from './self-test.ts'
import { snapshot } from './snapshot.ts'

interface Order {
  /** The keys that it may have beside its own. */
  readonly more: readonly string[]
  readonly answer: (order: never, invocation: Invocation) => Promise<unknown>
}

/** What a person or a schedule asks for, by an input with that key. */
const ORDERS: Readonly<Record<string, Order>> = {
  replay: { more: [], answer: replay },
  selfTest: { more: [], answer: selfTest },
  snapshot: { more: ['time'], answer: snapshot },
}

/**
 * Takes a trigger by its shape, and gives what its platform wants to hear: an order, a batch of a queue, what holds other triggers (the record
 * of an on-failure destination, a message of SNS), or what a source takes. Throws where all of it must be sent again, and LF_EVENT_UNKNOWN.
 */
export async function answer(trigger: unknown, invocation: Invocation): Promise<unknown> {
  if (isQueueBatch(trigger)) {
    const { stop, surroundings } = invocation
    return readQueue(trigger, { read: (body) => answer(body, invocation), stop, log: surroundings.log })
  }
  const inner = triggersIn(trigger)
  const holdsNone = inner.length === 0 || inner[0] === trigger
  return holdsNone ? answerOne(trigger, invocation) : answerAll(inner, invocation)
}

function answerOne(trigger: unknown, invocation: Invocation): Promise<unknown> {
  const keys = Object.keys(Object(trigger))
  const [, order] =
    Object.entries(ORDERS).find(([name, { more }]) => keys.includes(name) && keys.every((key) => key === name || more.includes(key))) ?? []
  if (order !== undefined) return order.answer(trigger as never, invocation)
  return sourceOf(invocation.sources, trigger).read(trigger, invocation.pipeline, invocation.stop)
}

/** One after the other, in order. Throws if one of them must be sent again, for there is one answer for all. */
async function answerAll(triggers: readonly unknown[], invocation: Invocation): Promise<readonly unknown[]> {
  const answers: unknown[] = []
  for (const trigger of triggers) {
    const one = await answerOne(trigger, invocation)
    if (hasFailures(one)) throw new LogferryError('LF_NOT_DELIVERED', 'a part of what it holds must be sent again')
    answers.push(one)
  }
  return answers
}

const hasFailures = (value: unknown): boolean => {
  const failures = (value as { readonly batchItemFailures?: unknown } | null | undefined)?.batchItemFailures
  return Array.isArray(failures) && failures.length > 0
}
