import { hash } from 'node:crypto'
import { resolve } from 'node:path'
import type { Fields, Memory, Origin } from '../../core/index.ts'
import { keptFact } from '../kept-fact.ts'
import { HEAD_BYTES, type KnownFile } from './input.ts'

/** Where a reading goes on: the start of a slice. */
export interface Checkpoint {
  readonly offset: number
  /** Whether that is inside an entry that was too long. */
  readonly inside: boolean
  readonly carry: Fields
  /** Where the last entry before that begins, if it is not sure that it was whole: at the end of a file. */
  readonly lastEntry?: number
}

export interface Checkpoints {
  /** Where this reading goes on. */
  readonly found: Checkpoint | undefined
  /** It would go on somewhere, but for other terms. */
  readonly isOtherwise: boolean
  /** When the file was last written, as the reading saw it that is read again or goes on. */
  readonly writtenAt?: number
  save(checkpoint: Checkpoint): Promise<void>
  /**
   * The file is read to its end. Once it has grown, the next reading goes on there. As long as it has not, the next one begins anew and cuts
   * the very same slices; but not if this one went on behind another, for then it would cut others.
   */
  finish(checkpoint: Checkpoint): Promise<void>
  clear(): Promise<void>
}

interface Stored extends Checkpoint {
  readonly version: string
  readonly isFinished: boolean
  /** Whether a reading went on behind one that was finished. */
  readonly wentOn: boolean
  readonly writtenAt?: number
  readonly file: string
  readonly size: number
  readonly head: { readonly length: number; readonly hash: string }
}

export interface CheckpointTerms {
  /** From the start, whatever is kept. */
  readonly fromStart?: boolean
  /** What decides where its entries go. */
  readonly version: string
  /** When the file was last written, as far as is known. */
  readonly writtenAt?: number
}

/**
 * The checkpoint of one file, kept in memory by path, log group and stream. It counts only if the path still leads to a file with the same
 * device, inode, birth time and first bytes that is not shorter, and `version` is the same. When memory fails, or another reading writes
 * there, too, `onFailure` is told once, and nothing is kept any more: the next run reads again what this one read.
 */
export async function openCheckpoints(
  memory: Memory,
  path: string,
  origin: Origin,
  file: KnownFile,
  terms: CheckpointTerms,
  onFailure: (thrown: unknown) => void,
): Promise<Checkpoints> {
  const key = `checkpoints/${hash('sha256', JSON.stringify([resolve(path), origin.logGroup, origin.logStream])).slice(0, 32)}`
  const head = Math.min(HEAD_BYTES, file.size)
  const fact = keptFact(memory, key)
  let value: string | undefined
  let failed = false
  const attempt = async (work: () => Promise<void>) => {
    if (failed) return
    try {
      await work()
    } catch (thrown) {
      failed = true
      onFailure(thrown)
    }
  }

  await attempt(async () => {
    value = await fact.read()
  })
  const { fromStart = false, version } = terms
  const known = value === undefined || fromStart ? undefined : readFact(value, file)
  const isAnew = known === undefined || (known.isFinished && !known.wentOn && known.size === file.size)
  const isOtherwise = !isAnew && known.version !== version
  const found = isAnew || isOtherwise ? undefined : known
  // What has been dated stays as it was dated; what was added since is dated anew.
  const isAdded = known === undefined || (known.isFinished && known.size !== file.size)
  const writtenAt = isAdded ? terms.writtenAt : known.writtenAt
  const dated = writtenAt === undefined ? {} : { writtenAt }
  const wentOn = found !== undefined && (found.isFinished || found.wentOn)
  const save = (checkpoint: Checkpoint, size: number, isFinished: boolean) =>
    attempt(async () => {
      const about = { version, isFinished, wentOn, ...dated, file: file.tag, size, head: { length: head, hash: file.headOf(head) } }
      const text = JSON.stringify({ ...checkpoint, ...about } satisfies Stored)
      if (text !== value) await fact.write(text)
      value = text
    })
  return {
    found,
    isOtherwise,
    ...dated,
    save: (checkpoint) => save(checkpoint, file.size, false),
    finish: (checkpoint) => save(checkpoint, checkpoint.offset, true),
    clear: () => attempt(fact.forget),
  }
}

/** Nothing, if it is of another file, or was written by another version. */
function readFact(value: string, file: KnownFile): Stored | undefined {
  let stored: Partial<Stored> | null
  try {
    stored = JSON.parse(value)
  } catch {
    return undefined
  }
  const { offset, carry, head } = stored ?? {}
  const same = stored?.file === file.tag && (stored.size ?? Infinity) <= file.size && head?.hash === file.headOf(head?.length ?? 0)
  if (!same || !Number.isSafeInteger(offset) || offset === undefined || typeof carry !== 'object' || carry === null) return undefined
  return stored as Stored
}
