import { LogferryError } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'

/**
 * A variable that is missing must not deliver to a disk that vanishes with the container. Throws LF_FILE_URL_REFUSED, which names the sinks, and
 * the variables that their urls ask for.
 */
export function refuseFileUrls({ sinks }: Plan, variablesOf: (sink: string) => readonly string[] = () => []): void {
  const local = Object.values(sinks).filter(({ options }) => String(options['url']).startsWith('file:'))
  if (local.length === 0) return
  const unset = (sink: string) => variablesOf(sink).map((name) => `${name} is not set`)
  const names = local.map(({ id, options }) => `${id} (${[options['url'], ...unset(id)].join('; ')})`).join(', ')
  throw new LogferryError('LF_FILE_URL_REFUSED', `these sinks would write to the function's own disk: ${names}`)
}
