import { openSecrets, type SecretTerms } from '../aws/secrets.ts'
import { type Loaded, loadConfig } from '../core/config/load.ts'
import { formatProblems } from '../core/config/problem.ts'
import { LogferryError, type Plugin } from '../core/index.ts'
import { start } from '../core/start.ts'
import { answer } from './answer.ts'
import type { Ready } from './invocation.ts'
import { lambdaLog, withRequest } from './log.ts'
import { openSources } from './open-sources.ts'
import { proxyFor } from './proxy-for.ts'
import { refuseFileUrls } from './refuse-file-urls.ts'
import { collectReport, type InvocationReport, metricsOf } from './report.ts'
import { measuredReserve } from './reserve.ts'
import { limitTime } from './time-limit.ts'

/** What AWS hands a function beside the event (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html). */
export interface LambdaContext {
  readonly awsRequestId?: string
  readonly logGroupName?: string
  readonly functionName?: string
  getRemainingTimeInMillis?(): number
}

/** Lambda refuses a handler with more than two parameters from Node 24 on. */
export type Handler = (event: unknown, context: LambdaContext) => Promise<unknown>

export interface HandleTerms {
  /** The plugins of logferry that the config may use. */
  readonly builtins: readonly Plugin[]
  /** The path of a config, or a config imported as an object, whose `plugins` are then passed here. */
  readonly config: unknown
  readonly plugins?: readonly Plugin[]
  /** Only for trying it on a laptop: sinks may write to `file:` folders. */
  readonly allowFileUrls?: boolean
  /** In place of one JSON object a line on stdout. */
  readonly log?: (message: string, facts?: object) => void
  /** In place of a line with the metrics of each invocation on stdout. */
  readonly report?: (report: InvocationReport) => void
}

/** A handler that reads its config once per process, at the first event, and answers each event as its platform wants it. */
export function handle(terms: HandleTerms): Handler {
  const reserve = measuredReserve()
  let ready: Promise<Ready> | undefined
  let isCold = true
  return (event, context) =>
    withRequest(context.awsRequestId, async () => {
      ready ??= prepare(terms, context)
      const all = await ready.catch((thrown) => {
        // What was in the way, such as a secret that could not be read, may be gone at the next event.
        ready = undefined
        throw thrown
      })
      const wasCold = isCold
      isCold = false
      const time = limitTime(context.getRemainingTimeInMillis?.(), reserve)
      const { ledger, report } = collectReport(Date.now)
      const { stop, deadline } = time
      try {
        const own = { signal: stop, ledger, ...(deadline === undefined ? {} : { deadline }) }
        return await answer(event, { ...all, pipeline: all.engine.pipeline(own), terms: own, stop })
      } finally {
        time.end()
        const { functionName = 'logferry' } = context
        const say = terms.report ?? ((one) => lambdaLog('invocation', metricsOf(one, functionName, Date.now()), 'INFO'))
        say(report(wasCold))
      }
    })
}

async function prepare(terms: HandleTerms, context: LambdaContext): Promise<Ready> {
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
    secret: openSecrets({ now: Date.now, proxyFor, ...secretsExtension() }),
    log,
    ...(own === undefined ? {} : { ownLogGroup: own }),
  }
  return {
    plan,
    plugins,
    surroundings,
    engine: start(plan, surroundings),
    sources: openSources(plan.sources, plugins, surroundings, process.env['AWS_REGION']),
  }
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html */
function secretsExtension(): Pick<SecretTerms, 'extension'> {
  const { AWS_SESSION_TOKEN: token, PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: port = '2773', AWS_LAMBDA_FUNCTION_NAME: name } = process.env
  return name === undefined || token === undefined ? {} : { extension: { url: `http://localhost:${port}`, token } }
}

function load({ config, builtins, plugins = [] }: HandleTerms): Promise<Loaded> {
  const { env } = process
  if (typeof config === 'string') return loadConfig({ file: config, env, builtins })
  return loadConfig({ value: config, folder: process.cwd(), env, builtins, plugins })
}
