import { once } from 'node:events'
import type { Command } from 'commander'
import { isLogferryError, LogferryError } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'
import { archiveHours, archiveObjects } from '../replay/archive.ts'
import { openReader } from '../replay/open-reader.ts'
import { rawLog } from '../replay/raw-log.ts'
import type { ObjectReader } from '../replay/reader.ts'
import { timeRange } from '../replay/time-range.ts'
import { verifyArchive } from '../replay/verify.ts'
import type { Wanted } from '../replay/wanted.ts'
import { lsRows, lsText, verdictText } from './archive-text.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { EXIT } from './exit.ts'
import { optionName } from './option-name.ts'
import { countLine } from './progress.ts'
import { stopOnSignals } from './stop.ts'
import { surroundings } from './surroundings.ts'
import { complain, complainOf, print } from './talk.ts'

interface ArchiveOptions {
  readonly config: string
  readonly since?: string
  readonly until?: string
  readonly logGroup?: string
  readonly prefix?: string
  readonly by?: string
  readonly allowGaps?: boolean
  readonly json?: true
}

type Work = (reader: ObjectReader, wanted: Wanted, options: ArchiveOptions) => Promise<number>

export const addArchive = (program: Command, done: (status: number) => void): Command => {
  const archive = program
    .command('archive')
    .summary('list, print or verify what the archive holds')
    .description('Lists, prints or verifies what an s3 sink has archived.')
  const add = (name: string, description: string, work: Work) =>
    archive
      .command(name)
      .description(description)
      .argument('[FROM]', 'an s3 sink of the config, s3://<bucket>/<prefix> or file:<folder> (default: the only archive of the config)')
      .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
      .option('--since <time>', 'from that time on: 2026-11-24, 2026-11-24T10:00Z, or how long ago, such as 2h')
      .option('--until <time>', 'before that time')
      .option('--log-group <glob>', 'only of these log groups')
      .option('--prefix <prefix>', 'only objects whose key begins so')
      .action(async (from: string | undefined, options: ArchiveOptions) => done(await withReader(from, options, work)))
  add('ls', 'Lists log groups by day, with the number and size of their objects.', ls)
    .option('--by <unit>', 'by day or hour', 'day')
    .option('--json', 'print JSON, one object a line')
  add('cat', 'Prints the raw log to stdout, to the byte: `logferry archive cat | pt-query-digest`.', cat)
  add('verify', 'Reads the objects, and says what is broken, which ids are there twice, and which hours have no object.', verify)
    .option('--allow-gaps', 'hours without an object are nothing to complain of')
    .option('--json', 'print JSON')
  return archive
}

async function withReader(from: string | undefined, options: ArchiveOptions, work: Work): Promise<number> {
  const read = await planOf(options.config)
  if ('exit' in read) return read.exit
  const { logGroup, prefix } = options
  const range = timeRange(options, surroundings.now(), optionName)
  const wanted = { ...range, ...(logGroup === undefined ? {} : { logGroup }), ...(prefix === undefined ? {} : { prefix }) }
  const { stop, release } = stopOnSignals()
  const { reader } = openReader(from ?? archiveOf(read.plan), read.plan, surroundings, stop)
  try {
    return await work(reader, wanted, options)
  } finally {
    await reader.close()
    release()
  }
}

function archiveOf({ sinks, deadLetter }: Plan): string {
  const names = Object.values(sinks).flatMap(({ id, plugin }) => (plugin.name === 's3' && id !== deadLetter ? [id] : []))
  const [only, ...others] = names
  if (only !== undefined && others.length === 0) return only
  const what = names.length === 0 ? 'the config has no archive' : `the config has several: ${names.join(', ')}`
  throw new LogferryError('LF_USAGE', `say which archive: ${what}`)
}

async function ls(reader: ObjectReader, wanted: Wanted, { by = 'day', json }: ArchiveOptions): Promise<number> {
  if (by !== 'day' && by !== 'hour') throw new LogferryError('LF_USAGE', `--by takes day or hour, not "${by}"`)
  const rows = await lsRows(archiveObjects(reader, wanted), by)
  print(json ? rows.map((row) => JSON.stringify(row)).join('\n') : lsText(rows))
  return EXIT.done
}

async function cat(reader: ObjectReader, wanted: Wanted): Promise<number> {
  let broken = 0
  for await (const hour of archiveHours(reader, wanted)) {
    try {
      for await (const bytes of rawLog(hour, reader, wanted)) if (!process.stdout.write(bytes)) await once(process.stdout, 'drain')
    } catch (thrown) {
      if (!isLogferryError(thrown)) throw thrown
      complainOf(thrown)
      broken++
    }
  }
  return broken === 0 ? EXIT.done : EXIT.partly
}

async function verify(reader: ObjectReader, wanted: Wanted, { allowGaps = false, json }: ArchiveOptions): Promise<number> {
  const verdict = await verifyArchive(reader, wanted, countLine(surroundings.now, 'objects read'))
  const isFine = verdict.groups.every(({ broken, twice, gaps }) => broken + twice === 0 && (allowGaps || gaps.length === 0))
  print(json ? JSON.stringify(verdict) : verdictText(verdict))
  if (!json) for (const { code, detail } of verdict.findings) complain(code, detail)
  return isFine ? EXIT.done : EXIT.partly
}
