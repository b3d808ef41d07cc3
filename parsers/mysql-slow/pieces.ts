import { bannerRestEnd, isCutBanner, nextBanner } from './banner.ts'
import { type Header, OPEN, readHeader } from './header.ts'
import { isCutMarker, markerAt } from './marker.ts'
import { CUT_NOTE } from './statement.ts'

/** A place where an entry or a banner begins, unless it is inside of a statement. */
export interface Piece {
  readonly at: number
  /** Where its statement begins; of a banner, its end. */
  readonly body: number
  /** Neither: text that is no slow log. */
  readonly kind: 'entry' | 'banner' | 'neither'
  readonly header?: Header
  /** So complete that it counts even where a quote before it is open: a whole banner after a `;`, or a header with `SET timestamp`. */
  readonly firm: boolean
  /** The statement before it was cut off, and says so. */
  readonly afterCut?: boolean
}

/** The pieces in order, found when asked for; undefined after the last that is certain. */
export type Pieces = (index: number) => Piece | undefined

/** Blank lines between entries: no server writes them, editors do. */
const MOST_BLANKS = 16

/** `end`: no more is to come. */
export function findPieces(text: string, end: boolean): Pieces {
  const found: Piece[] = []
  let banner = nextBanner(text, 0, end)
  let done = false
  let hash = text.indexOf('\n#')

  /** The next line that begins with `#`; each is looked for once. */
  const hashAfter = (from: number): number => {
    if (hash >= 0 && hash < from) hash = text.indexOf('\n#', from)
    return hash
  }

  /** What begins right here: at the start of the text, or after a banner. */
  const pieceAt = (at: number, first: boolean): Piece | undefined => {
    const start = afterBlanks(text, at)
    if (text.charCodeAt(start) === 35) {
      const header = readHeader(text, start, end, first)
      if (header === OPEN) return undefined
      if (header !== undefined) return entry(at, header)
    }
    if (banner?.at === start) return { at, body: banner.end, kind: 'banner', firm: true }
    if (end && isCutBanner(text, start, true)) return { at, body: text.length, kind: 'banner', firm: false }
    const rest = first ? bannerRestEnd(text) : 0
    if (!end && rest > 0 && rest === text.length) return undefined
    return rest > 0 ? { at, body: rest, kind: 'banner', firm: true } : { at, body: at, kind: 'neither', firm: false }
  }

  /** The next one after a statement that begins at `body`. */
  const pieceAfter = (body: number): Piece | undefined => {
    for (let line = hashAfter(body); line >= 0; line = hashAfter(line + 1)) {
      const at = line + 1
      if (banner !== undefined && banner.at < at) break
      const afterCut = text.endsWith(CUT_NOTE, line)
      if (!afterCut && !followsStatement(text, line, body)) continue
      if (end && isCutMarker(text, at)) return { at, body: text.length, kind: 'entry', firm: false }
      const header = markerAt(text, at) > 0 ? readHeader(text, at, end, false) : undefined
      if (header === OPEN) return undefined
      if (header !== undefined) return afterCut ? { ...entry(at, header), afterCut } : entry(at, header)
    }
    if (banner !== undefined) return { at: banner.at, body: banner.end, kind: 'banner', firm: followsStatement(text, banner.at - 1, 0) }
    return end ? cutBanner(text, body) : undefined
  }

  return (index) => {
    while (!done && found.length <= index) {
      const last = found.at(-1)
      const from = last?.body ?? 0
      while (banner !== undefined && banner.at < from) banner = nextBanner(text, banner.end, end)
      const next =
        last !== undefined && last.kind !== 'banner' ? pieceAfter(from) : from < text.length ? pieceAt(from, from === 0) : undefined
      if (next === undefined) done = true
      else found.push(next)
    }
    return found[index]
  }
}

const entry = (at: number, header: Header): Piece => ({ at, body: header.statement, kind: 'entry', header, firm: header.set !== undefined })

/** A banner at the end that lacks its own end. */
function cutBanner(text: string, body: number): Piece | undefined {
  let line = text.endsWith('\n') ? text.length - 1 : text.length
  for (let lines = 0; lines < 3 && line > body; lines++) {
    line = text.lastIndexOf('\n', line - 1)
    if (line > body && followsStatement(text, line, body) && isCutBanner(text, line + 1, false))
      return { at: line + 1, body: text.length, kind: 'banner', firm: false }
  }
  return undefined
}

/** Whether the line before ends in the `;` of a statement that begins at `body`. */
function followsStatement(text: string, line: number, body: number): boolean {
  let at = line
  while (at > body && line - at < MOST_BLANKS && text.charCodeAt(at) <= 32) at--
  return at >= body && text.charCodeAt(at) === 59
}

function afterBlanks(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) <= 32) at++
  return at
}
