/** The types of a resolved config: what `core/config` makes of a file, and `core/start` turns into an engine. */
import type { Condition } from './condition.ts'
import type { Fields, Origin } from './model.ts'
import type { Kind, Plugin } from './plugin.ts'

/** A plugin with its checked options. A secret stands in them as a `SecretRef`. */
export interface InstancePlan<K extends Kind = Kind> {
  /** Its name in the config; of a parser or transform written in a route, the plugin's name. */
  readonly id: string
  readonly plugin: Plugin<K>
  readonly options: Readonly<Record<string, unknown>>
  /** It comes with logferry, and passes the contract suites. */
  readonly isOwn?: true
}

/** `value` as the config gives it; a reference such as `ssm:/path` is `store`, and is read at first use. */
export type SecretRef = { readonly secret: 'value'; readonly value: string } | { readonly secret: 'store'; readonly ref: string }

export interface Batch {
  readonly records: number
  readonly bytes: number
  readonly inFlight: number
}

export interface RetryPolicy {
  readonly attempts: number
  readonly baseMs: number
  readonly capMs: number
}

export interface SinkPlan extends InstancePlan<'sink'> {
  /** What the config says; the sink's own wishes, then the core's, fill the rest. */
  readonly batch: Partial<Batch>
  readonly retry: RetryPolicy
  readonly timeoutMs: number
}

export type Match = Readonly<Partial<Record<keyof Origin, readonly string[]>>>

export interface BranchPlan {
  /** Unique in the plan, and said in messages: `routes[0].to[2]`. */
  readonly id: string
  readonly sink: string
  readonly when?: Condition
  readonly everyMs?: number
  readonly by: readonly string[]
  readonly raw: boolean
  readonly required: boolean
  readonly pictures: readonly string[]
}

export interface RoutePlan {
  /** `routes[0]`, by its place in the file. */
  readonly id: string
  readonly match: Match
  readonly parser: InstancePlan<'parser'>
  readonly transforms: readonly InstancePlan<'transform'>[]
  readonly to: readonly BranchPlan[]
}

/** Pictures that are sent on a schedule, or when asked for. */
export interface SnapshotPlan {
  /** `snapshots.morning`, by its place in the file. */
  readonly id: string
  readonly name: string
  /** Renderers, by name. */
  readonly pictures: readonly string[]
  /** What each of them draws for: the fields of its subject. */
  readonly for: readonly Fields[]
  readonly to: readonly BranchPlan[]
}

export interface Plan {
  readonly routes: readonly RoutePlan[]
  readonly sinks: Readonly<Record<string, SinkPlan>>
  readonly renderers: Readonly<Record<string, InstancePlan<'renderer'>>>
  readonly sources: Readonly<Record<string, InstancePlan<'source'>>>
  readonly snapshots: Readonly<Record<string, SnapshotPlan>>
  /** The sink that keeps what another refused; false: such records are lost, and counted. */
  readonly deadLetter: string | false
  readonly memory?: string
}
