import { hash } from 'node:crypto'
import type { Origin } from '../core/index.ts'
import { compileMatch } from '../core/pipeline/route.ts'
import type { Plan } from '../core/plan.ts'

/**
 * Tells one way of handling the events of an origin from another: its route's parser, transforms and branches, the sinks these lead to, and
 * the options of all of them but for secrets. How a sink is written to (batches, retries) is none of it.
 */
export function planVersion({ routes, sinks }: Plan, origin: Origin): string {
  const { parser, transforms = [], to = [] } = routes.find(({ match }) => compileMatch(match)(origin)) ?? {}
  const branches = to.map(({ sink, when, everyMs, by, raw, pictures }) => {
    const { plugin, options } = sinks[sink] ?? {}
    return { sink: { id: sink, plugin, options }, when, everyMs, by, raw, pictures }
  })
  const text = JSON.stringify([parser, transforms, branches], (key, value: unknown) => {
    if (key === 'plugin') return Object(value).name
    return isSecret(value) ? 'secret' : value
  })
  return hash('sha256', text).slice(0, 16)
}

const isSecret = (value: unknown): boolean => ['value', 'store'].includes(String(Object(value).secret))
