import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { isLogferryError, LogferryError } from '../core/index.ts'
import type { Part } from '../sinks/opensearch/setup/part.ts'
import { type Comparison, compare } from '../sinks/opensearch/setup/place.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { EXIT } from './exit.ts'
import { type Site, sitesOf } from './setup-sites.ts'
import { comparisonText, setupAdvice } from './setup-text.ts'
import { complain, plural, print, say } from './talk.ts'

interface SetupOptions {
  readonly config: string
  readonly sink?: string
  readonly keepDays?: string
  readonly out?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

export const addSetup = (program: Command, done: (status: number) => void): Command =>
  program
    .command('setup')
    .summary('make the index templates that OpenSearch needs, and dashboards')
    .description(
      'Makes, for each opensearch sink of the config, the index template of its indices or its data stream, and with --keep-days what deletes old ones. Shows what differs before it writes. For a sink that writes to a folder, or with --out, all that becomes files, with dashboards to import.',
    )
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .option('--sink <name>', 'only for this sink')
    .option('--keep-days <n>', 'let the server delete indices that are so many days old (default: they stay)')
    .option('--out <folder>', 'write files there, dashboards among them, and talk to no server')
    .option('--dry-run', 'only show what differs')
    .option('--yes', 'write without asking')
    .option('--json', 'print what differs, and what was written, as JSON')
    .action(async (options: SetupOptions) => done(await setup(options)))

/** A part on its way. `open`: it is new or differs, and not written yet. */
interface Step {
  readonly site: Site
  readonly part: Part
  /** Absent where the place could not be asked. */
  readonly comparison?: Comparison
  readonly status: 'open' | 'written' | 'same' | 'unable' | 'failed'
}

async function setup({ config, sink, keepDays, out, dryRun = false, yes = false, json = false }: SetupOptions): Promise<number> {
  const days = keepDays === undefined ? undefined : daysOf(keepDays)
  const read = await planOf(config)
  if ('exit' in read) return read.exit
  const sites = sitesOf(read.plan, { ...(sink && { sink }), ...(out && { out }), ...(days && { days }) })
  try {
    const steps = await inTurn(
      sites.flatMap((site) => site.parts.map((part) => ({ site, part }))),
      look,
    )
    if (!json) for (const { comparison } of steps) if (comparison !== undefined) print(comparisonText(comparison))
    const isOpen = steps.some(({ status }) => status === 'open')
    if (isOpen && dryRun) say('dry run: nothing is written')
    const mayWrite = isOpen && !dryRun && (yes || (await isWanted(steps, json)))
    const ended = mayWrite ? await inTurn(steps, write) : steps
    if (json) print(JSON.stringify(ended.map(stepJson), undefined, 2))
    const isSetUp = (site: Site) => !ended.some((step) => step.site === site && ['open', 'failed'].includes(step.status))
    for (const site of sites.filter(isSetUp)) say(setupAdvice(site, days))
    return exitOf(ended, dryRun)
  } finally {
    for (const site of sites) site.close()
  }
}

function daysOf(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days > 0) return days
  throw new LogferryError('LF_USAGE', `--keep-days takes a whole number of days, not "${text}"`)
}

async function inTurn<T>(items: readonly T[], take: (item: T) => Promise<Step>): Promise<readonly Step[]> {
  const steps: Step[] = []
  for (const item of items) steps.push(await take(item))
  return steps
}

async function look({ site, part }: Pick<Step, 'site' | 'part'>): Promise<Step> {
  const comparison = await tried(() => compare(part, site.place))
  if (comparison === undefined) return { site, part, status: 'failed' }
  const { state } = comparison
  return { site, part, comparison, status: state === 'same' || state === 'unable' ? state : 'open' }
}

async function write(step: Step): Promise<Step> {
  const { site, part, comparison, status } = step
  if (status !== 'open' || comparison === undefined) return step
  const isWritten = await tried(async () => {
    await site.place.write(part, comparison.found)
    say(`${part.kind} ${part.name}: written to ${site.place.where}`)
    return true
  })
  return { ...step, status: isWritten ? 'written' : 'failed' }
}

/** Undefined if it failed, which is said. */
async function tried<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act()
  } catch (thrown) {
    if (!isLogferryError(thrown)) throw thrown
    complain(thrown.code, thrown.detail)
    return undefined
  }
}

/** Asks whoever sits at the terminal, and has seen what differs. */
async function isWanted(steps: readonly Step[], json: boolean): Promise<boolean> {
  if (json || !process.stdin.isTTY)
    throw new LogferryError('LF_USAGE', 'nothing is written yet: --yes writes what is shown, --dry-run only shows it')
  const open = steps.filter(({ status }) => status === 'open')
  const places = [...new Set(open.map(({ site }) => site.place.where))].join(', ')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`Write ${plural(open.length, 'part')} to ${places}? [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}

const stepJson = ({ site, part: { kind, name }, comparison, status }: Step): object => ({
  where: site.place.where,
  kind,
  name,
  status,
  ...(comparison !== undefined && { state: comparison.state, differences: comparison.differences }),
  ...(comparison?.found.state === 'unable' && { why: comparison.found.why }),
})

function exitOf(steps: readonly Step[], dryRun: boolean): number {
  const isLeft = steps.some(({ status }) => status === 'failed' || (status === 'open' && !dryRun))
  if (!isLeft) return EXIT.done
  return steps.some(({ status }) => status === 'written') ? EXIT.partly : EXIT.failed
}
