/** Lines of text that grow at their end, as UTF-8. Of pieces that are joined first, one wide character would make all of them wide, and slow. */
export interface Lines {
  add(text: string): void
  endLine(): void
  /** All that was added. */
  bytes(): Buffer
}

/** No character has more bytes for each unit of its length. */
const MOST_BYTES = 3
const NEWLINE = 10

/** `size`: a guess, in bytes. */
export function startLines(size: number): Lines {
  let buffer = Buffer.allocUnsafe(size)
  let filled = 0
  const reserve = (bytes: number) => {
    if (filled + bytes <= buffer.length) return
    const larger = Buffer.allocUnsafe(2 * (filled + bytes))
    buffer.copy(larger, 0, 0, filled)
    buffer = larger
  }
  return {
    add(text) {
      reserve(MOST_BYTES * text.length)
      filled += buffer.write(text, filled)
    },
    endLine() {
      reserve(1)
      buffer[filled++] = NEWLINE
    },
    bytes: () => buffer.subarray(0, filled),
  }
}
