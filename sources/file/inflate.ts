import { LogferryError } from '../../core/index.ts'
import { type ByteFeed, byteFeed, bytesFrom } from './byte-feed.ts'
import { CUT, DAMAGED, inflateMember, type MemberFault, readHeader } from './gzip-member.ts'

/** gzip's magic bytes (RFC 1952). */
export const isGzip = (head: ArrayLike<number>): boolean => head[0] === 0x1f && head[1] === 0x8b

/** Deflate grows a thousandfold at most, so what this much of it gives stays below 17 MiB. */
const STEP_BYTES = 16 * 1024

export interface InflateTerms {
  /** Opens the same bytes a second time. Without it, what the last step before a damage gave is lost. */
  readonly again?: () => AsyncIterable<Uint8Array>
  /** Hears in place of a throw that there is something else behind gzip that is whole. */
  readonly onBehind?: (problem: LogferryError) => void
}

/**
 * Inflates gzip of one or several members. What comes before a damage, a cut or something else is given first; then it throws LF_INPUT_GZIP,
 * with the place. Zeros after the last member are padding.
 */
export async function* inflate(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  terms: InflateTerms = {},
): AsyncGenerator<Uint8Array, void> {
  const { again, onBehind } = terms
  const progress = { fed: 0, given: 0 }
  let fault = yield* inflateMembers(chunks, progress, () => STEP_BYTES)
  if (fault?.isLossy && again !== undefined) {
    // A step of one byte gives all that comes before the damage.
    const stepAt = (fed: number) => Math.max(1, Math.min(STEP_BYTES, progress.fed - fed))
    fault = yield* skip(inflateMembers(again(), { fed: 0, given: 0 }, stepAt), progress.given)
  }
  if (fault === undefined) return
  const problem = new LogferryError(
    'LF_INPUT_GZIP',
    `${path} ${fault.what} ${fault.isLossy && again === undefined ? 'before' : 'at'} byte ${fault.at}`,
    { cause: fault.cause },
  )
  if (fault.what !== BEHIND.what || onBehind === undefined) throw problem
  onBehind(problem)
}

interface Progress {
  /** How much was fed without a fault, and how much that gave. */
  fed: number
  given: number
}

interface Fault extends MemberFault {
  readonly at: number
}

const BEHIND: MemberFault = { what: 'is whole, but has something else behind it' }

/** `stepAt` says how much to feed next, by how much was fed. Returns what is wrong, and at which byte. */
async function* inflateMembers(
  chunks: AsyncIterable<Uint8Array>,
  progress: Progress,
  stepAt: (fed: number) => number,
): AsyncGenerator<Uint8Array, Fault | undefined> {
  const feed = byteFeed(chunks)
  try {
    for (let isFirst = true; ; isFirst = false) {
      const first = await firstByte(feed, isFirst)
      const at = feed.taken() - 1
      if (first === undefined) return isFirst ? { ...CUT, at: 0 } : undefined
      const [second] = await bytesFrom(feed, 1)
      if (second === undefined && first === 0x1f) return { ...CUT, at: at + 1 }
      if (!isGzip([first, second ?? 0])) return { ...(isFirst ? DAMAGED : BEHIND), at }
      const fault = (await readHeader(feed)) ?? (yield* inflateMember(feed, progress, stepAt))
      if (fault !== undefined) return { ...fault, at: feed.taken() }
    }
  } finally {
    await feed.close()
  }
}

/** Behind the zeros that pad what was read so far. */
async function firstByte(feed: ByteFeed, isFirst: boolean): Promise<number | undefined> {
  for (;;) {
    const [byte] = await feed.take(1)
    if (byte !== 0 || isFirst) return byte
  }
}

/** Inflates what begins like gzip, and gives anything else as it is. */
export async function* inflateIfGzip(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  terms?: InflateTerms,
): AsyncGenerator<Uint8Array, void> {
  const rest = chunks[Symbol.asyncIterator]()
  let head = new Uint8Array(0)
  while (head.length < 2) {
    const next = await rest.next()
    if (next.done) break
    head = Buffer.concat([head, next.value])
  }
  async function* all() {
    yield head
    yield* { [Symbol.asyncIterator]: () => rest }
  }
  yield* isGzip(head) ? inflate(all(), path, terms) : all()
}

/** The same bytes without the first `count`. */
export async function* skip<R>(chunks: AsyncGenerator<Uint8Array, R>, count: number): AsyncGenerator<Uint8Array, R> {
  let left = count
  try {
    for (;;) {
      const next = await chunks.next()
      if (next.done) return next.value
      if (left < next.value.length) yield next.value.subarray(left)
      left = Math.max(0, left - next.value.length)
    }
  } finally {
    await chunks.return?.(undefined as never)
  }
}
