/** Bytes that come in chunks, taken in pieces of one's own. */
export interface ByteFeed {
  /** How many were taken. */
  taken(): number
  /** The next ones, at most so many; none at the end. They are good until the next call. */
  take(most: number): Promise<Uint8Array>
  /** So many of what was taken last were too many. */
  giveBack(count: number): void
  close(): Promise<void>
}

export function byteFeed(chunks: AsyncIterable<Uint8Array>): ByteFeed {
  const rest = chunks[Symbol.asyncIterator]()
  let chunk: Uint8Array = new Uint8Array(0)
  let at = 0
  let taken = 0
  const moveBy = (count: number) => {
    at += count
    taken += count
  }
  return {
    taken: () => taken,
    async take(most) {
      while (at === chunk.length) {
        const next = await rest.next()
        if (next.done) break
        chunk = next.value
        at = 0
      }
      const some = chunk.subarray(at, at + most)
      moveBy(some.length)
      return some
    },
    giveBack: (count) => moveBy(-count),
    async close() {
      await rest.return?.()
    },
  }
}

/** So many, or what is left. */
export async function bytesFrom(feed: ByteFeed, count: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for (let left = count; left > 0; left -= parts.at(-1)?.length ?? 0) {
    const some = await feed.take(left)
    if (some.length === 0) break
    parts.push(Uint8Array.from(some))
  }
  return Buffer.concat(parts)
}
