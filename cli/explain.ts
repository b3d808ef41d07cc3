import type { Command } from 'commander'
import { LogferryError, type Origin, type Pipeline } from '../core/index.ts'
import { localMemory } from '../core/pipeline/guarded-memory.ts'
import type { Plan } from '../core/plan.ts'
import { start } from '../core/start.ts'
import { dryPlan } from '../replay/dry-plan.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { EXIT } from './exit.ts'
import { eventText, routesText } from './explain-text.ts'
import { createExplainer, explainRoutes } from './explanation.ts'
import { collect, readInputs } from './inputs.ts'
import { stopOnSignals } from './stop.ts'
import { surroundings } from './surroundings.ts'
import { complain, print, say } from './talk.ts'

interface ExplainOptions {
  readonly config: string
  readonly logGroup?: string
  readonly logStream?: string
  readonly source?: string
  readonly account?: string
  readonly region?: string
  readonly event: readonly string[]
  readonly most: string
  readonly json?: true
}

export const addExplain = (program: Command, done: (status: number) => void): Command =>
  program
    .command('explain')
    .summary('say which route takes an event, and why its records go where they go')
    .description(
      'Says which route takes a log group, and why; with log files or Lambda events, what each branch would do with each record, and why not. Nothing is shipped.',
    )
    .argument('[FILE...]', 'log files; - is stdin')
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .option('--log-group <name>', 'the log group to explain; files count as its events')
    .option('--log-stream <name>', 'the log stream')
    .option('--source <name>', 'the source (default: file for files, else cloudwatch)')
    .option('--account <id>', 'the AWS account')
    .option('--region <name>', 'the AWS region')
    .option('--event <file>', 'a file of Lambda events: JSON, or one a line; can be given again', collect, [])
    .option('-n, --most <count>', 'how many events to explain at the most', '10')
    .option('--json', 'print JSON, one object a line')
    .action(async (paths: readonly string[], options: ExplainOptions) => done(await explain(paths, options)))

async function explain(paths: readonly string[], options: ExplainOptions): Promise<number> {
  const { logGroup, event, most } = options
  const left = Number(most)
  if (!(Number.isInteger(left) && left > 0)) throw new LogferryError('LF_USAGE', `--most takes a whole number from 1, not "${most}"`)
  if (paths.length > 0 && logGroup === undefined)
    throw new LogferryError('LF_USAGE', 'say what log group the files count as: --log-group NAME')
  if (paths.length + event.length === 0 && logGroup === undefined) {
    throw new LogferryError('LF_USAGE', 'there is nothing to explain: give --log-group NAME, or --event FILE')
  }
  const read = await planOf(options.config)
  if ('exit' in read) return read.exit
  const { plan } = read
  if (logGroup !== undefined) {
    const origin = originOf(logGroup, options, paths.length > 0)
    const routes = explainRoutes(plan, origin)
    print(options.json ? JSON.stringify({ origin, routes }) : routesText(plan, origin, routes))
  }
  if (paths.length + event.length === 0) return EXIT.done

  const { stop, release } = stopOnSignals()
  const enough = new AbortController()
  const pipeline = explaining(plan, left, options.json === true, enough)
  const terms = {
    sources: plan.sources,
    plugins: read.loaded.plugins,
    pipeline,
    stop: AbortSignal.any([stop, enough.signal]),
    world: surroundings,
    fromStart: true,
  }
  const inputs = await readInputs({ paths, events: event, logGroup: logGroup ?? '', logStream: options.logStream }, terms)
  release()
  for (const { problem } of inputs) if (problem !== undefined) complain(problem.code, problem.detail)
  if (enough.signal.aborted) say(`those were the first ${left} events; --most N explains more`)
  const failed = inputs.filter(({ status }) => status === 'failed').length
  return failed === 0 ? EXIT.done : failed === inputs.length ? EXIT.failed : EXIT.partly
}

function originOf(logGroup: string, { logStream = '', source, account, region }: ExplainOptions, isFile: boolean): Origin {
  return {
    source: source ?? (isFile ? 'file' : 'cloudwatch'),
    logGroup,
    logStream,
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
  }
}

/** A pipeline that prints what would become of its events, and calls `enough` when it has printed so many. */
function explaining(plan: Plan, most: number, json: boolean, enough: AbortController): Pipeline {
  const explainer = createExplainer(plan, surroundings)
  const { split } = start(dryPlan(plan), surroundings).pipeline({})
  let left = most
  return {
    split,
    memory: localMemory(),
    async deliver(events, carry = {}) {
      const { answers, carry: next } = explainer(events.slice(0, left), carry)
      for (const answer of answers) print(json ? JSON.stringify(answer) : eventText(plan, answer))
      left -= answers.length
      if (left === 0) enough.abort()
      return { outcomes: events.map(() => ({ status: 'dropped', reason: 'explained' })), carry: next }
    },
  }
}
