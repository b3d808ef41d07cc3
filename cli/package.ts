import { rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { readDocument } from '../core/config/read.ts'
import { LogferryError, messageOf } from '../core/index.ts'
import { functionFiles } from '../deploy/function.ts'
import { variablesIn } from '../deploy/variables.ts'
import { zip } from '../deploy/zip.ts'
import { builtins } from '../lambda/builtins.ts'
import { refuseFileUrls } from '../lambda/refuse-file-urls.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { sayDestinations } from './destinations.ts'
import { EXIT } from './exit.ts'
import { print, say, table } from './talk.ts'

interface PackageOptions {
  readonly config: string
  readonly output: string
}

export const addPackage = (program: Command, done: (status: number) => void): Command =>
  program
    .command('package')
    .summary('pack a config and its plugins into a zip for Lambda')
    .description('Packs the config, the plugins that it uses, and nothing else, into a zip for AWS Lambda. Its handler is index.handler.')
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .option('-o, --output <file>', 'the zip', 'lambda.zip')
    .action(async (options: PackageOptions) => done(await pack(options)))

/** A valid config as it was written, without its comments. */
interface Written extends Readonly<Record<string, unknown>> {
  readonly sinks?: Readonly<Record<string, { readonly options?: { readonly url?: unknown } }>>
}

async function pack({ config, output }: PackageOptions): Promise<number> {
  const read = await planOf(config)
  if ('exit' in read) return read.exit
  sayDestinations(read.plan)
  const written = (await readDocument(config)).value as Written
  refuseFileUrls(read.plan, (sink) => variablesIn(written.sinks?.[sink]?.options?.url).map(({ name }) => name))
  const folder = path.dirname(path.resolve(config))

  const files = await functionFiles({ plan: read.plan, config: written, folder, builtins })
  const archive = await zip(files)
  await save(output, archive)

  print(table([...files.map(({ name, bytes }) => [`  ${name}`, kilobytes(bytes.length)]), [output, kilobytes(archive.length)]]))
  const variables = variablesIn(written)
  const needed = variables.filter(({ isNeeded }) => isNeeded).map(({ name }) => name)
  const others = variables.filter(({ isNeeded }) => !isNeeded).map(({ name }) => name)
  if (needed.length > 0) say(`the function needs these variables: ${needed.join(', ')}`)
  if (others.length > 0) say(`it takes these, too, and has defaults for them: ${others.join(', ')}`)
  return EXIT.done
}

/** Whole, or not at all. */
async function save(file: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    await writeFile(unfinished, bytes)
    await rename(unfinished, file)
  } catch (thrown) {
    throw new LogferryError('LF_DISK_FAILED', `${file} cannot be written: ${messageOf(thrown)}`, { cause: thrown })
  }
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} kB`.padStart(12)
