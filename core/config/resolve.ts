import type { Path } from '../errors.ts'
import type { Match, Plan, RoutePlan, SinkPlan } from '../plan.ts'
import type { Kind, Sink } from '../plugin.ts'
import { pathText } from './path-text.ts'
import type { Problem } from './problem.ts'
import { listOf, lookUp, objectOf, type Report, resolveBranch, textsOf } from './resolve-branch.ts'
import { type InstanceTerms, type ResolvedInstance, resolveInstance } from './resolve-instance.ts'
import type { Schema } from './schema.ts'

export interface Resolved {
  /** Whole only where nothing, here or in the outline, is wrong. */
  readonly plan: Plan
  /** What each sink's `create` gave when it was tried. */
  readonly sinks: ReadonlyMap<string, Sink>
  /** The schemas of the options, by the path where those are written. */
  readonly schemas: ReadonlyMap<string, Schema>
  readonly problems: readonly Problem[]
}

/**
 * A config as a plan. Its outline has been checked, but may be wrong: what has not the right form is passed over here, so that all else is
 * still looked at.
 */
export function resolve(config: unknown, terms: InstanceTerms): Resolved {
  const { routes, sinks, renderers, sources, deadLetter, memory } = objectOf(config)
  const problems: Problem[] = []
  const schemas = new Map<string, Schema>()
  const tried = new Map<string, Sink>()
  const report: Report = (code, path, message, onKey) =>
    void problems.push({ level: 'error', code, path, message, ...(onKey && { onKey }) })

  const instance = <K extends Kind>(kind: K, written: unknown, path: Path, id?: string): ResolvedInstance<K> => {
    const resolved = resolveInstance(kind, written, path, terms, id)
    problems.push(...resolved.problems)
    if (resolved.schema !== undefined) schemas.set(pathText([...path, 'options']), resolved.schema)
    return resolved
  }
  const sinkPlan = (name: string, written: unknown): SinkPlan | undefined => {
    const { plan, instance: made } = instance('sink', written, ['sinks', name], name)
    if (made !== undefined) tried.set(name, made)
    const { batch, retry, timeoutMs } = objectOf(written)
    return plan && { ...plan, batch: objectOf(batch), retry: objectOf(retry) as unknown as SinkPlan['retry'], timeoutMs: Number(timeoutMs) }
  }
  const routePlan = (written: unknown, path: Path): RoutePlan | undefined => {
    const { match, parser, transforms, to } = objectOf(written)
    const read = instance('parser', parser, [...path, 'parser']).plan
    const change = listOf(transforms).flatMap((one, i) => instance('transform', one, [...path, 'transforms', i]).plan ?? [])
    const branches = listOf(to).map((one, i) => resolveBranch(one, [...path, 'to', i], { sinks, renderers }, report))
    return read && { id: pathText(path), match: matchOf(match), parser: read, transforms: change, to: branches }
  }

  const plan: Plan = {
    sinks: mapNamed(sinks, sinkPlan),
    renderers: mapNamed(renderers, (name, written) => instance('renderer', written, ['renderers', name], name).plan),
    sources: mapNamed(sources, (name, written) => instance('source', written, ['sources', name], name).plan),
    routes: listOf(routes).flatMap((written, i) => routePlan(written, ['routes', i]) ?? []),
    deadLetter: typeof deadLetter === 'string' ? deadLetter : false,
    ...(typeof memory === 'string' ? { memory } : {}),
  }
  if (deadLetter === true) report('LF_CONFIG_VALUE', ['deadLetter'], 'must be the name of a sink, or false')
  lookUp(deadLetter, 'sink', sinks, ['deadLetter'], report)
  lookUp(memory, 'sink', sinks, ['memory'], report)
  const keeper = tried.get(String(memory))
  if (keeper !== undefined && keeper.memory === undefined) {
    const able = [...tried].flatMap(([name, sink]) => (sink.memory === undefined ? [] : [name]))
    report(
      'LF_CONFIG_VALUE',
      ['memory'],
      `the sink "${memory}" cannot keep a memory${able.length === 0 ? '' : ` — these can: ${able.join(', ')}`}`,
    )
  }
  return { plan, sinks: tried, schemas, problems }
}

/** Each named thing that could be made. */
const mapNamed = <T>(written: unknown, make: (name: string, one: unknown) => T | undefined): Readonly<Record<string, T>> =>
  Object.fromEntries(
    Object.entries(objectOf(written)).flatMap(([name, one]) => {
      const made = make(name, one)
      return made === undefined ? [] : [[name, made]]
    }),
  )

const matchOf = (written: unknown): Match =>
  Object.fromEntries(Object.entries(objectOf(written)).map(([key, globs]) => [key, textsOf(globs)]))
