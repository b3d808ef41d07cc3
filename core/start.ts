import { setMaxListeners } from 'node:events'
import pLimit from 'p-limit'
import { compileCondition } from './condition.ts'
import { instantiate } from './config/instantiate.ts'
import { hint } from './config/suggest.ts'
import { LogferryError, messageOf } from './errors.ts'
import type { LogEvent, LogRecord, Outcome } from './model.ts'
import type { Branch } from './pipeline/branch.ts'
import { withDeadline } from './pipeline/deadline.ts'
import { deliver, type Route } from './pipeline/deliver.ts'
import { guardedMemory, localMemory } from './pipeline/guarded-memory.ts'
import { letterPictures } from './pipeline/letter-pictures.ts'
import { splitLines } from './pipeline/lines.ts'
import { compileMatch } from './pipeline/route.ts'
import { sealed } from './pipeline/sealed.ts'
import { type Fork, pictureFault, type SendTerms } from './pipeline/send.ts'
import { deliverSnapshot, snapshotRecord } from './pipeline/snapshot.ts'
import { type Destination, writeAll } from './pipeline/write.ts'
import type { BranchPlan, Plan, RoutePlan, SinkPlan, SnapshotPlan } from './plan.ts'
import type { Context, Memory, Pipeline, Renderer } from './plugin.ts'
import type { Ledger } from './telemetry.ts'

/** All that reaches an engine from outside. The doors supply it. */
export interface Surroundings extends Pick<Context, 'now' | 'proxyFor' | 'log'> {
  readonly secret: (ref: string) => Promise<string>
  /** Events of this log group are dropped: what logferry itself prints must not come back to it. */
  readonly ownLogGroup?: string
  /** Between 0 and 1; for jitter. */
  readonly random: () => number
  /** Sees each record at each branch, once it has its outcome. */
  readonly tap?: (record: LogRecord, branch: string, outcome: Outcome) => void
  /** Gets the ledger of each delivery; one that a source sends again has the very same events. */
  readonly ledger?: (ledger: Ledger, events: readonly LogEvent[]) => void
}

export interface PipelineTerms {
  readonly signal?: AbortSignal
  /** When the signal will fire, in milliseconds, if that is known. */
  readonly deadline?: number
  /** In place of that of the surroundings. */
  readonly ledger?: NonNullable<Surroundings['ledger']>
  /** Sinks by name: no others, or all but these. */
  readonly only?: readonly string[]
  readonly mute?: readonly string[]
}

export interface SnapshotTerms extends Omit<PipelineTerms, 'only' | 'mute'> {
  readonly time?: number
}

/** What a door (Lambda, CLI) holds: one per process. */
export interface Engine {
  /** A pipeline for one read. */
  pipeline(terms: PipelineTerms): Pipeline
  /**
   * Draws a snapshot and sends it, as of now or of that time, in milliseconds. Rejects with LF_CONFIG_NAME where there is none of that name.
   * Its ledger has the route `snapshots.<name>`, with one event.
   */
  snapshot(name: string, terms: SnapshotTerms): Promise<Outcome>
  /**
   * Straight to one sink, no route, no branch: how dead letters are replayed. What was `refused` is written as it was offered then, with the
   * pictures of that branch.
   */
  write(sink: string, records: readonly LogRecord[], signal: AbortSignal): Promise<readonly Outcome[]>
  /** Never rejects: a sink that cannot be closed is said. */
  close(signal: AbortSignal): Promise<void>
}

/** Throws what a plugin's `create` throws; a plan that `loadConfig` gave has been through that once. */
export function start(plan: Plan, surroundings: Surroundings): Engine {
  const { now, random } = surroundings
  const sinks = new Map(Object.values(plan.sinks).map((sink) => [sink.id, destinationOf(sink, surroundings)]))
  const renderers = new Map(Object.values(plan.renderers).map((renderer) => [renderer.id, instantiate(renderer, surroundings)]))
  const routes = plan.routes.map((route) => routeOf(route, plan, sinks, renderers, surroundings))
  const memory = sinkNamed(sinks, plan.memory)?.sink.memory ?? localMemory()
  const deadLetter = sinkNamed(sinks, plan.deadLetter || undefined)
  const snapshots = new Map(
    Object.values(plan.snapshots).map((one) => [one.name, { plan: one, fork: snapshotFork(one, sinks, renderers) }]),
  )
  const branches = new Map(
    [...routes, ...[...snapshots.values()].map(({ fork }) => fork)].flatMap((fork) =>
      fork.branches.map((branch) => [branch.plan.id, branch]),
    ),
  )
  const pictureLimit = pLimit(4)
  const said = new Set<string>()
  const never = new AbortController().signal
  const sayOnce: SendTerms['sayOnce'] = (about, message, facts) => {
    if (said.has(about)) return
    said.add(about)
    surroundings.log(message, facts)
  }
  const sendTerms = ({ signal = never, deadline, ledger }: PipelineTerms, guarded: Memory): SendTerms => ({
    ...surroundings,
    memory: guarded,
    pictureLimit,
    signal,
    ...(deadline === undefined ? {} : { deadline }),
    ...(ledger === undefined ? {} : { ledger }),
    ...(deadLetter === undefined ? {} : { deadLetter }),
    sayOnce,
  })

  return {
    pipeline(terms) {
      const { signal = never, only, mute } = terms
      const isOpen = ({ to }: Branch) => (only === undefined || only.includes(to.id)) && !mute?.includes(to.id)
      const open =
        only === undefined && mute === undefined ? routes : routes.map((route) => ({ ...route, branches: route.branches.filter(isOpen) }))
      const find = (origin: Parameters<Route['matches']>[0]) => open.find((route) => route.matches(origin))
      // Each request in flight listens, and Node would warn of more than ten.
      setMaxListeners(0, signal)
      const guarded = guardedMemory(memory, signal)
      return {
        memory: guarded,
        split(origin) {
          const parser = find(origin)?.parser
          return (piece, end) => parser?.split?.(piece, end) ?? splitLines(piece)
        },
        deliver: (events, carry = {}) => deliver(events, carry, { ...surroundings, ...sendTerms(terms, guarded), routeOf: find }),
      }
    },
    async snapshot(name, { time = now(), ...terms }) {
      const found = snapshots.get(name)
      if (found === undefined) {
        throw new LogferryError('LF_CONFIG_NAME', `there is no snapshot "${name}"${hint(name, [...snapshots.keys()], 'there are')}`)
      }
      const memoryOf = guardedMemory(memory, terms.signal ?? never)
      // A person, or a schedule, waits for it: each picture that fails is said.
      const sayEach: SendTerms['sayOnce'] = (_, message, facts) => surroundings.log(message, facts)
      return deliverSnapshot(found.fork, snapshotRecord(found.plan, time), { ...sendTerms(terms, memoryOf), sayOnce: sayEach })
    },
    async write(name, records, signal) {
      const to = sinks.get(name)
      if (to === undefined) throw new LogferryError('LF_CONFIG_NAME', `there is no sink "${name}"`)
      const failed = pictureFault(() => undefined, sayOnce)
      const pictures = letterPictures(records, branches, { limit: pictureLimit, signal, failed })
      const offered = records.map(({ refused: _, ...record }) => record)
      return writeAll(to, offered, { signal, now, random, pictures })
    },
    async close(signal) {
      const close = async ({ id, sink }: Destination) => {
        const answer = await withDeadline(signal, CLOSE_MS, async () => sink.close?.(signal))
        if ('value' in answer) return
        surroundings.log('a sink could not be closed', {
          sink: id,
          reason: 'thrown' in answer ? messageOf(answer.thrown) : 'no answer in time',
        })
      }
      await Promise.all([...sinks.values()].map(close))
    },
  }
}

/** How long one sink may take to close. */
const CLOSE_MS = 5000

const BATCH = { records: 1000, bytes: 1024 ** 2, inFlight: 2 }

function destinationOf(plan: SinkPlan, surroundings: Surroundings): Destination {
  const sink = instantiate(plan, surroundings)
  const batch = { ...BATCH, ...sink.batch, ...plan.batch }
  return { id: plan.id, sink, batch, retry: plan.retry, timeoutMs: plan.timeoutMs, limit: pLimit(batch.inFlight) }
}

function routeOf(
  { id, match, parser, transforms, to }: RoutePlan,
  plan: Plan,
  sinks: ReadonlyMap<string, Destination>,
  renderers: ReadonlyMap<string, Renderer>,
  surroundings: Surroundings,
): Route {
  const seeing = [...transforms, ...to.flatMap(({ sink, pictures }) => [plan.sinks[sink], ...pictures.map((name) => plan.renderers[name])])]
  return {
    id,
    seal: seeing.every((plugin) => plugin?.isOwn) ? (record) => record : sealed,
    matches: compileMatch(match),
    parser: instantiate(parser, surroundings),
    parserId: parser.id,
    transforms: transforms.map((transform) => ({ id: transform.id, transform: instantiate(transform, surroundings) })),
    branches: to.map((branch) => branchOf(branch, sinks, renderers)),
  }
}

const snapshotFork = (
  { id, to }: SnapshotPlan,
  sinks: ReadonlyMap<string, Destination>,
  renderers: ReadonlyMap<string, Renderer>,
): Fork => ({ id, branches: to.map((branch) => branchOf(branch, sinks, renderers)) })

const branchOf = (plan: BranchPlan, sinks: ReadonlyMap<string, Destination>, renderers: ReadonlyMap<string, Renderer>): Branch => ({
  plan,
  to: defined(sinks.get(plan.sink), plan.sink),
  wants: plan.when === undefined ? () => true : compileCondition(plan.when),
  renderers: plan.pictures.map((name) => ({ id: name, renderer: defined(renderers.get(name), name) })),
})

const sinkNamed = (sinks: ReadonlyMap<string, Destination>, name: string | undefined): Destination | undefined =>
  name === undefined ? undefined : defined(sinks.get(name), name)

function defined<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new LogferryError('LF_INTERNAL', `the plan names "${name}", which it does not define`)
  return value
}
