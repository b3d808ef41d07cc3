import type { Pieces } from './pieces.ts'
import { isClosed, isOdd, NOTHING, type Rules, scan, USUAL } from './quoting.ts'
import { mayHaveBody } from './routine.ts'

/** Where what is open before a piece gets closed. */
export interface Closing {
  /** `open`: not before the end of the text. `odd`: what follows the close is no SQL. */
  readonly status: 'closed' | 'odd' | 'open'
  /** The piece before which it is closed: a firm one, or one that the end of the text cuts off; -1 for that end. */
  readonly next: number
  /** How many more `(` than `)` there are up to there, outside of what was open. */
  readonly parentheses: number
  /** Of the pieces up to there, read as entries and banners: whether a statement before the last leaves something open. */
  readonly loose: boolean
  /** Whether the last statement goes on after its `;`. */
  readonly goesOn: boolean
  /** Whether there is text after a banner. */
  readonly stray: boolean
}

interface Step {
  readonly key: string
  readonly parentheses: number
  readonly loose: boolean
  readonly stray: boolean
}

/** Finds it for the piece of that index. */
export type Closings = (index: number, open: number, depth: number, rules: Rules) => Closing

/** Of a body that is never closed. */
const MOST_PIECES = 20

/** For each piece and each thing that may be open before it the closing is found once, so that the work stays linear. */
export function findClosings(text: string, pieces: Pieces): Closings {
  const known = new Map<string, Closing>()
  const firm = new Map<number, number>()

  const firmAfter = (index: number): number => {
    let next = firm.get(index) ?? index + 1
    let piece = pieces(next)
    while (piece !== undefined && !piece.firm && piece.body < text.length) piece = pieces(++next)
    firm.set(index, next)
    return piece === undefined ? -1 : next
  }

  const remember = (path: readonly Step[], last: Closing): Closing => {
    let closing = last
    for (const { key, parentheses, loose, stray } of path.toReversed()) {
      closing = {
        ...closing,
        parentheses: closing.parentheses + parentheses,
        loose: closing.loose || loose,
        stray: closing.stray || stray,
      }
      known.set(key, closing)
    }
    return closing
  }

  return (first, openBefore, depthBefore, rules) => {
    const path: Step[] = []
    let index = first
    let open = openBefore
    let depth = depthBefore
    for (;;) {
      const key = `${index} ${open} ${rules.escapes} ${rules.versions} ${rules.body ? `${first} ${depth}` : ''}`
      const closing = known.get(key)
      if (closing !== undefined) return remember(path, closing)
      const piece = pieces(index)
      const next = firmAfter(index)
      const to = pieces(next)?.at ?? text.length
      const inside = scan(text, piece?.at ?? to, to, open, rules)
      const body = piece?.body ?? to
      const own = scan(text, body, to, NOTHING, { ...USUAL, body: mayHaveBody(text, body, to) })
      const isBanner = piece?.kind === 'banner'
      const stray = isBanner && text.slice(body, to).trim() !== ''
      const { parentheses } = inside
      open = inside.open
      depth += inside.depth
      const status = isOdd(inside) ? 'odd' : isClosed({ open, depth }) ? 'closed' : 'open'
      if (status !== 'open' || next < 0 || (rules.body && path.length === MOST_PIECES)) {
        const last = { status, next, parentheses, loose: false, goesOn: !isBanner && own.more, stray } as const
        known.set(key, last)
        return remember(path, last)
      }
      path.push({ key, parentheses, loose: !isBanner && own.open !== NOTHING && !own.broken, stray })
      index = next
    }
  }
}
