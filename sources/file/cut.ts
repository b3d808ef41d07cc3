import { LogferryError, messageOf, type Parser } from '../../core/index.ts'

/** An entry, or a part of one that is longer than `maxBytes`. The entries of a file tile it. `bytes` are good until the next is asked for. */
export interface Entry {
  readonly offset: number
  readonly bytes: Buffer
  readonly part?: 'first' | 'rest'
}

export interface Cutter {
  /** The entries that are whole now. A chunk may end anywhere. */
  push(chunk: Uint8Array): Iterable<Entry>
  /** At a pause of a file that grows: those that are whole for sure. The same entries come as if there had been none. */
  pause(): Iterable<Entry>
  /** The rest. If the input broke off, only the entries that are whole for sure. */
  end(brokeOff: boolean): Iterable<Entry>
  /** At a pause: the rest, if it ends with a line. */
  endLine(): Iterable<Entry>
  /** Where the next entry begins, or the next part of one that is too long. */
  place(): { readonly offset: number; readonly inside: boolean }
}

export interface CutTerms {
  readonly maxBytes: number
  /** Where to begin, and whether that is inside an entry that was too long. */
  readonly offset?: number
  readonly inside?: boolean
  /** The shortest piece to cut. */
  readonly pieceBytes?: number
}

const PIECE_BYTES = 64 * 1024
const NEWLINE = 10

/**
 * Cuts bytes into entries with a parser's `split`, which is asked about pieces of sizes that follow from the bytes alone: `pieceBytes`, or
 * twice what the last piece left over. So the cuts do not depend on the chunks, and the work grows with the input only. An entry is too
 * long once there is no other start within `maxBytes` of a piece of twice that; its parts are cut from its start. What follows is again a
 * piece, one that begins inside an entry, and `split` finds the next start by its own marks. A piece is never longer than twice `maxBytes`,
 * or `pieceBytes`.
 */
export function entryCutter(split: NonNullable<Parser['split']>, terms: CutTerms): Cutter {
  const { maxBytes, pieceBytes = PIECE_BYTES } = terms
  let offset = terms.offset ?? 0
  let inside = terms.inside ?? false
  let buffer = Buffer.allocUnsafe(pieceBytes)
  let filled = 0
  let full = pieceBytes
  /** How much of the piece the parser was asked about. */
  let asked = 0

  function* cut(end: boolean, isFull = true) {
    const bytes = buffer.subarray(0, filled)
    const entries: Entry[] = []
    let from = 0
    const take = (to: number, part?: 'first' | 'rest') => {
      entries.push({ offset: offset + from, bytes: bytes.subarray(from, to), ...(part === undefined ? {} : { part }) })
      from = to
    }
    const takePart = () => {
      take(cutBefore(bytes, from, maxBytes), inside ? 'rest' : 'first')
      inside = true
    }
    const takeEntry = (to: number) => {
      while (to - from > maxBytes) takePart()
      take(to, inside ? 'rest' : undefined)
      inside = false
    }

    for (const start of startsOf(split, bytes, end)) if (start > from && start < filled) takeEntry(start)
    if (end && filled > from) takeEntry(filled)
    while (isFull && filled - from >= 2 * maxBytes) takePart()

    yield* entries
    const left = bytes.subarray(from)
    full = Math.max(pieceBytes, Math.min(2 * left.length, 2 * maxBytes))
    if (full > buffer.length) buffer = Buffer.allocUnsafe(full)
    filled = left.copy(buffer)
    asked = filled
    offset += from
  }

  return {
    *push(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const some = chunk.subarray(at, at + full - filled)
        buffer.set(some, filled)
        filled += some.length
        at += some.length
        if (filled === full) yield* cut(false)
      }
    },
    *pause() {
      if (filled > asked) yield* cut(false, false)
    },
    *end(brokeOff) {
      if (filled > 0) yield* cut(!brokeOff)
    },
    *endLine() {
      if (filled > 0 && buffer[filled - 1] === NEWLINE) yield* cut(true)
    },
    place: () => ({ offset, inside }),
  }
}

function startsOf(split: NonNullable<Parser['split']>, bytes: Buffer, end: boolean): readonly number[] {
  try {
    return split(bytes.toString('latin1'), end)
  } catch (thrown) {
    throw new LogferryError('LF_PLUGIN_CONTRACT', `a parser broke while it cut ${bytes.length} bytes: ${messageOf(thrown)}`, {
      cause: thrown,
    })
  }
}

/** The place at most `maxBytes` after `from` that is not inside a UTF-8 sequence. */
function cutBefore(bytes: Buffer, from: number, maxBytes: number): number {
  const to = from + maxBytes
  for (let at = to - 1; at >= to - 3 && at > from; at--) {
    const byte = bytes[at] as number
    if (byte < 0x80) return to
    if (byte < 0xc0) continue
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    return at + length > to ? at : to
  }
  return to
}
