import { isLogferryError, LogferryError, messageOf } from '../errors.ts'
import type { Secret } from '../options.ts'
import type { InstancePlan, SecretRef } from '../plan.ts'
import type { Context, Kind, Kinds } from '../plugin.ts'
import { checkInstance } from './check-instance.ts'
import { mapSecrets } from './secrets.ts'

export interface InstantiateTerms extends Pick<Context, 'now' | 'proxyFor' | 'log'> {
  /** Reads `ssm:/path` and the like. */
  readonly secret: (ref: string) => Promise<string>
}

/** Makes an instance. Throws what `create` throws, if it is coded; else LF_PLUGIN_CREATE, or LF_PLUGIN_CONTRACT for what is no such instance. */
export function instantiate<K extends Kind>({ id, plugin, options }: InstancePlan<K>, terms: InstantiateTerms): Kinds[K] {
  const { now, proxyFor, log, secret } = terms
  const read = (ref: SecretRef): Secret => (ref.secret === 'value' ? async () => ref.value : () => secret(ref.ref))
  const given = deepFreeze(mapSecrets(options, plugin.options, read))
  let instance: Kinds[K]
  try {
    instance = plugin.create(given as never, { id, now, proxyFor, log })
  } catch (thrown) {
    if (isLogferryError(thrown)) throw thrown
    const detail = `the ${plugin.kind} plugin "${plugin.name}" failed while it was set up: ${messageOf(thrown)}`
    throw new LogferryError('LF_PLUGIN_CREATE', detail, { cause: thrown })
  }
  const fault = checkInstance(plugin.kind, instance)
  if (fault !== undefined) throw new LogferryError('LF_PLUGIN_CONTRACT', `the ${plugin.kind} plugin "${plugin.name}": ${fault}`)
  return instance
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
