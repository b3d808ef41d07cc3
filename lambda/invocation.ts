import type { Pipeline, Plugin } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'
import type { Engine, PipelineTerms, Surroundings } from '../core/start.ts'
import type { OpenSource } from './open-sources.ts'

/** What a process keeps between invocations. */
export interface Ready {
  readonly plan: Plan
  readonly plugins: readonly Plugin[]
  readonly surroundings: Surroundings
  readonly engine: Engine
  readonly sources: readonly OpenSource[]
}

/** What one invocation works with. */
export interface Invocation extends Ready {
  readonly pipeline: Pipeline
  /** On which the pipeline was made. */
  readonly terms: PipelineTerms
  /** Fires when there is just time enough left to answer. */
  readonly stop: AbortSignal
}
