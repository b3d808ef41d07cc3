import type { Command } from 'commander'
import { LogferryError, type LogRecord, type Outcome } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'
import { start } from '../core/start.ts'
import slack from '../sinks/slack/index.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { whereTo } from './destinations.ts'
import { EXIT } from './exit.ts'
import { stopOnSignals } from './stop.ts'
import { surroundings } from './surroundings.ts'
import { complain, print, say } from './talk.ts'

interface TestAlertOptions {
  readonly config: string
}

export const addTestAlert = (program: Command, done: (status: number) => void): Command =>
  program
    .command('test-alert')
    .summary('post one alert that says it is a test')
    .description('Posts one alert that says it is a test, by the sink named, or by each slack sink of the config; no route, no claim.')
    .argument('[SINK]', 'the name of a sink in the config')
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .action(async (sink: string | undefined, options: TestAlertOptions) => done(await testAlert(sink, options)))

async function testAlert(asked: string | undefined, { config }: TestAlertOptions): Promise<number> {
  const read = await planOf(config)
  if ('exit' in read) return read.exit
  const names = sinksFor(asked, read.plan)
  const engine = start(read.plan, surroundings)
  const { abort, release } = stopOnSignals()
  let failed = 0
  try {
    for (const name of names) {
      const [outcome] = await engine.write(name, [testRecord(surroundings.now())], abort)
      if (outcome?.status === 'delivered') print(`${name}: posted${placeOf(outcome, read.plan, name)}`)
      else {
        failed++
        if (outcome !== undefined && 'code' in outcome) complain(outcome.code, `${name}: ${outcome.detail ?? 'no reason is known'}`)
        else say(`${name}: not posted`)
      }
    }
    return failed === 0 ? EXIT.done : failed === names.length ? EXIT.failed : EXIT.partly
  } finally {
    await engine.close(abort)
    release()
  }
}

function sinksFor(asked: string | undefined, { sinks }: Plan): readonly string[] {
  const alerting = Object.values(sinks).filter(({ plugin }) => plugin.name === slack.name)
  const names = alerting.map(({ id }) => id)
  if (asked === undefined && names.length > 0) return names
  if (asked !== undefined && Object.hasOwn(sinks, asked)) return [asked]
  const known = Object.keys(sinks).join(', ')
  throw new LogferryError(
    'LF_USAGE',
    asked === undefined ? 'the config has no slack sink' : `there is no sink "${asked}"; these are: ${known}`,
  )
}

/** What an alert has, and no log. */
const testRecord = (now: number): LogRecord => ({
  id: `test-alert/${now}`,
  time: now,
  text: 'A test of logferry.',
  origin: { source: 'test', logGroup: 'logferry/test-alert', logStream: 'test' },
  fields: {
    Engine: 'mysql',
    Instance: 'test-alert',
    Query_time: 12.4,
    Lock_time: 0.000206,
    Rows_sent: 10,
    Rows_examined: 3_145_718,
    User: 'nobody',
    Query: 'SELECT 1 /* a test of logferry: nothing is wrong */',
  },
})

function placeOf(outcome: Outcome, { sinks }: Plan, name: string): string {
  const { channel } = Object(outcome.status === 'delivered' ? outcome.receipt : undefined) as { readonly channel?: string }
  const where = whereTo(sinks[name]?.options ?? {})
  return `${channel === undefined ? '' : ` to ${channel}`}${where === '' ? '' : ` at ${where}`}`
}
