import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { instantiate } from '../core/config/instantiate.ts'
import { hint } from '../core/config/suggest.ts'
import { type About, type Fields, LogferryError, type LogRecord, messageOf, type Picture } from '../core/index.ts'
import { withDeadline } from '../core/pipeline/deadline.ts'
import type { Plan } from '../core/plan.ts'
import { timeOf } from '../replay/time-range.ts'
import { DEFAULT_CONFIG, planOf } from './config.ts'
import { EXIT } from './exit.ts'
import { collect } from './inputs.ts'
import { recordsIn } from './records-in.ts'
import { stopOnSignals } from './stop.ts'
import { surroundings } from './surroundings.ts'
import { print, say } from './talk.ts'

interface RenderOptions {
  readonly config: string
  readonly set: readonly string[]
  readonly output?: string
  readonly svg?: true
  readonly time?: string
  readonly logGroup?: string
}

export const addRender = (program: Command, done: (status: number) => void): Command =>
  program
    .command('render')
    .summary('draw one picture into a file')
    .description(
      'Draws a picture by a renderer of the config, as it would be drawn for a record with the fields that are given. Of log files, for their slowest query. Nothing is shipped.',
    )
    .argument('<NAME>', 'a renderer, by its name in the config')
    .argument('[FILE...]', 'log files that it is about; - is stdin')
    .option('-c, --config <file>', 'the config', DEFAULT_CONFIG)
    .option('--set <field=value>', 'a field of the record; may be given again', collect, [])
    .option('-o, --output <file>', 'where to; - is stdout (default: the name, with .png or .svg)')
    .option('--svg', 'write the SVG that the picture is made of, where it is made of one')
    .option('--time <time>', 'of the record: 2026-11-24T10:00Z, or how long ago, such as 2h (default: now)')
    .option('--log-group <name>', 'the log group that the files count as')
    .action(async (name: string, paths: readonly string[], options: RenderOptions) => done(await render(name, paths, options)))

const PATIENCE_MS = 20_000

async function render(name: string, paths: readonly string[], options: RenderOptions): Promise<number> {
  const read = await planOf(options.config)
  if ('exit' in read) return read.exit
  const { abort, release } = stopOnSignals()
  try {
    const renderer = rendererNamed(name, read.plan)
    const about = await aboutOf(paths, options, read)
    const answer = await withDeadline(abort, PATIENCE_MS, (signal) => renderer.render(about, signal))
    if ('thrown' in answer) throw answer.thrown
    if ('late' in answer) throw new LogferryError('LF_PICTURE_FAILED', 'not drawn in time')
    await write(answer.value, options.output ?? `${name}.${options.svg ? 'svg' : 'png'}`, options.svg === true)
    return EXIT.done
  } finally {
    release()
  }
}

function rendererNamed(name: string, { renderers }: Plan) {
  const plan = Object.hasOwn(renderers, name) ? renderers[name] : undefined
  if (plan !== undefined) return instantiate(plan, surroundings)
  const names = Object.keys(renderers)
  const others = names.length === 0 ? '; the config has none under "renderers"' : hint(name, names, 'there are')
  throw new LogferryError('LF_USAGE', `there is no renderer "${name}"${others}`)
}

type Read = Parameters<typeof recordsIn>[1]

/** A record of the given fields; where there are logs, their slowest query, with the given fields above its own. */
async function aboutOf(paths: readonly string[], { set, time, logGroup }: RenderOptions, read: Read): Promise<About> {
  const fields = fieldsIn(set)
  const { records, slowest: found } = paths.length === 0 ? { records: [], slowest: undefined } : await recordsIn(paths, read, logGroup)
  const at = time === undefined ? (found?.time ?? surroundings.now()) : timeOf('--time', time, surroundings.now())
  const none: LogRecord = {
    id: 'render',
    time: at,
    text: '',
    origin: { source: 'render', logGroup: logGroup ?? 'render', logStream: 'render' },
    fields: {},
  }
  const subject = found ?? none
  return { subject: { ...subject, time: at, fields: { ...subject.fields, ...fields } }, records }
}

/** `Instance=prod-1`; what looks like a number is one. */
function fieldsIn(set: readonly string[]): Fields {
  return Object.fromEntries(
    set.map((text) => {
      const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? []
      if (name === undefined) throw new LogferryError('LF_USAGE', `--set takes field=value, such as Instance=prod-1, not "${text}"`)
      return [name, /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value]
    }),
  )
}

async function write({ title, png, svg }: Picture, output: string, wantsSvg: boolean): Promise<void> {
  if (wantsSvg && svg === undefined) throw new LogferryError('LF_USAGE', 'this renderer makes no SVG: leave out --svg')
  const bytes = wantsSvg ? Buffer.from(svg ?? '') : png
  if (output === '-') return void process.stdout.write(bytes)
  try {
    await writeFile(output, bytes)
  } catch (thrown) {
    throw new LogferryError('LF_DISK_FAILED', `${output} cannot be written: ${messageOf(thrown)}`, { cause: thrown })
  }
  say(`"${title}", ${Math.ceil(bytes.length / 1000)} kB`)
  print(output)
}
