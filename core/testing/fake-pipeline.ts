import type { Fields, LogEvent, Outcome } from '../model.ts'
import { delivered } from '../outcome.ts'
import { localMemory } from '../pipeline/guarded-memory.ts'
import { splitLines } from '../pipeline/lines.ts'
import type { Memory, Parser, Pipeline } from '../plugin.ts'
import { freeze } from './freeze.ts'

export interface FakePipelineTerms {
  readonly split?: NonNullable<Parser['split']>
  readonly memory?: Memory
  /** What becomes of each event of the nth delivery, counted from 1. */
  readonly outcome?: (event: LogEvent, delivery: number) => Outcome
  /** Awaited before the nth delivery is answered. */
  readonly meanwhile?: (delivery: number) => unknown
}

export interface FakePipeline {
  readonly pipeline: Pipeline
  readonly deliveries: readonly { readonly events: readonly LogEvent[]; readonly carry: Fields | undefined }[]
  /** Of all deliveries. */
  events(): readonly LogEvent[]
}

/** Remembers what it is given, and freezes it. Its carry counts the events of the stream so far. */
export function fakePipeline({
  split = splitLines,
  memory = localMemory(),
  outcome = () => delivered,
  meanwhile,
}: FakePipelineTerms = {}): FakePipeline {
  const deliveries: { readonly events: readonly LogEvent[]; readonly carry: Fields | undefined }[] = []
  const pipeline: Pipeline = {
    memory,
    split: () => split,
    async deliver(events, carry) {
      const nth = deliveries.push({ events, carry })
      for (const event of events) freeze(event)
      await meanwhile?.(nth)
      return { outcomes: events.map((event) => outcome(event, nth)), carry: { seen: Number(carry?.['seen'] ?? 0) + events.length } }
    },
  }
  return { pipeline, deliveries, events: () => deliveries.flatMap(({ events }) => events) }
}
