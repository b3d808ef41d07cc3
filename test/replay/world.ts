import { defineSink, delivered, type LogRecord, type Memory, type Outcome, type Pipeline } from '../../core/index.ts'
import { localMemory } from '../../core/pipeline/guarded-memory.ts'
import { fakeContext, instanceOf } from '../../core/testing/index.ts'
import passthrough from '../../parsers/passthrough.ts'
import { folderReader } from '../../replay/folder-reader.ts'
import { type ReplayTerms, replay } from '../../replay/replay.ts'
import cloudwatch from '../../sources/cloudwatch/index.ts'
import { branchPlan, engineOf, planOf, routePlan, sinkPlan } from '../core/pipeline/world.ts'

export interface WorldTerms {
  readonly memory?: Memory
  /** What `search` says to a record of the nth write; counted from 1. */
  readonly outcome?: (record: LogRecord, write: number) => Outcome
  readonly meanwhile?: () => unknown
}

/** A config with the sinks `search`, `other` and `alerts`, which is not idempotent, and a memory; what these were given. */
export function worldOf({ memory = localMemory(), outcome = () => delivered, meanwhile }: WorldTerms = {}) {
  const got: { readonly sink: string; readonly record: LogRecord }[] = []
  let writes = 0
  const sinkOf = (name: string, more: object = {}) =>
    sinkPlan(
      name,
      defineSink({
        name,
        summary: 'Keeps what it is given.',
        options: {},
        create: () => ({
          async write(records) {
            writes++
            await meanwhile?.()
            const outcomes = records.map((record) => (name === 'search' ? outcome(record, writes) : delivered))
            got.push(...records.filter((_, i) => outcomes[i]?.status === 'delivered').map((record) => ({ sink: name, record })))
            return outcomes
          },
          ...more,
        }),
      }),
      { retry: { attempts: 1, baseMs: 1, capMs: 1 }, timeoutMs: 60_000 },
    )
  const to = ['search', 'other', 'alerts'].map((sink, i) => branchPlan(`routes[0].to[${i}]`, sink))
  const route = routePlan('routes[0]', '**', to, { parser: { id: 'passthrough', plugin: passthrough, options: {} } })
  const plan = planOf([route], [sinkOf('search'), sinkOf('other'), sinkOf('alerts', { idempotent: false }), sinkOf('store', { memory })], {
    memory: 'store',
  })
  const { engine, ledgers } = engineOf(plan)
  const source = instanceOf(cloudwatch)
  const { log, logged } = fakeContext('replay')
  const never = new AbortController().signal

  return {
    got,
    logged,
    ledgers,
    idsOf: (sink: string) => got.filter((one) => one.sink === sink).map(({ record }) => record.id),
    run: (folder: string, more: Partial<ReplayTerms> = {}) =>
      replay({
        ...{ from: folderReader(folder), wanted: {}, engine, own: [], mute: ['alerts'], tries: 2, waitMs: 1, stop: never, abort: never },
        ...{ delete: false, dryRun: false, now: Date.now, log },
        read: (trigger: unknown, pipeline: Pipeline, stop: AbortSignal) => source.read(trigger, pipeline, stop),
        ...more,
      }),
  }
}
