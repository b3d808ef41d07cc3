import { type InstantiateTerms, instantiate } from '../core/config/instantiate.ts'
import { isLogferryError, LogferryError, messageOf, type Source } from '../core/index.ts'
import type { InstancePlan } from '../core/plan.ts'

export interface NamedSource extends Source {
  readonly id: string
}

/** What a stranger's source throws without a code becomes LF_PLUGIN_CONTRACT, with its name. */
export function openSource(plan: InstancePlan<'source'>, terms: InstantiateTerms): NamedSource {
  const source = instantiate(plan, terms)
  const coded = (thrown: unknown) => {
    if (isLogferryError(thrown)) return thrown
    const detail = `the source "${plan.id}" threw what has no code: ${messageOf(thrown)}`
    return new LogferryError('LF_PLUGIN_CONTRACT', detail, { cause: thrown })
  }
  const accepts = (trigger: unknown) => {
    try {
      return Boolean(source.accepts?.(trigger))
    } catch (thrown) {
      throw coded(thrown)
    }
  }
  return {
    id: plan.id,
    ...(source.accepts === undefined ? {} : { accepts }),
    async read(trigger, pipeline, stop) {
      try {
        return await source.read(trigger, pipeline, stop)
      } catch (thrown) {
        throw coded(thrown)
      }
    },
  }
}
