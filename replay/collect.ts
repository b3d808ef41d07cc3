import { delivered, type LogEvent, type Pipeline } from '../core/index.ts'
import { localMemory } from '../core/pipeline/guarded-memory.ts'
import { splitLines } from '../core/pipeline/lines.ts'

/** Reads a trigger as the source that takes it does. */
export type ReadTrigger = (trigger: unknown, pipeline: Pipeline, stop: AbortSignal) => Promise<unknown>

/** The events of a trigger. Throws what its source throws. */
export async function eventsOf(trigger: unknown, read: ReadTrigger): Promise<readonly LogEvent[]> {
  const events: LogEvent[] = []
  const pipeline: Pipeline = {
    memory: localMemory(),
    split: () => splitLines,
    async deliver(some, carry = {}) {
      events.push(...some)
      return { outcomes: some.map(() => delivered), carry }
    },
  }
  await read(trigger, pipeline, new AbortController().signal)
  return events
}
