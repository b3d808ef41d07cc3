import type { Command } from 'commander'
import { checkOptions } from '../core/config/check-options.ts'
import { instantiate } from '../core/config/instantiate.ts'
import { hint } from '../core/config/suggest.ts'
import { isObject, LogferryError, type Parser, type Plugin } from '../core/index.ts'
import { DEFAULT_CONFIG, knownPlugins } from './config.ts'
import { EXIT } from './exit.ts'
import { collect, readInputs } from './inputs.ts'
import { createPrinter } from './printer.ts'
import { stopOnSignals } from './stop.ts'
import { surroundings } from './surroundings.ts'
import { complain, plural, say } from './talk.ts'

/** The most that the source takes: nothing is shipped, so there is no need to save memory. */
const LONGEST_ENTRY = 8 * 1024 * 1024

interface ParseOptions {
  readonly parser: string
  readonly options?: string
  readonly event: readonly string[]
  readonly config?: string
}

export const addParse = (program: Command, done: (status: number) => void): Command =>
  program
    .command('parse')
    .summary('print what a parser makes of log files, one JSON object per record')
    .description('Reads log files, stdin (-) or Lambda events with one parser, and prints one JSON object per record. Nothing is shipped.')
    .argument('[FILE...]', 'log files; - is stdin')
    .requiredOption('-p, --parser <name>', 'the parser')
    .option('--options <json>', 'the options of the parser, as JSON')
    .option('--event <file>', 'a file of Lambda events: JSON, or one a line; can be given again', collect, [])
    .option('-c, --config <file>', `a config that adds parsers (default: ${DEFAULT_CONFIG}, if it is there)`)
    .action(async (paths: readonly string[], options: ParseOptions) => done(await parse(paths, options)))

async function parse(paths: readonly string[], { parser: name, options, event, config }: ParseOptions): Promise<number> {
  if (paths.length + event.length === 0) {
    throw new LogferryError('LF_USAGE', 'there is nothing to read: name log files, - for stdin, or --event FILE')
  }
  const { plugins } = await knownPlugins(config)
  if (plugins === undefined) return EXIT.badConfig
  const { pipeline, counts } = createPrinter(parserNamed(name, options, plugins))
  const { stop, release } = stopOnSignals()
  const terms = { sources: {}, plugins, pipeline, stop, world: surroundings, fromStart: true }
  const inputs = await readInputs({ paths, events: event, logGroup: 'file', logStream: undefined, maxBytes: LONGEST_ENTRY }, terms)
  release()

  if (counts.unread > 0) say(`${plural(counts.unread, 'event')} that the parser does not know, or broke on; their fields are what is known`)
  for (const { problem } of inputs) if (problem !== undefined) complain(problem.code, problem.detail)
  if (inputs.every(({ status }) => status === 'done')) return EXIT.done
  return inputs.every(({ status }) => status === 'failed') && counts.records === 0 ? EXIT.failed : EXIT.partly
}

function parserNamed(name: string, options: string | undefined, plugins: readonly Plugin[]): Parser {
  const parsers = plugins.filter((plugin): plugin is Plugin<'parser'> => plugin.kind === 'parser')
  const plugin = parsers.find((candidate) => candidate.name === name)
  const names = parsers.map((candidate) => candidate.name)
  if (plugin === undefined) throw new LogferryError('LF_USAGE', `there is no parser "${name}"${hint(name, names, 'there are')}`)
  return instantiate({ id: name, plugin, options: checkOptions(plugin, objectOf(options)) }, surroundings)
}

function objectOf(json = '{}'): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json)
    if (isObject(value)) return value
  } catch {
    // Said below.
  }
  throw new LogferryError('LF_USAGE', `--options takes a JSON object, such as '{"time":"ts"}'`)
}
