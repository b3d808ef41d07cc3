import { instantiate } from '../core/config/instantiate.ts'
import { compileCondition, compileGlob, type Fields, fieldOf, type LogEvent, type LogRecord, type Origin } from '../core/index.ts'
import { rawOf } from '../core/pipeline/read.ts'
import { compileMatch } from '../core/pipeline/route.ts'
import { readStreams } from '../core/pipeline/streams.ts'
import { applyTransforms } from '../core/pipeline/transform.ts'
import type { BranchPlan, Match, Plan, RoutePlan } from '../core/plan.ts'
import type { Surroundings } from '../core/start.ts'

/** Whether a route takes an origin; `because` names the key that decides, with what stands there on both sides. */
export interface RouteAnswer {
  readonly route: string
  readonly takes: boolean
  readonly because: string
}

/** Whether a branch wants a record, and if not, which of its tests fail. */
export interface BranchAnswer {
  readonly branch: string
  readonly sink: string
  readonly wants: boolean
  readonly because?: string
}

export interface RecordAnswer {
  readonly record: LogRecord
  /** The event untouched, for raw branches. */
  readonly raw?: true
  /** What a transform did: why it dropped the record, or how it broke. */
  readonly ended?: string
  readonly branches: readonly BranchAnswer[]
}

export interface EventAnswer {
  readonly event: string
  readonly origin: Origin
  readonly route?: string
  /** Why there are no records. */
  readonly dropped?: string
  /** `unparsed`, or what the parser threw. */
  readonly fault?: string
  readonly records: readonly RecordAnswer[]
}

/** The routes in their order, up to the first that takes the origin. */
export function explainRoutes({ routes }: Plan, origin: Origin): readonly RouteAnswer[] {
  const first = routes.findIndex(({ match }) => compileMatch(match)(origin))
  return routes.slice(0, first < 0 ? undefined : first + 1).map(({ id, match }, i) => ({
    route: id,
    takes: i === first,
    because: Object.entries(match)
      .flatMap(([key, globs]) => reasonOf(key as keyof Match, globs, origin, i === first))
      .join(', '),
  }))
}

function reasonOf(key: keyof Match, globs: readonly string[], origin: Origin, takes: boolean): readonly string[] {
  const name = origin[key]
  const fits = name !== undefined && compileGlob(globs)(name)
  if (fits !== takes) return []
  return [`${key} ${name === undefined ? 'is not known' : JSON.stringify(name)} ${fits ? 'matches' : 'is not'} ${globs.join(' or ')}`]
}

/** What would become of events that come one after the other; what is held back by `every` is not known here. */
export function createExplainer(plan: Plan, surroundings: Surroundings): (events: readonly LogEvent[], carry: Fields) => Answers {
  const routes = plan.routes.map((route) => ({
    plan: route,
    matches: compileMatch(route.match),
    parser: instantiate(route.parser, surroundings),
    transforms: route.transforms.map((transform) => ({ id: transform.id, transform: instantiate(transform, surroundings) })),
  }))
  return (events, carry) => {
    const answers: EventAnswer[] = []
    const left = readStreams<(typeof routes)[number]>(events, carry, {
      now: surroundings.now,
      routeOf: (origin) => routes.find(({ matches }) => matches(origin)) ?? 'no route',
      unrouted: (i, why) => answers.push({ ...about(events[i] as LogEvent), dropped: why, records: [] }),
      routed(_, event, route, read) {
        const { records, dropped, note, fault } = read
        const raw = rawOf(event, read)
        const rawBranches = route.plan.to.filter((branch) => branch.raw).map((branch) => branchAnswer(branch, raw.fields))
        answers.push({
          ...about(event),
          route: route.plan.id,
          ...(dropped === undefined ? {} : { dropped }),
          ...(note === undefined ? {} : { fault: fault ?? note }),
          records: [
            ...records.map((record) => recordAnswer(applyTransforms(record, route.transforms), route.plan)),
            ...(rawBranches.length === 0 ? [] : [{ record: raw, raw: true as const, branches: rawBranches }]),
          ],
        })
      },
    })
    return { answers, carry: left }
  }
}

export interface Answers {
  readonly answers: readonly EventAnswer[]
  readonly carry: Fields
}

const about = ({ id, origin }: LogEvent) => ({ event: id, origin })

function recordAnswer({ record, outcome }: ReturnType<typeof applyTransforms>, { to }: RoutePlan): RecordAnswer {
  const branches = to.filter(({ raw }) => !raw)
  if (outcome === undefined) return { record, branches: branches.map((branch) => branchAnswer(branch, record.fields)) }
  return { record, ended: 'reason' in outcome ? outcome.reason : 'code' in outcome ? outcome.code : outcome.status, branches: [] }
}

function branchAnswer({ id, sink, when }: BranchPlan, fields: Fields): BranchAnswer {
  if (when === undefined || compileCondition(when)(fields)) return { branch: id, sink, wants: true }
  const failing = Object.entries(when).filter(([name, test]) => !compileCondition({ [name]: test })(fields))
  const because = failing.map(([name, test]) => `${name} ${JSON.stringify(test)}${GROUPS.has(name) ? '' : ` (${valueText(fields, name)})`}`)
  return { branch: id, sink, wants: false, because: because.join(', ') }
}

const GROUPS = new Set(['all', 'any', 'not'])

const valueText = (fields: Fields, name: string): string => {
  const value = fieldOf(fields, name)
  return value === undefined ? 'it has none' : `it is ${JSON.stringify(value)}`
}
