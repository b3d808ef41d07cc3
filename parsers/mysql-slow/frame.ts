import type { Header } from './header.ts'
import { type LookAhead, lookAhead } from './look-ahead.ts'
import { findPieces, type Piece, type Pieces } from './pieces.ts'
import { isClosed, isOdd, NOTHING, type Scan, scan, USUAL } from './quoting.ts'
import { mayHaveBody } from './routine.ts'
import { isModern } from './server.ts'

/**
 * Cuts a text that begins at an entry into entries, banners, and what is neither. An entry ends where a header or a banner follows its `;`
 * outside of strings, comments and bodies of routines. Only pieces whose start no later text can undo; with `end`, all.
 */
export function frame(text: string, end: boolean): readonly Piece[] {
  const pieces = findPieces(text, end)
  let seen: LookAhead | undefined
  const ahead: LookAhead = (...place) => {
    seen ??= lookAhead(text, pieces, end)
    return seen(...place)
  }
  const cut: Piece[] = []
  let index = 0
  while (index >= 0) {
    const piece = pieces(index)
    if (piece === undefined) break
    cut.push(piece)
    index = piece.kind === 'entry' ? afterEntry(text, pieces, index, piece, ahead) : afterOther(text, pieces, index, piece)
  }
  return cut
}

/** Which piece follows; -1 where none is certain. */
function afterEntry(text: string, pieces: Pieces, index: number, entry: Piece, ahead: LookAhead): number {
  let from = entry.body
  let rules = USUAL
  let sum = NOTHING_YET
  for (let i = index + 1, next = pieces(i); next !== undefined; next = pieces(++i)) {
    if (next.kind === 'neither') continue
    if (next.afterCut === true) return i
    if (from === entry.body && mayHaveBody(text, from, next.at)) rules = { ...USUAL, body: true }
    sum = join(sum, scan(text, from, next.at, sum.open, rules))
    from = next.at
    if (next.firm && (!isClosed(sum) || isOdd(sum))) return ahead(entry, i, sum, rules.body)
    if (isClosed(sum) && (next.firm || !isComment(text, next, entry.header))) return i
  }
  return -1
}

const NOTHING_YET: Scan = { open: NOTHING, depth: 0, parentheses: 0, broken: false, abrupt: false, more: false }

const join = (before: Scan, after: Scan): Scan => ({
  open: after.open,
  depth: before.depth + after.depth,
  parentheses: before.parentheses + after.parentheses,
  broken: before.broken || after.broken,
  abrupt: before.abrupt || after.abrupt,
  more: before.more || after.more,
})

/** A header without `SET timestamp` where servers always write it: comments in a statement that look like one. */
const isComment = (text: string, { header }: Piece, before?: Header) =>
  header?.cut === false && (isModern(text, header) || (before !== undefined && isModern(text, before)))

/** What follows a banner, and the first entry or banner after what is neither. */
function afterOther(text: string, pieces: Pieces, index: number, other: Piece): number {
  let i = index + 1
  let next = pieces(i)
  if (other.kind === 'banner') return next === undefined ? -1 : i
  while (next !== undefined && (next.kind === 'neither' || (!next.firm && isComment(text, next)))) next = pieces(++i)
  return next === undefined ? -1 : i
}
