import { type Loaded, loadConfig } from '../core/config/load.ts'
import { formatProblems } from '../core/config/problem.ts'
import { LogferryError, type Pipeline, type Plugin } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'
import { type Engine, start } from '../core/start.ts'
import type { Ledger } from '../core/telemetry.ts'
import { builtins } from './builtins.ts'
import { lambdaLog } from './log.ts'
import { type OpenSource, openSources, sourceOf } from './open-sources.ts'
import { proxyFor } from './proxy-for.ts'

/** What AWS hands a function beside the event (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html). */
export interface LambdaContext {
  readonly awsRequestId?: string
  readonly logGroupName?: string
  getRemainingTimeInMillis?(): number
}

/** Lambda refuses a handler with more than two parameters from Node 24 on. */
export type Handler = (event: unknown, context: LambdaContext) => Promise<unknown>

export interface HandlerTerms {
  /** The path of a config, or a config imported as an object, whose `plugins` are then passed here. */
  readonly config: unknown
  readonly plugins?: readonly Plugin[]
  /** Only for trying it on a laptop: sinks may write to `file:` folders. */
  readonly allowFileUrls?: boolean
  /** In place of one JSON object a line on stdout. */
  readonly log?: typeof lambdaLog
}

interface Ready {
  readonly engine: Engine
  readonly sources: readonly OpenSource[]
}

/** Kept from the time that AWS gives, to settle and to answer. */
const RESERVE_MS = 2000

/** A handler that reads its config once per process, at the first event, and answers each event as its platform wants it. */
export function createHandler(terms: HandlerTerms): Handler {
  let ready: Promise<Ready> | undefined
  return async (event, context) => {
    ready ??= prepare(terms, context)
    const { engine, sources } = await ready
    const source = sourceOf(sources, event)
    const deadline = deadlineOf(context)
    const stop = new AbortController()
    const timer = deadline === undefined ? undefined : setTimeout(() => stop.abort(), Math.max(0, deadline - Date.now()))
    try {
      const pipeline: Pipeline = engine.pipeline({ signal: stop.signal, ...(deadline === undefined ? {} : { deadline }) })
      return await source.read(event, pipeline, stop.signal)
    } finally {
      clearTimeout(timer)
    }
  }
}

async function prepare(terms: HandlerTerms, context: LambdaContext): Promise<Ready> {
  const { plan, problems, plugins } = await load(terms)
  if (plan === undefined) throw new LogferryError('LF_CONFIG_INVALID', `\n${formatProblems(problems)}`)
  if (terms.allowFileUrls !== true) refuseFileUrls(plan)
  const { log = lambdaLog } = terms
  if (problems.length > 0) log('the config has warnings', { warnings: formatProblems(problems) })
  const own = context.logGroupName
  const surroundings = {
    now: Date.now,
    random: Math.random,
    proxyFor,
    secret: async (ref: string) => {
      throw new LogferryError('LF_SECRET_UNAVAILABLE', `nothing here reads ${ref}`)
    },
    log,
    ledger: (ledger: Ledger) => log('delivery', ledger),
    ...(own === undefined ? {} : { ownLogGroup: own }),
  }
  return { engine: start(plan, surroundings), sources: openSources(plan.sources, plugins, surroundings) }
}

function load({ config, plugins = [] }: HandlerTerms): Promise<Loaded> {
  const { env } = process
  if (typeof config === 'string') return loadConfig({ file: config, env, builtins })
  return loadConfig({ value: config, folder: process.cwd(), env, builtins, plugins })
}

/** A variable that is missing must not deliver to a disk that vanishes with the container. */
function refuseFileUrls({ sinks }: Plan): void {
  const local = Object.values(sinks).filter(({ options }) => String(options['url']).startsWith('file:'))
  if (local.length === 0) return
  const names = local.map(({ id, options }) => `${id} (${options['url']})`).join(', ')
  throw new LogferryError('LF_FILE_URL_REFUSED', `these sinks would write to the function's own disk: ${names}`)
}

function deadlineOf(context: LambdaContext): number | undefined {
  const remaining = context.getRemainingTimeInMillis?.()
  return remaining === undefined ? undefined : Date.now() + Math.max(0, remaining - RESERVE_MS)
}
