import type { FileHandle } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { fileTag } from './identity.ts'
import { logFileAt, readAt } from './log-files.ts'
import type { Pause } from './slice.ts'

export interface GrowthTerms {
  /** Where the writer writes. */
  readonly path: string
  readonly pollMs: number
  readonly idleMs?: number
  readonly stop: AbortSignal
  /** Whether a file was begun anew of which nothing is read yet, so that its bytes do not tell. */
  readonly isAnew: () => Promise<boolean>
}

/**
 * `replaced`: another file lies under the path, and this one grows no more. `rewritten`: what was read is no longer there, as after
 * copytruncate. `stopped`: at a pause.
 */
export interface GrowthEnd {
  readonly why: 'replaced' | 'rewritten' | 'stopped'
  readonly position: number
  /** The last bytes before that. */
  readonly last: Buffer
}

const CHUNK_BYTES = 256 * 1024
/** Read again with each chunk: that they are the same tells that the file was not begun anew. */
const OVERLAP_BYTES = 256

/** What a file holds from that offset on, and what is added to it. A chunk is good until the next is asked for. */
export async function* growthOf(handle: FileHandle, offset: number, terms: GrowthTerms): AsyncGenerator<Uint8Array | Pause, GrowthEnd> {
  const { path, pollMs, idleMs = Number.POSITIVE_INFINITY, stop, isAnew } = terms
  const buffer = Buffer.allocUnsafe(OVERLAP_BYTES + CHUNK_BYTES)
  let position = offset
  let last = await readAt(handle, Math.max(0, offset - OVERLAP_BYTES), Math.min(offset, OVERLAP_BYTES))
  let quietMs = 0
  let wasReplaced = false
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, last.length + CHUNK_BYTES, position - last.length)
    const isSame = position > 0 ? buffer.subarray(0, Math.min(bytesRead, last.length)).equals(last) : !(await isAnew())
    if (!isSame) return { why: 'rewritten', position, last }
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
    if (replaced && wasReplaced) return { why: 'replaced', position, last }
    wasReplaced = replaced
    if (!(await wait(pollMs, stop))) return { why: 'stopped', position, last }
    quietMs += pollMs
  }
}

/**
 * Whether the writer is done with the file. An empty one under the path is not enough, for logrotate makes that before it tells the writer;
 * unless the old one has no name any more, so that nobody else would keep it.
 */
async function isReplaced(handle: FileHandle, path: string): Promise<boolean> {
  const own = await handle.stat({ bigint: true })
  // A path that cannot be looked at now says nothing.
  const there = await logFileAt(path).catch(() => undefined)
  return there !== undefined && there.tag !== fileTag(own) && (there.size > 0 || own.nlink === 0n)
}

/** False when the signal fired first. */
export const wait = (ms: number, stop: AbortSignal): Promise<boolean> => setTimeout(ms, true, { signal: stop }).catch(() => false)
