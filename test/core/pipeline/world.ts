/** A small world to run the pipeline in: a parser and a transform that do what the events tell them, and sinks that fail. */
import {
  defineParser,
  defineTransform,
  type Fields,
  type LogEvent,
  type LogRecord,
  type Outcome,
  type Plugin,
} from '../../../core/index.ts'
import type { BranchPlan, Plan, RoutePlan, SinkPlan } from '../../../core/plan.ts'
import { type Engine, type Surroundings, start } from '../../../core/start.ts'
import type { Ledger } from '../../../core/telemetry.ts'
import { type FaultySink, faultySink, type SinkFault } from '../../../core/testing/index.ts'

/** What an event's message says the parser shall do with it. */
export type Script =
  | { readonly does: 'records'; readonly fields: readonly Fields[]; readonly carry?: Fields }
  | { readonly does: 'nothing' }
  | { readonly does: 'throw' }
  | { readonly does: 'not mine' }
  | { readonly does: 'nonsense'; readonly which: number }

/** What a parser or a transform must not answer. */
// biome-ignore lint/suspicious/noSparseArray: it is what is tried.
const NONSENSE: readonly unknown[] = [null, 5, 'text', [,], [{}], { records: 5 }, { dropped: 5 }, [{ fields: [] }], [{ fields: { a: 1n } }]]

export const MOST_NONSENSE = NONSENSE.length - 1

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
      if (script.does === 'nonsense') return NONSENSE[script.which] as never
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
      if (record.fields['mood'] === 'nonsense') return NONSENSE[record.id.length % NONSENSE.length] as never
      if (record.fields['mood'] === 'throw') throw new Error('broken on purpose')
      return { ...record, fields: { ...record.fields, seen: true } }
    },
  }),
})

/** A sink that fails in one way, in small batches, and now and then only; one that is not idempotent takes one record at a time. */
export const faulty = (fault: SinkFault | undefined, seed: number, more: { readonly idempotent?: false } = {}): FaultySink =>
  faultySink({
    ...(fault === undefined ? {} : { fault, name: `${fault.replace(' ', '-')}-${seed}` }),
    seed,
    share: fault === 'hangs' ? 0.2 : 0.5,
    batch: more.idempotent === false ? { records: 1, inFlight: 1 } : { records: 7, bytes: 2000, inFlight: 2 },
    ...more,
  })

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
  snapshots: {},
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
