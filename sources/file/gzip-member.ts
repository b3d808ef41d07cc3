import { crc32, createInflateRaw } from 'node:zlib'
import { type ByteFeed, bytesFrom } from './byte-feed.ts'

/** What is wrong with a member. `isLossy`: zlib has kept to itself what the last step gave. */
export interface MemberFault {
  readonly what: string
  readonly cause?: unknown
  readonly isLossy?: true
}

export const CUT: MemberFault = { what: 'is cut off' }
export const DAMAGED: MemberFault = { what: 'is damaged' }

/** Bits of the flags byte of a header (RFC 1952, 2.3.1). */
const HAS_CRC = 2
const HAS_EXTRA = 4
const HAS_NAME = 8
const HAS_COMMENT = 16

/** Reads what stands behind the two magic bytes, up to the data. */
export async function readHeader(feed: ByteFeed): Promise<MemberFault | undefined> {
  const fixed = await bytesFrom(feed, 8)
  const [method, flags = 0] = fixed
  if (fixed.length < 8) return CUT
  if (method !== 8 || flags > 31) return DAMAGED
  if (flags & HAS_EXTRA) {
    const size = await bytesFrom(feed, 2)
    const length = size.length < 2 ? 0 : size.readUInt16LE()
    if (size.length < 2 || (await bytesFrom(feed, length)).length < length) return CUT
  }
  for (const flag of [HAS_NAME, HAS_COMMENT]) {
    if (!(flags & flag)) continue
    let byte: number | undefined
    do byte = (await bytesFrom(feed, 1))[0]
    while (byte !== undefined && byte !== 0)
    if (byte === undefined) return CUT
  }
  return flags & HAS_CRC && (await bytesFrom(feed, 2)).length < 2 ? CUT : undefined
}

/** Inflates the data of a member, then checks its length and its checksum. `stepAt` says how much to feed next; `progress` is kept up to date. */
export async function* inflateMember(
  feed: ByteFeed,
  progress: { fed: number; given: number },
  stepAt: (fed: number) => number,
): AsyncGenerator<Uint8Array, MemberFault | undefined> {
  const inflater = createInflateRaw({ chunkSize: 64 * 1024 })
  let inflated: Buffer[] = []
  let failure: NodeJS.ErrnoException | undefined
  let ended = false
  let settle = () => {}
  let length = 0
  let sum = 0
  inflater.on('data', (bytes: Buffer) => inflated.push(bytes))
  inflater.on('error', (error) => {
    failure = error
    settle()
  })
  inflater.on('end', () => {
    ended = true
    settle()
  })
  /** Not every write is called back: the end of the data ends the stream, damage breaks it. */
  const step = (act: (done: (error?: Error | null) => void) => void) =>
    new Promise<readonly Buffer[]>((resolve) => {
      settle = () => {
        resolve(inflated)
        inflated = []
      }
      act((error) => {
        failure ??= error ?? undefined
        settle()
      })
    })

  try {
    while (!ended) {
      const some = await feed.take(stepAt(feed.taken()))
      const before = inflater.bytesWritten
      for (const bytes of await step((done) => (some.length === 0 ? inflater.end() : inflater.write(some, done)))) {
        length += bytes.length
        progress.given += bytes.length
        sum = crc32(bytes, sum)
        yield bytes
      }
      if (failure !== undefined) return failure.code === 'Z_BUF_ERROR' ? CUT : { ...DAMAGED, cause: failure, isLossy: true }
      feed.giveBack(ended ? some.length - (inflater.bytesWritten - before) : 0)
      progress.fed = feed.taken()
    }
  } finally {
    inflater.destroy()
  }
  const trailer = await bytesFrom(feed, 8)
  if (trailer.length < 8) return CUT
  return trailer.readUInt32LE() === sum && trailer.readUInt32LE(4) === length % 2 ** 32 ? undefined : DAMAGED
}
