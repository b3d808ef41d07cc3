import { LogferryError } from '../core/index.ts'
import { compileMatch } from '../core/pipeline/route.ts'
import type { Plan } from '../core/plan.ts'

/**
 * The log group that files count as: the one asked for, else, where the config leaves no doubt, that of its only route. Throws
 * LF_USAGE where that is not certain.
 */
export function logGroupFor({ routes }: Plan, asked: string | undefined, logStream = ''): string {
  if (asked !== undefined) return asked
  const [only, ...others] = routes
  const globs = only?.match.logGroup ?? ['**']
  if (only !== undefined && others.length === 0) {
    const matches = compileMatch(only.match)
    const name = [...globs, 'file'].find((logGroup) => !/[*?[\]{}()!]/.test(logGroup) && matches({ source: 'file', logGroup, logStream }))
    if (name !== undefined) return name
    throw new LogferryError('LF_USAGE', `say what log group the files count as: --log-group NAME; the only route takes ${globs.join(', ')}`)
  }
  const list = routes.map(({ id, match, parser }) => `\n  ${id}  ${parser.plugin.name}  ${match.logGroup?.join(', ') ?? '**'}`)
  throw new LogferryError('LF_USAGE', `say what log group the files count as: --log-group NAME; the routes are${list.join('')}`)
}
