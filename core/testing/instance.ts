import { checkOptions } from '../config/check-options.ts'
import { instantiate } from '../config/instantiate.ts'
import type { Context, Kind, Kinds, Plugin } from '../plugin.ts'
import { fakeContext } from './fake-context.ts'

/**
 * The instance that a config with these options gets: defaults filled in, secrets as functions, all of it frozen. Throws
 * LF_OPTION_INVALID for options that the plugin does not describe, and what `create` throws.
 */
export function instanceOf<K extends Kind>(
  plugin: Plugin<K>,
  options: Readonly<Record<string, unknown>> = {},
  context: Context = fakeContext(plugin.name),
): Kinds[K] {
  const plan = { id: context.id, plugin, options: checkOptions(plugin, options) }
  return instantiate(plan, { ...context, secret: async (ref) => ref })
}
