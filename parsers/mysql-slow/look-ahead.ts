import { isOlder, mayFollow } from './age.ts'
import { findClosings } from './closing.ts'
import type { Header } from './header.ts'
import type { Piece, Pieces } from './pieces.ts'
import { isClosed, isOdd, NO_ESCAPES, NO_VERSIONS, NOTHING, type Scan, scan, USUAL } from './quoting.ts'
import { isMariaDB, isMySQL } from './server.ts'

/**
 * A piece begins inside of something that `entry` opened: is it text that someone wrote there, or did that statement never close what it
 * opened? `sum` is what the statement holds up to that piece, `body` whether it may have one. Returns the piece that follows the entry, -1
 * where none is certain.
 */
export type LookAhead = (entry: Piece, first: number, sum: Scan, body: boolean) => number

/** An open quote never swallows more. */
const MOST_TEXT = 2 * 1024 * 1024
/** Of a chain of entries: it is looked at from each of them. */
const MOST_CHECKED = 16
/** Banners are few in a row. */
const MOST_BANNERS = 8

/**
 * It is text only if what is open gets closed before a later piece, or the end, and that leaves sound SQL. For a server that logs nothing
 * that it could not parse this is enough, unless other rules (`NO_BACKSLASH_ESCAPES`) show the statement whole before the piece. MariaDB
 * logs such statements, and two of them can look like one; there it is text if only then each entry may follow the one before it, or if its time
 * does not fit in, if the last of the entries that it would hold goes on after its `;`, or if text follows a banner.
 */
export function lookAhead(text: string, pieces: Pieces, end: boolean): LookAhead {
  const closingOf = findClosings(text, pieces)
  let ends: boolean | undefined
  const endsInStatement = () => {
    ends ??= !text.trimEnd().endsWith(';')
    return ends
  }
  return (entry, first, sum, body) => {
    const candidate = pieces(first)
    if (candidate === undefined) return first
    const readings = [{ rules: { ...USUAL, body }, sum }]
    for (const other of [NO_ESCAPES, NO_VERSIONS]) {
      const rules = { ...other, body }
      readings.push({ rules, sum: scan(text, entry.body, candidate.at, NOTHING, rules) })
    }
    const reading = readings.find((r) => !isClosed(r.sum) && !isOdd(r.sum)) ?? (isClosed(sum) ? undefined : readings[0])
    if (reading === undefined) return first

    const { status, next, parentheses, loose, goesOn, stray } = closingOf(first, reading.sum.open, reading.sum.depth, reading.rules)
    const to = pieces(next)?.at ?? text.length
    if (to > candidate.at + MOST_TEXT) return first
    if (next < 0 && !end) return -1
    if (status === 'odd' || (status === 'closed' && reading.sum.parentheses + parentheses !== 0)) return first
    const header = firstHeader(pieces, first, next)
    const isWhole = readings.some((r) => isClosed(r.sum) && !isOdd(r.sum) && r.sum.parentheses === 0)
    const sure = (entry.header !== undefined && isMySQL(text, entry.header) && !isWhole) || isOlder(text, header, entry.header)
    if (status === 'closed' && !sure && entry.header !== undefined && isMariaDB(text, entry.header)) {
      const isText = mayFollow(pieces(next)?.header, entry.header)
      if (isText !== mayBeChain(pieces, entry.header, first, next)) return isText ? next : first
    }
    if (status === 'open') return next < 0 && sure && endsInStatement() ? next : first
    return sure || next < 0 || stray || (goesOn && !loose) || isOlder(text, pieces(next)?.header, header) ? next : first
  }
}

/** Whether the pieces from `first` to `next` may have been written one after the other, the first of them after the entry. */
function mayBeChain(pieces: Pieces, entry: Header, first: number, next: number): boolean {
  let before: Header | undefined = entry
  for (let i = first; i < first + MOST_CHECKED; i++) {
    const piece = pieces(i)
    if (piece === undefined || (next >= 0 && i > next)) break
    if (!piece.firm) continue
    if (!mayFollow(piece.header, before)) return false
    before = piece.header
  }
  return true
}

/** Of the first entry among the pieces that may be text. */
function firstHeader(pieces: Pieces, first: number, next: number): Header | undefined {
  for (let i = first; i !== next && i < first + MOST_BANNERS; i++) {
    const piece = pieces(i)
    if (piece === undefined || piece.header?.set !== undefined) return piece?.header
  }
  return undefined
}
