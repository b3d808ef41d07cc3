import path from 'node:path'
import type { Command } from 'commander'
import { isLogferryError, LogferryError, messageOf } from '../core/index.ts'
import { eventsOf } from '../core/telemetry.ts'
import { createHandler } from '../lambda/create-handler.ts'
import type { InvocationReport } from '../lambda/report.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { sayDestinations } from './destinations.ts'
import { readEvents } from './events.ts'
import { EXIT } from './exit.ts'
import { milliseconds } from './milliseconds.ts'
import { complain, print, say } from './talk.ts'

interface InvokeOptions {
  readonly config: string
  readonly timeoutMs: string
}

export const addInvoke = (program: Command, done: (status: number) => void): Command =>
  program
    .command('invoke')
    .summary('give event files to the Lambda handler, and print its answers')
    .description('Gives Lambda events to the very handler that runs in Lambda, and prints its answer to each, one a line.')
    .argument('<FILE...>', 'files of events: JSON, or one a line; - is stdin')
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .option('--timeout-ms <n>', 'the time that the function has for each event', '60000')
    .action(async (files: readonly string[], options: InvokeOptions) => done(await invoke(files, options)))

async function invoke(files: readonly string[], { config, timeoutMs }: InvokeOptions): Promise<number> {
  const limitMs = milliseconds('--timeout-ms', timeoutMs)
  const read = await planOf(config)
  if ('exit' in read) return read.exit
  sayDestinations(read.plan)

  let failed = 0
  let answered = 0
  const log = (message: string, facts: object = {}) => say(`${message} ${JSON.stringify(facts)}`)
  const report = ({ ledger }: InvocationReport) => {
    if (eventsOf(ledger).received > 0) log('delivery', ledger)
  }
  const handler = createHandler({ config: path.resolve(config), allowFileUrls: true, log, report })
  for (const { where, trigger, problem } of files.flatMap(readEvents)) {
    if (problem !== undefined) {
      complain(problem.code, problem.detail)
      failed++
      continue
    }
    const deadline = Date.now() + limitMs
    try {
      const answer = await handler(trigger, { awsRequestId: where, getRemainingTimeInMillis: () => deadline - Date.now() })
      print(answerText(answer))
      answered++
    } catch (thrown) {
      if (!isLogferryError(thrown)) throw thrown
      complain(thrown.code, `${where}: ${thrown.detail}`)
      failed++
    }
  }
  return failed === 0 ? EXIT.done : answered === 0 ? EXIT.failed : EXIT.partly
}

function answerText(answer: unknown): string {
  try {
    return JSON.stringify(answer ?? null)
  } catch (thrown) {
    throw new LogferryError('LF_PLUGIN_CONTRACT', `the answer of its source is not JSON: ${messageOf(thrown)}`, { cause: thrown })
  }
}
