import { LogferryError } from '../errors.ts'
import type { Plugin } from '../plugin.ts'
import { createCheck } from './check.ts'
import { optionsSchema } from './options-schema.ts'
import { mapSecrets, secretRef } from './secrets.ts'

/**
 * The options of an instance that no config names, with defaults filled in, as a plan holds them. Throws LF_OPTION_INVALID with all that is
 * wrong. `file:` urls stay as they are.
 */
export function checkOptions(plugin: Plugin, options: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const value = structuredClone(options)
  const [fault, ...more] = createCheck()(optionsSchema(plugin.options), value, [], 'option')
  if (fault === undefined) return mapSecrets(value, plugin.options, secretRef)
  const details = [fault, ...more].map(({ path, message, onKey }) => (onKey ? message : `"${path.join('.')}" ${message}`))
  throw new LogferryError('LF_OPTION_INVALID', `the ${plugin.kind} "${plugin.name}": ${details.join('; ')}`, { at: fault.path })
}
