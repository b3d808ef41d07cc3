import type { FileHandle } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { fileTag } from './identity.ts'
import { type Before, beforeOf, endsWith, logFileAt, logFiles, readAt } from './log-files.ts'
import type { Pause } from './slice.ts'

export interface GrowthTerms {
  /** Where the writer writes. */
  readonly path: string
  readonly pollMs: number
  readonly idleMs?: number
  readonly stop: AbortSignal
  /** Whether a file was begun anew of which nothing is read yet, so that its bytes do not tell. */
  readonly isAnew: () => Promise<boolean>
  /** Hears when the file was last written to, in nanoseconds, each time that it still holds what was read of it. */
  readonly onSame: (writtenAt: bigint) => void
}

/**
 * `replaced`: another file lies under the path, and this one grows no more. `rewritten`: what was read is no longer there, as after
 * copytruncate. `stopped`: at a pause.
 */
export interface GrowthEnd {
  readonly why: 'replaced' | 'rewritten' | 'stopped'
  readonly position: number
  /** What was there before that. */
  readonly before: Before
}

const CHUNK_BYTES = 256 * 1024
/** Read again with each chunk: that they are the same tells that the file was not begun anew. */
const OVERLAP_BYTES = 256

/**
 * What a file holds from that offset on, where it has those bytes before it, and what is added to it. A chunk is good until the next is asked
 * for.
 */
export async function* growthOf(
  handle: FileHandle,
  { offset, before }: { readonly offset: number; readonly before: Before },
  terms: GrowthTerms,
): AsyncGenerator<Uint8Array | Pause, GrowthEnd> {
  const { path, pollMs, idleMs = Number.POSITIVE_INFINITY, stop, isAnew, onSame } = terms
  const buffer = Buffer.allocUnsafe(OVERLAP_BYTES + CHUNK_BYTES)
  let position = offset
  const overlap = Math.max(before.length, Math.min(offset, OVERLAP_BYTES))
  const there = await readAt(handle, offset - overlap, overlap)
  // It may have been begun anew since it was found.
  if (there.length < overlap || !endsWith(there, before)) return { why: 'rewritten', position, before }
  let last = there.subarray(-OVERLAP_BYTES)
  let quietMs = 0
  let wasReplaced = false
  const ended = (why: GrowthEnd['why']): GrowthEnd => ({ why, position, before: beforeOf(last) })
  for (;;) {
    const { mtimeNs } = await handle.stat({ bigint: true })
    const { bytesRead } = await handle.read(buffer, 0, last.length + CHUNK_BYTES, position - last.length)
    const isSame = position > 0 ? buffer.subarray(0, Math.min(bytesRead, last.length)).equals(last) : !(await isAnew())
    if (!isSame) return ended('rewritten')
    onSame(mtimeNs)
    const chunk = buffer.subarray(last.length, bytesRead)
    if (chunk.length > 0) {
      position += chunk.length
      last = Buffer.from(buffer.subarray(Math.max(0, bytesRead - OVERLAP_BYTES), bytesRead))
      quietMs = 0
      wasReplaced = false
      yield chunk
      continue
    }
    if (quietMs === 0) yield 'pause'
    else if (quietMs >= idleMs && quietMs < idleMs + pollMs) yield 'idle'
    const replaced = await isReplaced(handle, path)
    if (replaced && wasReplaced) return ended('replaced')
    wasReplaced = replaced
    if (!(await wait(pollMs, stop))) return ended('stopped')
    quietMs += pollMs
  }
}

/**
 * Whether the writer is done with the file: it has written into another since. An empty one under the path is not enough, for logrotate makes
 * that before it tells the writer; unless the old one has no name any more, so that nobody else would keep it.
 */
async function isReplaced(handle: FileHandle, path: string): Promise<boolean> {
  const own = await handle.stat({ bigint: true })
  try {
    const there = await logFileAt(path)
    if (there?.tag === fileTag(own)) return false
    if (there !== undefined && (there.size > 0 || own.nlink === 0n)) return true
    return (await logFiles(path)).rotated.some(({ size, writtenAt }) => size > 0 && writtenAt > own.mtimeNs)
  } catch {
    // What cannot be looked at now says nothing.
    return false
  }
}

/** False when the signal fired first. */
export const wait = (ms: number, stop: AbortSignal): Promise<boolean> => setTimeout(ms, true, { signal: stop }).catch(() => false)
