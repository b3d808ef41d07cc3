import type { Path } from '../errors.ts'
import type { Problem } from './problem.ts'
import { type Env, variablesOf } from './substitute.ts'

/** Says beside a fault which variables its value came from: what stands in the config is not what is wrong then. The value is not said. */
export function blameVariables(problem: Problem, config: unknown, env: Env): Problem {
  const { path, onKey, code, message } = problem
  if (onKey || code === 'LF_CONFIG_VARIABLE' || code === 'LF_PLUGIN_LOAD') return problem
  const written = valueAt(config, path)
  const names = typeof written === 'string' ? variablesOf(written, env) : []
  if (names.length === 0) return problem
  return { ...problem, message: `${message} (it comes from the variable${names.length === 1 ? '' : 's'} ${names.join(', ')})` }
}

const valueAt = (config: unknown, path: Path): unknown =>
  path.reduce((value: unknown, key) => (Object.hasOwn(Object(value), key) ? Object(value)[key] : undefined), config)
