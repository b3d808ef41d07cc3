import type { Command } from 'commander'
import { start } from '../core/start.ts'
import { addLedgers } from '../core/telemetry.ts'
import { openSources, sourceOf } from '../lambda/open-sources.ts'
import { dryPlan } from '../replay/dry-plan.ts'
import { carryOut, readOrder } from '../replay/order.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { sayDestinations } from './destinations.ts'
import { createObserver } from './observer.ts'
import { optionName } from './option-name.ts'
import { countLine } from './progress.ts'
import { replayExit, replayJson, replayText } from './replay-summary.ts'
import { stopOnSignals } from './stop.ts'
import { surroundings } from './surroundings.ts'
import { print, say } from './talk.ts'

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

async function replay(from: readonly string[], options: ReplayOptions): Promise<number> {
  const read = await planOf(options.config)
  if ('exit' in read) return read.exit
  const began = surroundings.now()
  const order = readOrder({ ...options, from }, read.plan, surroundings, optionName)

  sayDestinations(read.plan)
  say(order.dryRun ? 'dry run: nothing is written or deleted\n' : '')
  const { observed, ...observer } = createObserver()
  const world = { ...surroundings, ...observer }
  const { stop, abort, release } = stopOnSignals()
  const engine = start(order.dryRun ? dryPlan(read.plan) : read.plan, world)
  const sources = openSources(read.plan.sources, read.loaded.plugins, world)
  try {
    const replayed = await carryOut(order, {
      ...{ plan: read.plan, world, engine, stop, abort, now: surroundings.now, log: surroundings.log },
      read: (trigger, pipeline, signal) => sourceOf(sources, trigger).read(trigger, pipeline, signal),
      onProgress: countLine(surroundings.now, 'dead letters and events'),
    })
    const sum = replayed.map(({ report }) => report.ledger).reduce(addLedgers, observed().ledger)
    const totals = { plan: read.plan, ...observed(), ledger: sum, ms: surroundings.now() - began }
    print(options.json ? replayJson(replayed, totals) : replayText(replayed, totals))
    return replayExit(replayed, totals)
  } finally {
    await engine.close(abort)
    release()
  }
}
