import { fieldsOfCondition } from '../condition.ts'
import type { Path } from '../errors.ts'
import { compileGlob } from '../glob.ts'
import { isObject } from '../is-object.ts'
import type { BranchPlan, InstancePlan, Match, Plan, RoutePlan } from '../plan.ts'
import type { Problem } from './problem.ts'
import type { Tried } from './resolve.ts'
import { hint } from './suggest.ts'

/** What is doubtful in a plan that has no errors. */
export const advise = (plan: Plan, tried: Tried): readonly Problem[] => [
  ...unreachable(plan.routes),
  ...unused(plan),
  ...forgetful(plan, tried),
  ...plan.routes.flatMap((route, r) => strangeInTransforms(route, ['routes', r, 'transforms'])),
  ...routeBranchesOf(plan).flatMap(({ route, branch, path }) => strangeInBranch(route, branch, path)),
]

const warning = (code: Problem['code'], path: Path, message: string, onKey?: true): Problem => ({
  level: 'warning',
  code,
  path,
  message,
  ...(onKey && { onKey }),
})

const routeBranchesOf = ({ routes }: Plan) =>
  routes.flatMap((route, r) => route.to.map((branch, b) => ({ route, branch, path: ['routes', r, 'to', b] as Path })))

const branchesOf = (plan: Plan) => [
  ...routeBranchesOf(plan),
  ...Object.values(plan.snapshots).flatMap(({ name, to }) =>
    to.map((branch, b) => ({ branch, path: ['snapshots', name, 'to', b] as Path })),
  ),
]

const unreachable = (routes: readonly RoutePlan[]): readonly Problem[] =>
  routes.flatMap(({ match }, i) => {
    const earlier = routes.slice(0, i).find((route) => covers(route.match, match))
    if (earlier === undefined) return []
    return [warning('LF_CONFIG_VALUE', ['routes', i, 'match'], `no event comes here — ${earlier.id} matches all of them before`)]
  })

/** Every origin has these; `**` on them asks for nothing. */
const ALWAYS = ['source', 'logGroup', 'logStream']

/** True only where it is certain: the same globs, `**`, or a glob that matches a plain name. */
function covers(earlier: Match, later: Match): boolean {
  return Object.entries(earlier).every(([key, globs]) => {
    if (ALWAYS.includes(key) && globs.includes('**')) return true
    const wanted = later[key as keyof Match]
    const matches = compileGlob(globs)
    return wanted?.every((glob) => globs.includes('**') || globs.includes(glob) || (isPlain(glob) && matches(glob))) ?? false
  })
}

const isPlain = (glob: string): boolean => /^[\w/.:#-]+$/.test(glob)

function unused(plan: Plan): readonly Problem[] {
  const branches = branchesOf(plan).map(({ branch }) => branch)
  const sinks = new Set<unknown>([...branches.map(({ sink }) => sink), plan.deadLetter, plan.memory])
  const renderers = new Set(branches.flatMap(({ pictures }) => pictures))
  const idle = (key: string, names: readonly string[], used: ReadonlySet<unknown>, what: string) =>
    names
      .filter((name) => !used.has(name))
      .map((name) => warning('LF_CONFIG_NAME', [key, name], `nothing uses the ${what} "${name}" — name it in a route, or remove it`, true))
  return [
    ...idle('sinks', Object.keys(plan.sinks), sinks, 'sink'),
    ...idle('renderers', Object.keys(plan.renderers), renderers, 'renderer'),
  ]
}

/** Said once of alerts, at the first branch that needs a memory, and once of places, at the first source that reads without being asked. */
function forgetful(plan: Plan, { sinks, sources }: Tried): readonly Problem[] {
  if (plan.memory !== undefined) return []
  const able = [...sinks].find(([, sink]) => sink.memory !== undefined)?.[0]
  const advice = able === undefined ? 'name a sink as "memory"' : `add "memory": "${able}"`
  const needy = branchesOf(plan).find(({ branch }) => branch.everyMs !== undefined || sinks.get(branch.sink)?.idempotent === false)
  const puller = [...sources].find(([, source]) => source.accepts === undefined)?.[0]
  const lost = (path: Path, what: string) => warning('LF_CONFIG_MISSING', path, `${what} — ${advice}`)
  return [
    ...(needy === undefined ? [] : [lost(needy.path, 'what was sent is remembered by one process only, so that another sends it again')]),
    ...(puller === undefined
      ? []
      : [lost(['sources', puller], 'how far it is read is remembered by one process only, so that the next one begins anew')]),
  ]
}

/** Those that the origin of an RDS event gives, and those that the core adds to what could not be parsed as it should. */
const ORIGIN_FIELDS = ['Engine', 'Instance', 'Cluster']
const CORE_FIELDS = [...ORIGIN_FIELDS, 'Parse_error', 'Truncated']

function strangeInBranch({ parser, transforms }: RoutePlan, { when = {}, by, raw }: BranchPlan, path: Path): readonly Problem[] {
  const read = [
    ...fieldsOfCondition(when).map((name) => ({ name, at: [...path, 'when'] })),
    ...by.map((name, i) => ({ name, at: [...path, 'by', i] })),
  ]
  if (raw) {
    return read
      .filter(({ name }) => !ORIGIN_FIELDS.includes(name))
      .map(({ name, at }) => warning('LF_CONFIG_NAME', at, `a raw record has no field "${name}": it is not parsed — remove "raw", or this`))
  }
  return strange(read, [parser, ...transforms])
}

/** What the conditions of a transform read that neither the parser nor a transform before it makes. */
const strangeInTransforms = ({ parser, transforms }: RoutePlan, path: Path): readonly Problem[] =>
  transforms.flatMap(({ plugin, options }, t) => {
    const conditions = Object.entries(plugin.options).flatMap(([name, option]) =>
      'format' in option && option.format === 'condition' && isObject(options[name]) ? [{ name, condition: options[name] }] : [],
    )
    const read = conditions.flatMap(({ name, condition }) =>
      fieldsOfCondition(condition).map((field) => ({ name: field, at: [...path, t, 'options', name] })),
    )
    return strange(read, [parser, ...transforms.slice(0, t)])
  })

/** Those of the fields read that nobody makes. */
function strange(read: readonly { readonly name: string; readonly at: Path }[], by: readonly InstancePlan[]): readonly Problem[] {
  const makers = by.map(({ plugin }) => plugin.fields)
  if (!makers.every((fields) => fields !== undefined)) return []
  const made = [...makers.flatMap((fields) => Object.keys(fields)), ...CORE_FIELDS]
  return read
    .filter(({ name }) => !made.includes(name) && !made.includes(name.split('.')[0] ?? ''))
    .map(({ name, at }) => warning('LF_CONFIG_NAME', at, `nothing here makes a field "${name}"${hint(name, made, 'there are')}`))
}
