import type { Command } from 'commander'
import { LogferryError } from '../core/index.ts'
import { start } from '../core/start.ts'
import { dryPlan } from '../replay/dry-plan.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { sayDestinations } from './destinations.ts'
import { collect, type InputTerms, readInputs } from './inputs.ts'
import { logGroupFor } from './log-group.ts'
import { milliseconds } from './milliseconds.ts'
import { createObserver } from './observer.ts'
import { planVersion } from './plan-version.ts'
import { stopOnSignals } from './stop.ts'
import { exitOf, summary, summaryJson } from './summary.ts'
import { surroundings } from './surroundings.ts'
import { print, say } from './talk.ts'

interface FollowOptions {
  readonly follow?: boolean
  readonly idleMs?: string
}

export interface RunOptions extends FollowOptions {
  readonly config: string
  readonly logGroup?: string
  readonly logStream?: string
  readonly event: readonly string[]
  readonly fromStart?: true
  readonly dryRun?: true
  readonly json?: true
}

export const addRun = (program: Command, done: (status: number) => void): Command =>
  program
    .command('run')
    .summary('ship log files, stdin or Lambda events by the config, once, or follow files')
    .description(
      'Ships log files (.gz too), stdin (-) or Lambda events by the config, once, and says what became of them. An interrupted run goes on where it stopped. With --follow it waits for more at the end of each file, through rotation and truncation, until Ctrl-C, and keeps its place.',
    )
    .argument('[FILE...]', 'log files; - is stdin')
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .option('--log-group <name>', 'the log group that the files count as: what routes match')
    .option('--log-stream <name>', 'the log stream that the files count as (default: the base name of each file)')
    .option('--event <file>', 'a file of Lambda events: JSON, or one a line; can be given again', collect, [])
    .option('--follow', 'follow the files, or those of the sources of the config, until Ctrl-C')
    .option('--idle-ms <n>', 'with --follow: ship the last entry of a file when nothing was added for so long')
    .option('--from-start', 'read files from their start, whatever an earlier run has read of them')
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
  const following = followTerms(paths, options)
  const logGroup = paths.length === 0 ? '' : logGroupFor(plan, options.logGroup, options.logStream)

  const { stop, abort, release } = stopOnSignals()
  sayDestinations(plan)
  say(options.dryRun ? 'dry run: nothing is written\n' : '')
  if (following.follow) say('following; Ctrl-C ends it, and keeps the place in each file')
  const began = surroundings.now()
  const { observed, ...observer } = createObserver()
  const world = { ...surroundings, ...observer }
  const engine = start(plan, world)
  try {
    const pipeline = engine.pipeline({ signal: abort })
    const fromStart = options.dryRun === true || options.fromStart === true
    const terms: InputTerms = {
      sources: plan.sources,
      plugins: read.loaded.plugins,
      pipeline,
      stop,
      world,
      fromStart,
      version: (origin) => planVersion(plan, origin),
      ...following,
    }
    const inputs = await readInputs({ paths, events: options.event, logGroup, logStream: options.logStream }, terms)
    const stopped = inputs.some(({ status }) => status === 'stopped')
    const report = { plan: read.plan, ...observed(), inputs, ms: surroundings.now() - began, stopped }
    print(options.json ? summaryJson(report) : summary(report))
    return exitOf(report)
  } finally {
    await engine.close(abort)
    release()
  }
}

function followTerms(paths: readonly string[], { follow = false, idleMs }: FollowOptions) {
  if (follow && paths.includes('-'))
    throw new LogferryError('LF_USAGE', 'stdin cannot be followed: leave out --follow, it is read to its end')
  if (idleMs === undefined) return { follow }
  if (!follow) throw new LogferryError('LF_USAGE', '--idle-ms goes with --follow')
  return { follow, idleMs: milliseconds('--idle-ms', idleMs) }
}
