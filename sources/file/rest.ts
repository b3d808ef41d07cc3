import { open } from 'node:fs/promises'
import { LogferryError } from '../../core/index.ts'
import { type GrowthTerms, growthOf } from './growth.ts'
import { fileTag } from './identity.ts'
import { inflate, skip } from './inflate.ts'
import { bytesOf } from './input.ts'
import { endsWith, findAmong, isNewer, type LogFile, type LogFiles, logFiles, readAt, startsAsGzip } from './log-files.ts'
import { holderOf, type Start } from './next-file.ts'
import type { Pause } from './slice.ts'

/** What a followed file holds behind a place, and what comes to it. */
export interface Rest {
  /** A chunk is good until the next is asked for. */
  readonly chunks: AsyncIterable<Uint8Array | Pause>
  /** In nanoseconds, when it still held what was read of it. */
  writtenAt(): bigint
  /** Once the chunks have ended: why, and the tag of the file that was read to its end, '' where that is not certain. */
  ended(): { readonly why: 'over' | 'stopped'; readonly over: string } | undefined
  close(): Promise<void>
}

/** Undefined: another file has taken its name since it was found. Throws system errors. */
export async function openRest({ file, place }: Start, terms: Omit<GrowthTerms, 'isAnew' | 'onSame'>): Promise<Rest | undefined> {
  const handle = await open(file.path)
  let writtenAt = file.writtenAt
  let ended: ReturnType<Rest['ended']>

  async function* compressed() {
    yield* skip(inflate(bytesOf(file.path, handle, 0, file.size), file.path), place.offset)
    ended = { why: 'over', over: file.tag }
  }

  const othersIn = ({ rotated }: LogFiles) => rotated.filter(({ tag }) => tag !== file.tag)

  async function* growing() {
    const isAnew = async () => {
      if (place.until !== undefined) {
        const { offset, before } = place.until
        return !endsWith(await readAt(handle, offset - before.length, before.length), before)
      }
      // What was made of it is newer than its beginning; of a file that has another name now, so are those that followed it.
      const files = await logFiles(terms.path)
      const isInPlace = files.own?.tag === file.tag
      const now = (await handle.stat({ bigint: true })).mtimeNs
      return othersIn(files).some((other) => other.size > 0 && isNewer(place)(other) && (isInPlace || other.writtenAt < now))
    }
    const onSame = (at: bigint) => {
      writtenAt = at
    }
    const { why, position, before } = yield* growthOf(handle, place, { ...terms, isAnew, onSame })
    if (why !== 'rewritten') {
      ended = { why: why === 'stopped' ? why : 'over', over: file.tag }
      return
    }
    // What was added between the last look and the truncation is in the copy, if there is one.
    const { until, ...from } = place
    const copied = { ...from, offset: position, before, ...(until !== undefined && position < until.offset && { until }) }
    const copy = await findAmong(terms.path, (files) => holderOf(othersIn(files), copied))
    if (copy !== undefined) yield* bytesOfCopy(copy, position)
    ended = { why: 'over', over: copy?.tag ?? '' }
  }

  try {
    if (fileTag(await handle.stat({ bigint: true })) === file.tag) {
      const chunks = (await startsAsGzip(handle)) ? compressed() : growing()
      return { chunks, writtenAt: () => writtenAt, ended: () => ended, close: () => handle.close() }
    }
  } catch (thrown) {
    await handle.close()
    throw thrown
  }
  await handle.close()
  return undefined
}

async function* bytesOfCopy({ path, tag }: LogFile, offset: number) {
  const handle = await open(path)
  try {
    if (fileTag(await handle.stat({ bigint: true })) !== tag) throw new LogferryError('LF_INPUT_CHANGED', `${path} was renamed`)
    if (await startsAsGzip(handle)) yield* skip(inflate(bytesOf(path, handle, 0, 0), path), offset)
    else yield* bytesOf(path, handle, offset, offset)
  } finally {
    await handle.close()
  }
}
