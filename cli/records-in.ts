import type { Loaded } from '../core/config/load.ts'
import { LogferryError, type LogRecord } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'
import { start } from '../core/start.ts'
import { dryPlan } from '../replay/dry-plan.ts'
import { readInputs } from './inputs.ts'
import { logGroupFor } from './log-group.ts'
import { slowestOf } from './slowest.ts'
import { stopOnSignals } from './stop.ts'
import { surroundings } from './surroundings.ts'

export interface Found {
  /** The last of them, by time, as many as a picture can show. */
  readonly records: readonly LogRecord[]
  readonly slowest: LogRecord | undefined
}

const MOST_RECORDS = 10_000

/** What the routes of a config make of log files. Nothing is written. Throws what is wrong with a file. */
export async function recordsIn(
  paths: readonly string[],
  { plan: written, loaded }: { readonly plan: Plan; readonly loaded: Loaded },
  asked: string | undefined,
): Promise<Found> {
  const plan = withoutTerms(dryPlan(written))
  const records = new Map<string, LogRecord>()
  const slowest = slowestOf(1)
  const tap = (record: LogRecord) => {
    slowest.add(record)
    records.set(record.id, record)
    const [oldest] = records.keys()
    if (records.size > MOST_RECORDS && oldest !== undefined) records.delete(oldest)
  }
  const world = { ...surroundings, tap }
  const { stop, abort, release } = stopOnSignals()
  const engine = start(plan, world)
  try {
    const pipeline = engine.pipeline({ signal: abort })
    const terms = { sources: plan.sources, plugins: loaded.plugins, pipeline, stop, world, fromStart: true }
    const inputs = await readInputs({ paths, events: [], logGroup: logGroupFor(plan, asked), logStream: undefined }, terms)
    const problem = inputs.find((input) => input.problem !== undefined)?.problem
    if (problem !== undefined) throw new LogferryError(problem.code, problem.detail)
    return { records: [...records.values()].sort((a, b) => a.time - b.time), slowest: slowest.list()[0] }
  } finally {
    await engine.close(abort)
    release()
  }
}

/** The same, but each route has one branch, which wants every record. */
const withoutTerms = (plan: Plan): Plan => ({
  ...plan,
  routes: plan.routes.map((route) => ({
    ...route,
    to: route.to.slice(0, 1).map(({ id, sink }) => ({ id, sink, by: [], raw: false, required: true, pictures: [] })),
  })),
})
