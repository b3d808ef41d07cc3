import type { Command } from 'commander'
import { hint } from '../core/config/suggest.ts'
import { ERRORS, LogferryError, type Outcome } from '../core/index.ts'
import { start } from '../core/start.ts'
import { emptyLedger, type Ledger } from '../core/telemetry.ts'
import { timeOf } from '../replay/time-range.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { sayDestinations } from './destinations.ts'
import { EXIT } from './exit.ts'
import { stopOnSignals } from './stop.ts'
import { surroundings } from './surroundings.ts'
import { plural, print, say, visible } from './talk.ts'

interface SnapshotOptions {
  readonly config: string
  readonly time?: string
  readonly json?: true
}

export const addSnapshot = (program: Command, done: (status: number) => void): Command =>
  program
    .command('snapshot')
    .summary('draw a snapshot of the config, and send it')
    .description(
      'Draws the pictures of a snapshot and sends them in one message. A picture that fails is left out, and said. Of one minute a snapshot is sent once.',
    )
    .argument('<NAME>', 'its name in the config')
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .option('--time <time>', 'as of that time: 2026-11-24T10:00Z, or how long ago, such as 2h (default: now)')
    .option('--json', 'print the outcome as JSON')
    .action(async (name: string, options: SnapshotOptions) => done(await snapshot(name, options)))

async function snapshot(name: string, { config, time: written, json }: SnapshotOptions): Promise<number> {
  const read = await planOf(config)
  if ('exit' in read) return read.exit
  const names = Object.keys(read.plan.snapshots)
  if (!names.includes(name)) {
    const others = names.length === 0 ? '; the config has none under "snapshots"' : hint(name, names, 'there are')
    throw new LogferryError('LF_USAGE', `there is no snapshot "${name}"${others}`)
  }
  const time = written === undefined ? surroundings.now() : timeOf('--time', written, surroundings.now())

  const { abort, release } = stopOnSignals()
  sayDestinations(read.plan)
  let ledger = emptyLedger
  const details: string[] = []
  const tap = (_: unknown, branch: string, outcome: Outcome) => void details.push(outcomeLine(branch, outcome))
  const engine = start(read.plan, { ...surroundings, tap })
  try {
    const note = (one: Ledger) => {
      ledger = one
    }
    const outcome = await engine.snapshot(name, { signal: abort, time, ledger: note })
    const failed = ledger.notes['picturesFailed'] ?? 0
    if (json) print(JSON.stringify({ snapshot: name, outcome, picturesFailed: failed, branches: ledger.branches }, undefined, 2))
    else for (const line of details) print(line)
    if (failed > 0) say(`${plural(failed, 'picture')} could not be drawn`)
    return exitOf(outcome, failed)
  } finally {
    await engine.close(abort)
    release()
  }
}

function outcomeLine(branch: string, outcome: Outcome): string {
  if (!('code' in outcome)) return `${branch}: ${outcome.status}`
  return visible(
    `${branch}: ${outcome.status === 'retry' ? 'not sent' : outcome.status}, ${outcome.code} ${outcome.detail ?? ''}\n  ${ERRORS[outcome.code].next}`,
  )
}

function exitOf({ status }: Outcome, picturesFailed: number): number {
  if (status !== 'delivered') return EXIT.failed
  return picturesFailed === 0 ? EXIT.done : EXIT.partly
}
