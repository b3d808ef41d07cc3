import { messageOf, type Origin, type Pipeline } from '../../core/index.ts'
import { ahead } from './ahead.ts'
import { type Checkpoint, type Checkpoints, openCheckpoints } from './checkpoint.ts'
import { entryCutter } from './cut.ts'
import { eventsFrom } from './identity.ts'
import { type Input, openInput } from './input.ts'
import { withoutKnown } from './known-entry.ts'
import { toLineEnd } from './line-end.ts'
import { type FileReport, type FileTrigger, problemOf } from './report.ts'
import { send } from './send.ts'
import { type Slice, slicesOf } from './slice.ts'

export interface ReadTerms extends Pick<FileTrigger, 'input' | 'fromStart' | 'version' | 'onProgress'> {
  readonly origin: Origin
  readonly maxBytes: number
  /** How long the end of a file that is not that of a line must stay as it is. */
  readonly pollMs: number
  readonly tries: number
  readonly waitMs: number
  /** In place of a file of that path. */
  readonly open?: () => Promise<Input>
  readonly log: (message: string, facts?: Readonly<Record<string, string | number>>) => void
}

/**
 * Reads one file to its end, one delivery at a time, while the next is read. Never throws: what went wrong is in the report. A checkpoint is kept after each full
 * slice only, so that whoever goes on there cuts as a reading from the start does.
 */
export async function readFile(path: string, terms: ReadTerms, pipeline: Pipeline, stop: AbortSignal): Promise<FileReport> {
  let report: Omit<FileReport, 'status'> = { path, events: 0, bytes: 0 }
  let input: Input | undefined
  try {
    input = await (terms.open?.() ?? openInput(path, terms.input, stop))
    if (input.size !== undefined) report = { ...report, size: input.size }
    const checkpoints = await checkpointsOf(input, path, terms, pipeline)
    if (checkpoints?.isOtherwise) terms.log('the config has changed since a run read this file: it is read from its start', { path })
    const { offset, inside, carry: carried, lastEntry } = placeOf(checkpoints, input)
    if (offset > 0) report = { ...report, resumedAt: offset }

    const from = lastEntry ?? offset
    const cutter = entryCutter(pipeline.split(terms.origin), { maxBytes: terms.maxBytes, offset: from, inside })
    const chunks = toLineEnd(input, from, terms.pollMs, stop)
    const fresh = lastEntry === undefined ? cutter : withoutKnown(cutter, lastEntry, offset)
    const slices = slicesOf(chunks, fresh, eventsFrom(terms.origin, input.tag, checkpoints?.writtenAt ?? input.writtenAt), stop)
    const onRetry = (detail: string, waitMs: number) => terms.log('a slice is sent again', { path, waitMs, detail })
    let carry = carried
    let finished = false
    let end: Checkpoint | undefined
    for await (const slice of ahead(slices)) {
      const sent = await send(pipeline, slice.events, carry, { tries: terms.tries, waitMs: terms.waitMs, stop, onRetry })
      if (sent.status === 'stopped') return { ...report, status: 'stopped' }
      if (sent.status === 'not-delivered') {
        return { ...report, status: 'not-delivered', problem: { code: 'LF_NOT_DELIVERED', detail: `${path}: ${sent.detail}` } }
      }
      carry = sent.carry
      report = { ...report, events: report.events + slice.events.length, bytes: report.bytes + slice.bytes }
      finished = slice.last
      if (slice.last) end = { ...slice.end, carry, ...lastEntryOf(slice) }
      else await checkpoints?.save({ ...slice.end, carry })
      terms.onProgress?.(report)
      if (stop.aborted && !slice.last) break
    }
    if (stop.aborted && !finished) return { ...report, status: 'stopped' }
    // Of what does not grow, such as a .gz or an object of S3, nothing needs to be known any more.
    if (input.mayGrow !== true) await checkpoints?.clear()
    else if (end !== undefined) await checkpoints?.finish(end)
    const problem = input.problem()
    return problem === undefined ? { ...report, status: 'done' } : { ...report, status: 'failed', problem: problemOf(problem, path) }
  } catch (thrown) {
    return { ...report, status: 'failed', problem: problemOf(thrown, path) }
  } finally {
    await input?.close()
  }
}

const START: Checkpoint = { offset: 0, inside: false, carry: {} }

/** A file that grew while it was read, then shrank, may end before its checkpoint. */
function placeOf(checkpoints: Checkpoints | undefined, { size = Number.POSITIVE_INFINITY }: Input): Checkpoint {
  const found = checkpoints?.found
  return found === undefined || found.offset > size ? START : found
}

/** A part of an entry that is too long ends where it was cut. */
function lastEntryOf({ events }: Slice): Pick<Checkpoint, 'lastEntry'> {
  const last = events.at(-1)
  return last?.bytes === undefined || last.part !== undefined ? {} : { lastEntry: last.bytes.offset }
}

async function checkpointsOf(input: Input, path: string, terms: ReadTerms, pipeline: Pipeline): Promise<Checkpoints | undefined> {
  const { known, writtenAt } = input
  if (known === undefined) return undefined
  return openCheckpoints(
    pipeline.memory,
    path,
    terms.origin,
    known,
    { ...terms, version: terms.version?.(terms.origin) ?? '', ...(writtenAt === undefined ? {} : { writtenAt }) },
    (thrown) => terms.log('the place in a file is not kept: an interrupted run starts it over', { path, reason: messageOf(thrown) }),
  )
}
