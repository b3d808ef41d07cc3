import { checkOptions } from '../core/config/check-options.ts'
import { isLogferryError, type Pipeline, type Plugin } from '../core/index.ts'
import type { InstancePlan, Plan } from '../core/plan.ts'
import type { Surroundings } from '../core/start.ts'
import { openSource } from '../lambda/open-source.ts'
import { openSources, sourceOf } from '../lambda/open-sources.ts'
import file, { type FileReport, type FileReports, type FileTrigger, type Problem } from '../sources/file/index.ts'
import { readEvents } from './events.ts'
import { followLine, progressLine } from './progress.ts'

/** For an option that can be given again. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

/** What one file, event or source came to. */
export interface InputReport {
  readonly name: string
  readonly status: FileReport['status']
  readonly problem?: Problem
  /** Of a file: how many were settled. */
  readonly events?: number
  /** The byte at which an earlier run had stopped, if this one went on there. */
  readonly resumedAt?: number
  /** Of a followed file: where the next run goes on. */
  readonly keptAt?: number
}

export interface InputsAsked {
  readonly paths: readonly string[]
  readonly events: readonly string[]
  readonly logGroup: string
  readonly logStream: string | undefined
  /** Of files: what is longer becomes several events. Absent: as the source has it. */
  readonly maxBytes?: number
}

export interface InputTerms {
  readonly sources: Plan['sources']
  readonly plugins: readonly Plugin[]
  readonly pipeline: Pipeline
  readonly stop: AbortSignal
  readonly world: Surroundings
  readonly fromStart: boolean
  /** Where an earlier run stopped in a file counts only if this was the same. */
  readonly version?: FileTrigger['version']
  /** Files are followed until `stop`, whatever the options of their source say. */
  readonly follow?: boolean
  readonly idleMs?: number
}

/** Reads all that was asked for: events, then files; with neither, the sources of the config, all at once. Never rejects. */
export async function readInputs(
  { paths, events, logGroup, logStream, maxBytes }: InputsAsked,
  terms: InputTerms,
): Promise<readonly InputReport[]> {
  const reports: InputReport[] = []
  for (const path of events) reports.push(...(await readEventFile(path, terms)))
  if (paths.length > 0) {
    const options = checkOptions(file, {
      logGroup,
      ...(logStream === undefined ? {} : { logStream }),
      ...(maxBytes === undefined ? {} : { maxBytes }),
    })
    reports.push(...(await readSource({ id: 'file', plugin: file, options }, { paths }, terms)))
  }
  if (paths.length > 0 || events.length > 0) return reports
  return (await Promise.all(Object.values(terms.sources).map((plan) => readSource(plan, {}, terms)))).flat()
}

async function readEventFile(
  path: string,
  { sources: configured, plugins, pipeline, stop, world }: InputTerms,
): Promise<readonly InputReport[]> {
  const sources = openSources(configured, plugins, world)
  const reports: InputReport[] = []
  for (const { where, trigger, problem } of readEvents(path)) {
    if (stop.aborted) reports.push({ name: where, status: 'stopped' })
    else if (problem !== undefined) reports.push({ name: where, status: 'failed', problem })
    else reports.push(await attempt(where, () => sourceOf(sources, trigger).read(trigger, pipeline, stop)))
  }
  return reports
}

async function readSource(plan: InstancePlan<'source'>, trigger: FileTrigger, terms: InputTerms) {
  const { pipeline, stop, world, fromStart, version, follow, idleMs } = terms
  const source = openSource(plan, world)
  const onProgress = (follow ? followLine : progressLine)(world.now)
  const following = { ...(follow === true ? { follow } : {}), ...(idleMs === undefined ? {} : { idleMs }) }
  const wishes =
    plan.plugin === file ? { ...trigger, ...following, ...(version === undefined ? {} : { version }), fromStart, onProgress } : undefined
  let files: readonly FileReport[] | undefined
  const report = await attempt(plan.id, async () => {
    files = (Object(await source.read(wishes, pipeline, stop)) as Partial<FileReports>).files
  })
  return plan.plugin === file && files !== undefined ? files.map(({ path, ...rest }): InputReport => ({ ...rest, name: path })) : [report]
}

async function attempt(name: string, work: () => Promise<unknown>): Promise<InputReport> {
  try {
    await work()
    return { name, status: 'done' }
  } catch (thrown) {
    if (!isLogferryError(thrown)) throw thrown
    const { code, detail } = thrown
    return { name, status: code === 'LF_NOT_DELIVERED' ? 'not-delivered' : 'failed', problem: { code, detail: `${name}: ${detail}` } }
  }
}
