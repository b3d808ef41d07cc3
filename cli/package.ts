import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { readDocument } from '../core/config/read.ts'
import { LogferryError, messageOf } from '../core/index.ts'
import { templateOf } from '../deploy/cloudformation/template.ts'
import { type Deployment, deploymentOf } from '../deploy/deployment.ts'
import { functionFiles } from '../deploy/function.ts'
import { terraformFiles } from '../deploy/terraform-module.ts'
import { variablesIn } from '../deploy/variables.ts'
import { zip } from '../deploy/zip.ts'
import { builtins } from '../lambda/builtins.ts'
import { refuseFileUrls } from '../lambda/refuse-file-urls.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { sayDestinations } from './destinations.ts'
import { EXIT } from './exit.ts'
import { collect } from './inputs.ts'
import { print, say, table } from './talk.ts'

interface PackageOptions {
  readonly config: string
  readonly output: string
  readonly template?: string
  readonly terraform?: string
  readonly name: string
  readonly logGroup: readonly string[]
  readonly stream: readonly string[]
  readonly bucket: readonly string[]
  readonly schedule: readonly string[]
}

export const addPackage = (program: Command, done: (status: number) => void): Command =>
  program
    .command('package')
    .summary('pack a config and its plugins into a zip for Lambda')
    .description(
      'Packs the config, the plugins that it uses, and nothing else, into a zip for AWS Lambda. Its handler is index.handler. With --template or --terraform it also writes what is around the function: its role with just the rights that the config needs, what calls it, queues for what failed, alarms.',
    )
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .option('-o, --output <file>', 'the zip', 'lambda.zip')
    .option('--template <file>', 'the CloudFormation template to write')
    .option('--terraform <folder>', 'where to write the Terraform module, with its values')
    .option('--name <name>', 'of the function', 'logferry')
    .option('--log-group <name>', 'a log group to subscribe; may be given again', collect, [])
    .option('--stream <arn>', 'a Kinesis stream to read; may be given again', collect, [])
    .option('--bucket <name>', 'a bucket whose new objects are read; may be given again', collect, [])
    .option('--schedule <snapshot=when>', 'when to post a snapshot: "morning=cron(0 8 * * ? *)"; may be given again', collect, [])
    .action(async (options: PackageOptions) => done(await pack(options)))

/** A valid config as it was written, without its comments. */
interface Written extends Readonly<Record<string, unknown>> {
  readonly sinks?: Readonly<Record<string, { readonly options?: { readonly url?: unknown } }>>
}

async function pack(options: PackageOptions): Promise<number> {
  const { config, output, template, terraform } = options
  const read = await planOf(config)
  if ('exit' in read) return read.exit
  sayDestinations(read.plan)
  const written = (await readDocument(config)).value as Written
  refuseFileUrls(read.plan, (sink) => variablesIn(written.sinks?.[sink]?.options?.url).map(({ name }) => name))
  const folder = path.dirname(path.resolve(config))
  const asked = {
    name: options.name,
    logGroups: options.logGroup,
    streams: options.stream,
    buckets: options.bucket,
    schedules: options.schedule,
  }
  const deployment = deploymentOf(read.plan, written, process.env, asked)

  const files = await functionFiles({ plan: read.plan, config: written, folder, builtins })
  const archive = await zip(files)
  await save(output, archive)

  print(table([...files.map(({ name, bytes }) => [`  ${name}`, kilobytes(bytes.length)]), [output, kilobytes(archive.length)]]))
  if (template === undefined && terraform === undefined) {
    sayVariables(written)
    return EXIT.done
  }
  if (template !== undefined) {
    await save(template, Buffer.from(`${JSON.stringify(templateOf(deployment, archive), undefined, 2)}\n`))
    print(template)
  }
  if (terraform !== undefined) {
    await mkdir(terraform, { recursive: true })
    const module = terraformFiles(deployment, path.relative(terraform, output))
    for (const { name, bytes } of module) await save(path.join(terraform, name), bytes)
    print(`${terraform}: ${module.map(({ name }) => name).join(', ')}`)
  }
  sayRights(deployment)
  return EXIT.done
}

function sayVariables(written: unknown): void {
  const variables = variablesIn(written)
  const needed = variables.filter(({ isNeeded }) => isNeeded).map(({ name }) => name)
  const others = variables.filter(({ isNeeded }) => !isNeeded).map(({ name }) => name)
  if (needed.length > 0) say(`the function needs these variables: ${needed.join(', ')}`)
  if (others.length > 0) say(`it takes these, too, and has defaults for them: ${others.join(', ')}`)
}

function sayRights({ rights, logGroups, streams, buckets, settings }: Deployment): void {
  say('the role may, beside its own log and queue:')
  for (const { for: owner, actions, resources } of rights) say(`  ${actions.join(', ')} on ${resources.join(', ')}  (${owner})`)
  const secrets = settings.filter(({ isSecret }) => isSecret).map(({ name }) => name)
  if (secrets.length > 0) say(`these variables lead to secrets, so they are asked for: ${secrets.join(', ')}`)
  if (logGroups.length + streams.length + buckets.length === 0)
    say('nothing calls the function yet: name log groups with --log-group, or a stream with --stream')
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
