import { checkOptions } from '../core/config/check-options.ts'
import type { InstantiateTerms } from '../core/config/instantiate.ts'
import { optionsSchema } from '../core/config/options-schema.ts'
import { type Kind, LogferryError, type Plugin } from '../core/index.ts'
import type { InstancePlan, Plan } from '../core/plan.ts'
import { type NamedSource, openSource } from './open-source.ts'

/** A source that takes triggers. */
export type OpenSource = Required<NamedSource>

/**
 * The sources that take triggers: those of the config, then, on their defaults, the others that need no options. `region`: of the function, for
 * a source that has an option of this name, and no value for it.
 */
export function openSources(
  sources: Plan['sources'],
  plugins: readonly Plugin[],
  terms: InstantiateTerms,
  region?: string,
): readonly OpenSource[] {
  const configured = Object.values(sources)
  const isUnasked = (plugin: Plugin): plugin is Plugin<'source'> =>
    isSource(plugin) && optionsSchema(plugin.options).required === undefined && !configured.some((source) => source.plugin === plugin)
  const unasked = plugins
    .filter(isUnasked)
    .map((plugin): InstancePlan<'source'> => ({ id: plugin.name, plugin, options: checkOptions(plugin) }))
  const inPlace = (plan: InstancePlan<'source'>) => {
    const isHere = region !== undefined && 'region' in plan.plugin.options
    return isHere ? { ...plan, options: { region, ...plan.options } } : plan
  }
  return [...configured, ...unasked].map((plan) => openSource(inPlace(plan), terms)).filter(takesTriggers)
}

const takesTriggers = (source: NamedSource): source is OpenSource => source.accepts !== undefined

const isSource = (plugin: Plugin<Kind>): plugin is Plugin<'source'> => plugin.kind === 'source'

/** The first source that takes the trigger. Throws LF_EVENT_UNKNOWN, which names what was seen: its keys and its kind, no values. */
export function sourceOf(sources: readonly OpenSource[], trigger: unknown): OpenSource {
  const source = sources.find(({ accepts }) => accepts(trigger))
  if (source === undefined) throw new LogferryError('LF_EVENT_UNKNOWN', `no source knows ${shapeOf(trigger)}`)
  return source
}

function shapeOf(trigger: unknown): string {
  if (typeof trigger === 'string') return 'a text'
  if (typeof trigger !== 'object' || trigger === null) return String(trigger)
  if (Array.isArray(trigger)) return 'a list'
  const keys = Object.keys(trigger)
  const { Records, 'detail-type': detail } = trigger as { readonly Records?: unknown; readonly 'detail-type'?: unknown }
  const first: Readonly<Record<string, unknown>> = Object(Array.isArray(Records) ? Records[0] : undefined)
  const kind = [detail, first['eventSource'], first['EventSource']].find((one) => typeof one === 'string')
  return `an event ${keys.length === 0 ? 'without keys' : `with the keys ${keys.slice(0, 10).join(', ')}`}${kind === undefined ? '' : ` (${kind})`}`
}
