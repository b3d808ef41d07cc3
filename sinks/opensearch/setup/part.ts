import { dashboards } from './dashboards/dashboards.ts'
import { indexTemplate } from './index-template.ts'
import { lifetimePolicy } from './lifetime-policy.ts'
import type { Target } from './target.ts'

/** One thing that is set up, as a whole. */
export interface Part {
  readonly kind: 'index template' | 'lifetime policy' | 'dashboards'
  readonly name: string
  /** As its place takes it and gives it back; of dashboards the list of saved objects. */
  readonly body: object
}

/** What a server needs for a target. Without a number of days there is no policy, and indices stay. */
export const serverParts = (target: Target, days?: number): readonly Part[] => [
  { kind: 'index template', name: target.name, body: indexTemplate(target) },
  ...(days === undefined ? [] : [{ kind: 'lifetime policy' as const, name: target.name, body: lifetimePolicy(target, days) }]),
]

/** The same with its dashboards, which another server takes. */
export const allParts = (target: Target, days?: number): readonly Part[] => [
  ...serverParts(target, days),
  { kind: 'dashboards', name: target.name, body: dashboards(target) },
]
