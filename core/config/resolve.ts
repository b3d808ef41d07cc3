import type { Path } from '../errors.ts'
import type { Fields } from '../model.ts'
import type { Match, Plan, RoutePlan, SinkPlan, SnapshotPlan } from '../plan.ts'
import type { Kind, Sink, Source } from '../plugin.ts'
import { pathText } from './path-text.ts'
import type { Problem } from './problem.ts'
import { listOf, lookUp, objectOf, type Report, resolveBranch, textsOf } from './resolve-branch.ts'
import { type InstanceTerms, type ResolvedInstance, resolveInstance } from './resolve-instance.ts'
import type { Schema } from './schema.ts'

/** What `create` gave when it was tried, by name. */
export interface Tried {
  readonly sinks: ReadonlyMap<string, Sink>
  readonly sources: ReadonlyMap<string, Source>
}

export interface Resolved {
  /** Whole only where nothing, here or in the outline, is wrong. */
  readonly plan: Plan
  readonly tried: Tried
  /** The schemas of the options, by the path where those are written. */
  readonly schemas: ReadonlyMap<string, Schema>
  readonly problems: readonly Problem[]
}

/**
 * A config as a plan. Its outline has been checked, but may be wrong: what has not the right form is passed over here, so that all else is
 * still looked at.
 */
export function resolve(config: unknown, terms: InstanceTerms): Resolved {
  const { routes, sinks, renderers, sources, snapshots, deadLetter, memory } = objectOf(config)
  const problems: Problem[] = []
  const schemas = new Map<string, Schema>()
  const tried = { sinks: new Map<string, Sink>(), sources: new Map<string, Source>() }
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
    if (made !== undefined) tried.sinks.set(name, made)
    const { batch, retry, timeoutMs } = objectOf(written)
    return plan && { ...plan, batch: objectOf(batch), retry: objectOf(retry) as unknown as SinkPlan['retry'], timeoutMs: Number(timeoutMs) }
  }
  const sourcePlan = (name: string, written: unknown) => {
    const { plan, instance: made } = instance('source', written, ['sources', name], name)
    if (made !== undefined) tried.sources.set(name, made)
    return plan
  }
  const routePlan = (written: unknown, path: Path): RoutePlan | undefined => {
    const { match, parser, transforms, to } = objectOf(written)
    const read = instance('parser', parser, [...path, 'parser']).plan
    const change = listOf(transforms).flatMap((one, i) => instance('transform', one, [...path, 'transforms', i]).plan ?? [])
    const branches = listOf(to).map((one, i) => resolveBranch(one, [...path, 'to', i], { sinks, renderers }, report))
    return read && { id: pathText(path), match: matchOf(match), parser: read, transforms: change, to: branches }
  }

  const snapshotPlan = (name: string, written: unknown): SnapshotPlan => {
    const path = ['snapshots', name]
    const { pictures, for: subjects = [{}], to } = objectOf(written)
    const branches = listOf(to).map((one, i) => resolveBranch(one, [...path, 'to', i], { sinks, renderers }, report))
    for (const [i, one] of listOf(pictures).entries()) lookUp(one, 'renderer', renderers, [...path, 'pictures', i], report)
    const drawn = textsOf(pictures)
    return {
      ...{ id: pathText(path), name, pictures: drawn, for: listOf(subjects) as readonly Fields[] },
      to: branches.map((branch) => ({ ...branch, pictures: drawn })),
    }
  }

  const plan: Plan = {
    sinks: mapNamed(sinks, sinkPlan),
    renderers: mapNamed(renderers, (name, written) => instance('renderer', written, ['renderers', name], name).plan),
    sources: mapNamed(sources, sourcePlan),
    snapshots: mapNamed(snapshots, snapshotPlan),
    routes: listOf(routes).flatMap((written, i) => routePlan(written, ['routes', i]) ?? []),
    deadLetter: typeof deadLetter === 'string' ? deadLetter : false,
    ...(typeof memory === 'string' ? { memory } : {}),
  }
  if (deadLetter === true) report('LF_CONFIG_VALUE', ['deadLetter'], 'must be the name of a sink, or false')
  lookUp(deadLetter, 'sink', sinks, ['deadLetter'], report)
  lookUp(memory, 'sink', sinks, ['memory'], report)
  const mustBeAble = (key: string, name: unknown, lack: string, isAble: (sink: Sink) => boolean) => {
    const sink = typeof name === 'string' ? tried.sinks.get(name) : undefined
    if (sink === undefined || isAble(sink)) return
    const able = [...tried.sinks].flatMap(([other, one]) => (isAble(one) ? [other] : []))
    report('LF_CONFIG_VALUE', [key], `the sink "${name}" ${lack}${able.length === 0 ? '' : ` — these can: ${able.join(', ')}`}`)
  }
  mustBeAble('deadLetter', deadLetter, 'cannot keep who refused a record, and why', ({ keepsRefused }) => keepsRefused === true)
  mustBeAble('memory', memory, 'cannot keep a memory', (sink) => sink.memory !== undefined)
  return { plan, tried, schemas, problems }
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
