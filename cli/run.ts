import type { Command } from 'commander'
import { LogferryError } from '../core/index.ts'
import { start } from '../core/start.ts'
import { addLedgers, emptyLedger } from '../core/telemetry.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { sayDestinations } from './destinations.ts'
import { dryPlan } from './dry-run.ts'
import { collect, readInputs } from './inputs.ts'
import { logGroupFor } from './log-group.ts'
import { slowestOf } from './slowest.ts'
import { stopOnSignals } from './stop.ts'
import { exitOf, summary, summaryJson } from './summary.ts'
import { surroundings } from './surroundings.ts'
import { print, say } from './talk.ts'

export interface RunOptions {
  readonly config: string
  readonly logGroup?: string
  readonly logStream?: string
  readonly event: readonly string[]
  readonly dryRun?: true
  readonly json?: true
}

export const addRun = (program: Command, done: (status: number) => void): Command =>
  program
    .command('run')
    .summary('ship log files, stdin or Lambda events by the config, once')
    .description(
      'Ships log files (.gz too), stdin (-) or Lambda events by the config, once, and says what became of them. An interrupted run goes on where it stopped.',
    )
    .argument('[FILE...]', 'log files; - is stdin')
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .option('--log-group <name>', 'the log group that the files count as: what routes match')
    .option('--log-stream <name>', 'the log stream that the files count as (default: the base name of each file)')
    .option('--event <file>', 'a file of Lambda events: JSON, or one a line; can be given again', collect, [])
    .option('--dry-run', 'do everything but write')
    .option('--json', 'print the summary as JSON')
    .action(async (paths: readonly string[], options: RunOptions) => done(await run(paths, options)))

async function run(paths: readonly string[], options: RunOptions): Promise<number> {
  const read = await planOf(options.config)
  if ('exit' in read) return read.exit
  const plan = options.dryRun ? dryPlan(read.plan) : read.plan
  const isIdle = paths.length === 0 && options.event.length === 0 && Object.keys(plan.sources).length === 0
  if (isIdle) {
    throw new LogferryError('LF_USAGE', 'there is nothing to read: name log files, - for stdin, or --event FILE; the config has no sources')
  }
  const logGroup = paths.length === 0 ? '' : logGroupFor(plan, options.logGroup, options.logStream)

  sayDestinations(plan)
  say(options.dryRun ? 'dry run: nothing is written\n' : '')
  const began = surroundings.now()
  let ledger = emptyLedger
  const slowest = slowestOf(3)
  const world = {
    ...surroundings,
    tap: slowest.add,
    ledger(one: typeof ledger) {
      ledger = addLedgers(ledger, one)
    },
  }
  const { stop, abort, release } = stopOnSignals()
  const engine = start(plan, world)
  try {
    const pipeline = engine.pipeline({ signal: abort })
    const terms = { sources: plan.sources, plugins: read.loaded.plugins, pipeline, stop, world, fromStart: options.dryRun === true }
    const inputs = await readInputs({ paths, events: options.event, logGroup, logStream: options.logStream }, terms)
    const report = { plan: read.plan, ledger, inputs, slowest: slowest.list(), ms: surroundings.now() - began, stopped: stop.aborted }
    print(options.json ? summaryJson(report) : summary(report))
    return exitOf(report)
  } finally {
    await engine.close(abort)
    release()
  }
}
