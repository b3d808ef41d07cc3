import { randomBytes } from 'node:crypto'
import { beforeOf, findAmong, holds, isNewer, type LogFile, logFileAt, logFiles } from './log-files.ts'
import type { Place } from './place.ts'

/** A file to read, and from where. */
export interface Start {
  readonly file: LogFile
  readonly place: Place
}

/** Where a followed log goes on; undefined: nowhere yet. */
export interface Continuation {
  readonly next: Start | undefined
  /** The file that was being read is gone, with what it held behind the place. */
  readonly isGone: boolean
}

/**
 * Finds the file that holds the place, or, where that file is read to its end, the one that followed it: rotation may have renamed, copied
 * or compressed files, and more than once. `over` is the tag of a file that is read to its end; '': it was begun anew.
 */
export async function nextFile(path: string, place: Place | undefined, over: string | undefined): Promise<Continuation> {
  if (place === undefined) {
    const own = await logFileAt(path)
    return { next: own && { file: own, place: startOf(own) }, isGone: false }
  }
  if (over === undefined) {
    const next = await findAmong(path, async ({ own, rotated }): Promise<Start | undefined> => {
      const file = await holderOf(own === undefined ? rotated : [...rotated, own], place)
      return file && { file, place: file === own ? { ...place, file: own.tag } : place }
    })
    if (next !== undefined) return { next, isGone: false }
  }
  const { own, rotated } = await logFiles(path)
  const files = own === undefined ? rotated : [...rotated, own]
  // A file of which nothing was read may stand for several: those that were written since.
  const read = place.offset === 0 ? undefined : (files.find(({ tag }) => tag === over) ?? (await holderOf(rotated, place)))
  const later = read === undefined ? files.filter((file) => file === own || isNewer(place)(file)) : files.slice(files.indexOf(read) + 1)
  // A `.gz` under the path itself does not grow.
  const [file] = later.filter(({ tag }) => tag !== over)
  const last = read === undefined ? place : { ...place, writtenAt: latest(read.writtenAt, place) }
  return { next: file && { file, place: startOf(file, last) }, isGone: over === undefined && place.offset > 0 }
}

/** Its beginning. A file that was begun anew has another tag, so that what is there now is not taken for what was there before. */
const startOf = ({ tag, writtenAt }: LogFile, last?: Place): Place => ({
  offset: 0,
  inside: false,
  carry: last?.carry ?? {},
  file: tag,
  tag: tag === last?.file ? randomBytes(4).toString('hex') : tag,
  before: beforeOf(Buffer.alloc(0)),
  writtenAt: latest(writtenAt, last),
})

export const latest = (writtenAt: bigint, last?: Place): string =>
  last === undefined || writtenAt > BigInt(last.writtenAt) ? String(writtenAt) : last.writtenAt

/** The mtime of a `.gz` may have whole seconds only. */
const COARSE_NS = 1_000_000_000n

/** The file that the place is in: the very one, or the oldest with those bytes that may have been made of it. */
export async function holderOf(files: readonly LogFile[], place: Place): Promise<LogFile | undefined> {
  const { file, writtenAt } = place
  // Of a delivery that is under way all was there.
  const { offset, before } = place.until ?? place
  const same = files.filter(({ tag }) => tag === file)
  const made = files.filter((other) => other.tag !== file && offset > 0 && other.writtenAt >= BigInt(writtenAt) - COARSE_NS)
  for (const candidate of [...same, ...made]) {
    // It may go while it is looked at, or be a damaged `.gz`.
    if (await holds(candidate, offset, before).catch(() => false)) return candidate
  }
  return undefined
}
