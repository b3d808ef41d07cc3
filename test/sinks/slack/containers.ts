import { checkOptions } from '../../../core/config/check-options.ts'
import { defineSink, delivered, type LogEvent, type Memory, type Plugin, retry } from '../../../core/index.ts'
import { localMemory } from '../../../core/pipeline/guarded-memory.ts'
import type { Engine } from '../../../core/start.ts'
import s3 from '../../../sinks/s3/index.ts'
import slack from '../../../sinks/slack/index.ts'
import { branchPlan, engineOf, planOf, routePlan, scripted, sinkPlan } from '../../core/pipeline/world.ts'
import { TIME, tempFolder } from '../sink.ts'
import { type SlackServer, type SlackTerms, startSlack } from './slack-server.ts'

export interface Containers {
  readonly server: SlackServer
  readonly engines: readonly Engine[]
  readonly memory: Memory
}

export interface ContainerTerms {
  readonly everyMs?: number
  /** Whether the search, which is required as well, is down. */
  readonly isDown?: () => boolean
  readonly slack?: SlackTerms
  readonly options?: object
  /** In a folder, as several processes on one machine have it; else in this process. */
  readonly isOnDisk?: boolean
}

/** Engines over one memory, as containers of Lambda have one bucket, each with a token of its own. */
export async function containers(count: number, terms: ContainerTerms = {}): Promise<Containers> {
  const { everyMs, isDown = () => false, isOnDisk = true } = terms
  const tokens = Array.from({ length: count }, (_, i) => `xoxb-${i}`)
  const server = await startSlack({ tokens, ...terms.slack })
  const folder = isOnDisk ? tempFolder() : ''
  const nearby = localMemory()
  const search = defineSink({
    name: 'search',
    summary: 's',
    options: {},
    create: () => ({ write: async (records) => records.map(() => (isDown() ? retry('LF_SINK_UNAVAILABLE') : delivered)) }),
  }) as Plugin<'sink'>
  const near = defineSink({
    name: 'near',
    summary: 's',
    options: {},
    create: () => ({ write: async (records) => records.map(() => delivered), memory: nearby }),
  })
  const kept = isOnDisk
    ? sinkPlan('kept', s3 as Plugin<'sink'>, { options: checkOptions(s3, { url: `file:${folder}` }) })
    : sinkPlan('kept', near as Plugin<'sink'>)
  const branches = [
    branchPlan('b0', 'search'),
    branchPlan('b1', 'alerts', { by: ['Instance', 'Fingerprint'], ...(everyMs === undefined ? {} : { everyMs }) }),
  ]
  let memory: Memory = nearby
  const engines = tokens.map((token) => {
    const options = checkOptions(slack, { url: server.url, token, channel: '#alerts', ...terms.options })
    const plan = planOf(
      [routePlan('r', 'a', branches, { parser: { id: 'scripted', plugin: scripted, options: {} } })],
      [
        sinkPlan('search', search, { retry: { attempts: 1, baseMs: 1, capMs: 1 } }),
        sinkPlan('alerts', slack as Plugin<'sink'>, { retry: { attempts: 5, baseMs: 1, capMs: 1 }, timeoutMs: 30_000, options }),
        kept,
      ],
      { memory: 'kept' },
    )
    const { engine } = engineOf(plan)
    memory = engine.pipeline({}).memory
    return engine
  })
  return { server, engines, memory }
}

export const slowQuery = (id: string, fields: object = {}, time = TIME): LogEvent => ({
  id,
  time,
  message: JSON.stringify({ does: 'records', fields: [{ Instance: 'shop-1', Query_time: 12, Query: `SELECT '${id}'`, ...fields }] }),
  origin: { source: 's', logGroup: 'a', logStream: 's' },
})

export const deliver = async (engine: Engine | undefined, ...events: readonly LogEvent[]) =>
  (await engine?.pipeline({}).deliver(events))?.outcomes ?? []
