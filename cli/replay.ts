import type { Command } from 'commander'
import { instantiate } from '../core/config/instantiate.ts'
import { hint } from '../core/config/suggest.ts'
import { ERRORS, LogferryError, type Pipeline } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'
import { start } from '../core/start.ts'
import { addLedgers } from '../core/telemetry.ts'
import { openSources, sourceOf } from '../lambda/open-sources.ts'
import { openReader } from '../replay/open-reader.ts'
import { replay as replayFrom } from '../replay/replay.ts'
import type { Wanted } from '../replay/wanted.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { sayDestinations } from './destinations.ts'
import { dryPlan } from './dry-run.ts'
import { createObserver } from './observer.ts'
import { countLine } from './progress.ts'
import { type Replayed, replayExit, replayJson, replayText } from './replay-summary.ts'
import { stopOnSignals } from './stop.ts'
import { surroundings } from './surroundings.ts'
import { print, say } from './talk.ts'
import { timeRange } from './time-range.ts'

interface ReplayOptions {
  readonly config: string
  readonly since?: string
  readonly until?: string
  readonly logGroup?: string
  readonly prefix?: string
  readonly sink?: string
  readonly code?: string
  readonly to?: string
  readonly withAlerts?: true
  readonly rate?: string
  readonly delete?: true
  readonly dryRun?: true
  readonly json?: true
}

export const addReplay = (program: Command, done: (status: number) => void): Command =>
  program
    .command('replay')
    .summary('send again what was refused, archived, or lost to a failed function')
    .description(
      'Sends dead letters to the sinks that refused them, and archived events, on-failure records of Lambda and event files by the config. FROM is an s3 sink of the config, s3://<bucket>/<prefix>, file:<folder>, or the path of a folder or file; without it, the dead letter. A replay that is stopped goes on where it was.',
    )
    .argument('[FROM...]', 'what to replay')
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .option('--since <time>', 'from that time on: 2026-11-24, 2026-11-24T10:00Z, or how long ago, such as 2h')
    .option('--until <time>', 'before that time')
    .option('--log-group <glob>', 'only of these log groups')
    .option('--prefix <prefix>', 'only objects whose key begins so')
    .option('--sink <name>', 'only dead letters that this sink refused')
    .option('--code <code>', 'only dead letters with this code')
    .option('--to <sink>', 'send to this sink alone')
    .option('--with-alerts', 'send to sinks that would show it twice, too, such as Slack')
    .option('--rate <n>', 'at most so many events in a second')
    .option('--delete', 'delete each object once all that is in it is through')
    .option('--dry-run', 'only count: write and delete nothing')
    .option('--json', 'print the ledger as JSON')
    .action(async (from: readonly string[], options: ReplayOptions) => done(await replay(from, options)))

async function replay(asked: readonly string[], options: ReplayOptions): Promise<number> {
  const read = await planOf(options.config)
  if ('exit' in read) return read.exit
  const plan = options.dryRun ? dryPlan(read.plan) : read.plan
  const froms = asked.length > 0 ? asked : [deadLetterOf(plan)]
  const began = surroundings.now()
  const range = timeRange(options, began)
  const rate = rateOf(options.rate)
  checkNames(plan, options)
  const mute = options.withAlerts ? [] : alertsOf(read.plan)
  if (options.to !== undefined && mute.includes(options.to)) {
    throw new LogferryError('LF_USAGE', `"${options.to}" would show again what it has shown: add --with-alerts if that is meant`)
  }

  sayDestinations(read.plan)
  say(options.dryRun ? 'dry run: nothing is written or deleted\n' : '')
  const { observed, ...observer } = createObserver()
  const world = { ...surroundings, ...observer }
  const { stop, abort, release } = stopOnSignals()
  const engine = start(plan, world)
  const sources = openSources(plan.sources, read.loaded.plugins, world)
  const terms = {
    ...{ engine, mute, stop, abort, now: surroundings.now, log: surroundings.log, tries: TRIES, waitMs: WAIT_MS },
    ...{ delete: options.delete === true, dryRun: options.dryRun === true, ...defined({ to: options.to, rate }) },
    read: (trigger: unknown, pipeline: Pipeline, signal: AbortSignal) => sourceOf(sources, trigger).read(trigger, pipeline, signal),
    onProgress: countLine(surroundings.now, 'dead letters and events'),
  }
  const replayed: Replayed[] = []
  try {
    for (const from of froms) {
      const { reader, sinks: own } = openReader(from, read.plan, world, abort)
      const wanted = { ...wantedOf(options), ...range, ...defined({ only: kindOf(from, plan) }) }
      const report = await replayFrom({ ...terms, from: reader, own, wanted }).finally(() => reader.close())
      replayed.push({ from, report })
      if (report.status !== 'done') break
    }
    const sum = replayed.map(({ report }) => report.ledger).reduce(addLedgers, observed().ledger)
    const totals = { plan: read.plan, ...observed(), ledger: sum, ms: surroundings.now() - began }
    print(options.json ? replayJson(replayed, totals) : replayText(replayed, totals))
    return replayExit(replayed, totals)
  } finally {
    await engine.close(abort)
    release()
  }
}

const wantedOf = ({ logGroup, prefix, sink, code }: ReplayOptions): Wanted => defined({ logGroup, prefix, sink, code })

/** The dead letter and an archive may share a place. */
const kindOf = (from: string, { deadLetter, sinks }: Plan): Wanted['only'] =>
  from === deadLetter ? 'letter' : sinks[from] === undefined ? undefined : 'archive'

const TRIES = 3
const WAIT_MS = 1000

function deadLetterOf({ deadLetter }: Plan): string {
  if (deadLetter !== false) return deadLetter
  throw new LogferryError('LF_USAGE', 'say what to replay: the config has no dead letter')
}

/** Sinks that show twice what is written twice. */
const alertsOf = ({ sinks }: Plan): readonly string[] =>
  Object.values(sinks)
    .filter((sink) => instantiate(sink, surroundings).idempotent === false)
    .map(({ id }) => id)

function checkNames({ sinks }: Plan, { to, code }: ReplayOptions): void {
  if (to !== undefined && sinks[to] === undefined) {
    throw new LogferryError('LF_USAGE', `there is no sink "${to}"${hint(to, Object.keys(sinks), 'there are')}`)
  }
  if (code !== undefined && !Object.hasOwn(ERRORS, code)) {
    throw new LogferryError('LF_USAGE', `there is no code "${code}"${hint(code, Object.keys(ERRORS), 'see docs/reference/errors.md')}`)
  }
}

function rateOf(text: string | undefined): number | undefined {
  const rate = Number(text)
  if (text === undefined || rate > 0) return text === undefined ? undefined : rate
  throw new LogferryError('LF_USAGE', `--rate takes a number of events per second, not "${text}"`)
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const defined = <T extends object>(given: T): Defined<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>
