import { encodeText, isLogferryError, type LogEvent, messageOf, type Pipeline } from '../../core/index.ts'
import { entryCutter } from './cut.ts'
import { wait } from './growth.ts'
import { eventsFrom } from './identity.ts'
import { beforeOf } from './log-files.ts'
import { latest, nextFile, type Start } from './next-file.ts'
import { type Place, type PlaceKeeper, placeKeeper } from './place.ts'
import type { ReadTerms } from './read.ts'
import { type FileReport, problemOf } from './report.ts'
import { openRest } from './rest.ts'
import { send } from './send.ts'
import { slicesOf } from './slice.ts'

export interface FollowTerms extends Omit<ReadTerms, 'input' | 'tries'> {
  readonly pollMs: number
  readonly idleMs?: number
}

/** How far it is read. */
interface State {
  place: Place | undefined
  /** The tag of a file that was read to its end; '': it was begun anew, and no copy of it was found. */
  over: string | undefined
  /** All is delivered that is certain so far. */
  isAtRest: boolean
  events: number
  bytes: number
}

/**
 * Reads a log and what is added to it until `stop`, through rotation and truncation; a log that is not there yet is waited for. What must be
 * sent again is sent again until it is through. The place is kept before and after each delivery, so that whoever goes on there sends the
 * same. Never throws. `done`: nothing is left but the last entry, which may not be whole. `stopped`: there is more.
 */
export async function followFile(path: string, terms: FollowTerms, pipeline: Pipeline, stop: AbortSignal): Promise<FileReport> {
  const keeper = placeKeeper(pipeline.memory, path, terms.origin, (thrown) =>
    terms.log('the place in a followed file is not kept: after a crash it is sent again', { path, reason: messageOf(thrown) }),
  )
  const say = onChange((reason) => terms.log('a followed file cannot be read now; it is tried again', { path, reason }))
  const found = terms.fromStart === true ? undefined : await foundPlace(keeper, say, terms.pollMs, stop)
  const state: State = { place: found, over: undefined, isAtRest: true, events: 0, bytes: 0 }
  const report = () => {
    const { events, bytes, place } = state
    return { path, events, bytes, ...(found === undefined ? {} : { resumedAt: found.offset }), ...(place && { keptAt: place.offset }) }
  }
  const settled = () => terms.onProgress?.(report())

  while (!stop.aborted) {
    try {
      const { next, isGone } = await nextFile(path, state.place, state.over)
      if (next === undefined) {
        if (state.over === undefined) say('there is no such file')
        state.isAtRest = true
      } else {
        say('')
        if (isGone) terms.log('a followed file is gone, with what it held behind its place', { path, offset: state.place?.offset ?? 0 })
        await followOne(next, state, { path, terms, pipeline, keeper, settled, stop })
        continue
      }
    } catch (thrown) {
      const problem = problemOf(thrown, path)
      if (!mayPass(thrown)) return { ...report(), status: 'failed', problem }
      say(problem.detail)
    }
    await wait(terms.pollMs, stop)
  }
  return { ...report(), status: state.isAtRest ? 'done' : 'stopped' }
}

/** Nothing is read before the memory has said where to begin. */
async function foundPlace(
  keeper: PlaceKeeper,
  say: (reason: string) => void,
  pollMs: number,
  stop: AbortSignal,
): Promise<Place | undefined> {
  while (!stop.aborted) {
    try {
      return await keeper.read()
    } catch (thrown) {
      say(messageOf(thrown))
    }
    await wait(pollMs, stop)
  }
  return undefined
}

interface OneTerms {
  readonly path: string
  readonly terms: FollowTerms
  readonly pipeline: Pipeline
  readonly keeper: PlaceKeeper
  readonly settled: () => void
  readonly stop: AbortSignal
}

/** Until it is over, or `stop`. */
async function followOne(start: Start, state: State, { path, terms, pipeline, keeper, settled, stop }: OneTerms): Promise<void> {
  const { pollMs, idleMs, origin, maxBytes, waitMs } = terms
  const rest = await openRest(start, { path, pollMs, stop, ...(idleMs === undefined ? {} : { idleMs }) })
  if (rest === undefined) return void (await wait(pollMs, stop))
  try {
    let { place } = start
    if (place !== state.place) await keeper.save(place)
    Object.assign(state, { place, over: undefined, isAtRest: false })
    const writtenAt = () => latest(rest.writtenAt(), place)
    const cutter = entryCutter(pipeline.split(origin), { maxBytes, offset: place.offset, inside: place.inside })
    const onRetry = (detail: string, waitMs: number) => terms.log('a slice is sent again', { path, waitMs, detail })
    for await (const { events, bytes, end } of slicesOf(rest.chunks, cutter, eventsFrom(origin, place.tag), stop, place.until?.offset)) {
      const before = beforeLast(events)
      await keeper.save({ ...place, until: { offset: end.offset, before } })
      const sent = await send(pipeline, events, place.carry, { tries: 0, waitMs, stop, onRetry })
      if (sent.status !== 'settled') return
      place = { ...end, carry: sent.carry, file: place.file, tag: place.tag, before, writtenAt: writtenAt() }
      await keeper.save(place)
      Object.assign(state, { place, events: state.events + events.length, bytes: state.bytes + bytes })
      settled()
    }
    const { why, over } = rest.ended() ?? {}
    if (over === start.file.tag && place.offset > 0) state.place = { ...place, writtenAt: writtenAt() }
    state.isAtRest = why === 'stopped'
    state.over = over
  } catch (thrown) {
    if (!isLogferryError(thrown) || thrown.code !== 'LF_INPUT_GZIP') throw thrown
    terms.log('a rotated file is damaged: the rest of it is not read', { path: start.file.path, reason: thrown.detail })
    state.over = start.file.tag
  } finally {
    await rest.close()
  }
}

/** So many characters at the end of a text hold the bytes that are asked for, whole. */
const MOST_CHARACTERS = 2048

const beforeLast = (events: readonly LogEvent[]) => beforeOf(encodeText((events.at(-1)?.message ?? '').slice(-MOST_CHARACTERS)))

/** What a file system says may be otherwise a moment later; what a parser or the path itself does wrong is not. */
const mayPass = (thrown: unknown): boolean =>
  isLogferryError(thrown) ? thrown.code === 'LF_INPUT_CHANGED' : (thrown as NodeJS.ErrnoException | undefined)?.syscall !== undefined

/** Says the same only once in a row; '' is not said. */
function onChange(say: (text: string) => void): (text: string) => void {
  let last = ''
  return (text) => {
    if (text !== last && text !== '') say(text)
    last = text
  }
}
