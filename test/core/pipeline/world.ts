/** A small world to run the pipeline in: a parser, transforms and sinks that do what the events and a seed tell them. */
import { createHash } from 'node:crypto'
import {
  defineParser,
  defineSink,
  defineTransform,
  delivered,
  type Fields,
  type LogEvent,
  LogferryError,
  type LogRecord,
  type Memory,
  type Outcome,
  type Plugin,
  rejected,
  retry,
} from '../../../core/index.ts'
import type { BranchPlan, Plan, RoutePlan, SinkPlan } from '../../../core/plan.ts'
import { type Engine, type Surroundings, start } from '../../../core/start.ts'
import type { Ledger } from '../../../core/telemetry.ts'

/** What an event's message says the parser shall do with it. */
export type Script =
  | { readonly does: 'records'; readonly fields: readonly Fields[]; readonly carry?: Fields }
  | { readonly does: 'nothing' }
  | { readonly does: 'throw' }
  | { readonly does: 'not mine' }

export const scripted = defineParser({
  name: 'scripted',
  summary: 'Does what the message says.',
  options: {},
  create: () => ({
    parse({ message }, carry) {
      const script = JSON.parse(message) as Script
      if (script.does === 'throw') throw new Error('broken on purpose')
      if (script.does === 'not mine') return undefined
      if (script.does === 'nothing') return []
      const records = script.fields.map((fields) => ({ fields: { ...fields, carried: carry['n'] ?? 0 } }))
      return { records, carry: script.carry ?? { n: Number(carry['n'] ?? 0) + records.length } }
    },
  }),
})

export const moody = defineTransform({
  name: 'moody',
  summary: 'Drops and breaks where the record says so.',
  options: {},
  create: () => ({
    transform(record) {
      if (record.fields['mood'] === 'drop') return { dropped: 'moody' }
      if (record.fields['mood'] === 'throw') throw new Error('broken on purpose')
      return { ...record, fields: { ...record.fields, seen: true } }
    },
  }),
})

export type Mood = 'good' | 'mixed' | 'throws' | 'small' | 'wrong' | 'sleepy' | 'deaf' | 'refuses'

/** What a sink got and kept. `batches` are the ids of each first attempt. */
export interface Store {
  readonly kept: LogRecord[]
  readonly batches: string[][]
}

/** A sink with moods: `mixed` decides by id, attempt and seed, and comes good at the fifth attempt at the latest. */
export function moodySink(mood: Mood, seed: number, store: Store, more: { idempotent?: false; memory?: Memory } = {}): Plugin<'sink'> {
  return defineSink({
    name: `${mood}-${seed}`,
    summary: 'A sink with moods.',
    options: {},
    create: () => ({
      batch: more.idempotent === false ? { records: 1, inFlight: 1 } : { records: 7, bytes: 2000, inFlight: 2 },
      ...more,
      async write(records, { signal, attempt }) {
        if (attempt === 1) store.batches.push(records.map(({ id }) => id))
        const isLate = mood === 'sleepy' || mood === 'deaf'
        if (isLate && chance(seed, records[0]?.id, attempt) < 0.2) await sleepUntil(mood === 'sleepy' ? signal : undefined)
        if (mood === 'throws' && chance(seed, records[0]?.id, attempt) < 0.5) throw new Error('broken on purpose')
        if (mood === 'small' && records.length > 2) throw new LogferryError('LF_SINK_TOO_LARGE', 'two at the most')
        if (mood === 'wrong') return [delivered, ...records.map(() => delivered)]
        return records.map((record) => {
          const outcome = mood === 'refuses' ? rejected('LF_SINK_REFUSED') : mood === 'mixed' ? mixed(record, seed, attempt) : delivered
          if (outcome.status === 'delivered') store.kept.push(record)
          return outcome
        })
      },
    }),
  })
}

function mixed({ id }: LogRecord, seed: number, attempt: number): Outcome {
  const dice = chance(seed, id)
  if (dice < 0.2) return rejected('LF_SINK_REFUSED', 'on purpose')
  return dice < 0.6 && attempt < 1 + dice * 8 ? retry('LF_SINK_UNAVAILABLE', 'on purpose') : delivered
}

const sleepUntil = (signal?: AbortSignal) =>
  new Promise<void>((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))

/** A number below 1 that is always the same for the same parts. */
export const chance = (...parts: readonly unknown[]): number =>
  createHash('sha256').update(JSON.stringify(parts)).digest().readUInt32BE() / 2 ** 32

export const sinkPlan = (id: string, plugin: Plugin<'sink'>, more: Partial<SinkPlan> = {}): SinkPlan => ({
  id,
  plugin,
  options: {},
  batch: {},
  retry: { attempts: 3, baseMs: 1, capMs: 4 },
  timeoutMs: 60,
  ...more,
})

export const branchPlan = (id: string, sink: string, more: Partial<BranchPlan> = {}): BranchPlan => ({
  id,
  sink,
  by: [],
  raw: false,
  required: true,
  pictures: [],
  ...more,
})

export const routePlan = (id: string, logGroup: string, to: readonly BranchPlan[], more: Partial<RoutePlan> = {}): RoutePlan => ({
  id,
  match: { logGroup: [logGroup] },
  parser: { id: 'scripted', plugin: scripted, options: {} },
  transforms: [],
  to,
  ...more,
})

export const planOf = (routes: readonly RoutePlan[], sinks: readonly SinkPlan[], more: Partial<Plan> = {}): Plan => ({
  routes,
  sinks: Object.fromEntries(sinks.map((sink) => [sink.id, sink])),
  renderers: {},
  sources: {},
  deadLetter: false,
  ...more,
})

export interface Seen {
  readonly record: LogRecord
  readonly branch: string
  readonly outcome: Outcome
}

/** An engine that notes what passes: each record at each branch, and the ledger of each delivery. */
export function engineOf(
  plan: Plan,
  more: Partial<Surroundings> = {},
): { engine: Engine; seen: Seen[]; ledgers: Ledger[]; said: string[] } {
  const seen: Seen[] = []
  const ledgers: Ledger[] = []
  const said: string[] = []
  const engine = start(plan, {
    now: Date.now,
    random: () => 0.5,
    proxyFor: () => undefined,
    secret: async () => '',
    log: (message) => said.push(message),
    tap: (record, branch, outcome) => seen.push({ record, branch, outcome }),
    ledger: (ledger) => ledgers.push(ledger),
    ...more,
  })
  return { engine, seen, ledgers, said }
}

export const eventOf = (id: string, script: Script, more: Partial<LogEvent> = {}): LogEvent => ({
  id,
  time: 1_795_345_800_000,
  message: JSON.stringify(script),
  origin: { source: 'test', logGroup: 'a', logStream: 's' },
  ...more,
})
