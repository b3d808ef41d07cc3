/** What a place in SQL text lies inside of. */
export const NOTHING = 0
export const SINGLE = 1
export const DOUBLE = 2
export const BACKTICK = 3
export const COMMENT = 4
/** Its inside is code, for servers of that version; beside one of the others: that is inside of it. */
export const VERSION_COMMENT = 8

/** How a stretch of SQL text is read. */
export interface Rules {
  /** A backslash in a string escapes, as without `NO_BACKSLASH_ESCAPES`. */
  readonly escapes: boolean
  /** The inside of a version comment is code, as for a server of that version. */
  readonly versions: boolean
  /** A statement with a body: `BEGIN`, `CASE` and `END` pair up, and `;` may stand between them. */
  readonly body: boolean
}

export const USUAL: Rules = { escapes: true, versions: true, body: false }
export const NO_ESCAPES: Rules = { ...USUAL, escapes: false }
export const NO_VERSIONS: Rules = { ...USUAL, versions: false }

/** What a stretch of SQL text holds. */
export interface Scan {
  /** What its end lies inside of. */
  readonly open: number
  /** How many more `BEGIN` and `CASE` than `END`; counted in bodies only. */
  readonly depth: number
  /** How many more `(` than `)`. */
  readonly parentheses: number
  /** There was something that SQL has only inside of quotes or comments: a backslash, or the end of a comment. */
  readonly broken: boolean
  /** A quote was closed right before a word, as it is where an opening quote was taken for a closing one. */
  readonly abrupt: boolean
  /** After a `;` outside of bodies there was more: no server logs two statements as one. */
  readonly more: boolean
}

/**
 * Reads `[from, to)` of a statement, starting inside of `open`, by MySQL's rules for quotes and comments
 * (https://dev.mysql.com/doc/refman/8.4/en/string-literals.html). Each character is read once.
 */
export function scan(text: string, from: number, to: number, open: number, rules: Rules): Scan {
  const { body } = rules
  let depth = 0
  let parentheses = 0
  let broken = false
  let abrupt = false
  let more = false
  let versioned = open >= VERSION_COMMENT
  let at = from
  const outer = versioned ? open - VERSION_COMMENT : open
  if (outer !== NOTHING) {
    at = endOf(text, from, to, outer, rules)
    if (at < 0) return { open, depth, parentheses, broken, abrupt, more }
    abrupt = outer !== COMMENT && isWord(text.charCodeAt(at))
  }
  while (at < to) {
    const code = text.charCodeAt(at)
    if (code > 96 || (code > 47 && code < 92)) {
      if (body && isWord(code)) {
        const end = wordEnd(text, at, to)
        const change = end - at < 6 && !isPartOfName(text, at) ? blockChange(text, at, end) : 0
        depth += change
        at = change < 0 ? afterEnd(text, end) : end
      } else if (code === 59) {
        at = afterSemicolons(text, at, to)
        more ||= !body && at < to && !startsComment(text, at)
      } else at++
      continue
    }
    // Most of what is left.
    if (code === 32 || code === 44 || code === 46) {
      at++
      continue
    }
    const inside = opens(text, at, code, rules)
    if (inside === VERSION_COMMENT) {
      versioned = true
      at += 3
    } else if (inside !== NOTHING) {
      const end = endOf(text, at + (inside === COMMENT ? 2 : 1), to, inside, rules)
      if (end < 0) return { open: versioned ? VERSION_COMMENT + inside : inside, depth, parentheses, broken, abrupt, more }
      abrupt ||= inside !== COMMENT && isWord(text.charCodeAt(end))
      at = end
    } else if (startsLineComment(text, at, code)) at = lineEnd(text, at, to)
    else if (code === 42 && text.charCodeAt(at + 1) === 47) {
      broken ||= !versioned
      versioned = false
      at += 2
    } else {
      if (code === 40) parentheses++
      else if (code === 41) parentheses--
      // `\N` is MySQL's other word for NULL.
      else if (code === 92 && text.charCodeAt(at + 1) !== 78) broken = true
      at++
    }
  }
  return { open: versioned ? VERSION_COMMENT : NOTHING, depth, parentheses, broken, abrupt, more }
}

/** Whether a statement may end here. */
export const isClosed = ({ open, depth }: Pick<Scan, 'open' | 'depth'>): boolean => open === NOTHING && depth <= 0

/** Whether it holds something that no statement does, so that it was begun at a wrong place, or read by the wrong rules. */
export const isOdd = ({ broken, abrupt, more }: Scan): boolean => broken || abrupt || more

/** Which quote or comment opens here. Comments that end with their line never span lines, so they are none of these. */
function opens(text: string, at: number, code: number, { versions }: Rules): number {
  if (code === 39) return SINGLE
  if (code === 34) return DOUBLE
  if (code === 96) return BACKTICK
  if (code !== 47 || text.charCodeAt(at + 1) !== 42) return NOTHING
  const third = text.charCodeAt(at + 2)
  return versions && (third === 33 || (third === 77 && text.charCodeAt(at + 3) === 33)) ? VERSION_COMMENT : COMMENT
}

/** After the end of what is open, or -1 where it does not end before `to`. */
function endOf(text: string, from: number, to: number, open: number, { escapes }: Rules): number {
  if (open === COMMENT) {
    for (let at = from; at < to; at++) if (text.charCodeAt(at) === 42 && text.charCodeAt(at + 1) === 47) return at + 2
    return -1
  }
  const quote = open === SINGLE ? 39 : open === DOUBLE ? 34 : 96
  const backslash = escapes && open !== BACKTICK ? 92 : -1
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code === backslash) at++
    else if (code === quote) {
      if (text.charCodeAt(at + 1) !== quote) return at + 1
      at++
    }
  }
  return -1
}

/** `#`, or `--` before a blank or control character (https://dev.mysql.com/doc/refman/8.4/en/comments.html). */
const startsLineComment = (text: string, at: number, code: number) =>
  code === 35 || (code === 45 && text.charCodeAt(at + 1) === 45 && !(text.charCodeAt(at + 2) > 32))

function lineEnd(text: string, from: number, to: number): number {
  let at = from
  while (at < to && text.charCodeAt(at) !== 10) at++
  return at
}

function afterSemicolons(text: string, from: number, to: number): number {
  let at = from
  while (at < to && (text.charCodeAt(at) === 59 || text.charCodeAt(at) <= 32)) at++
  return at
}

const startsComment = (text: string, at: number) => startsLineComment(text, at, text.charCodeAt(at)) || text.startsWith('/*', at)

const isWord = (code: number) =>
  (code > 96 && code < 123) || (code > 64 && code < 91) || (code > 47 && code < 58) || code === 95 || code === 36 || code > 127

function wordEnd(text: string, from: number, to: number): number {
  let at = from
  while (at < to && isWord(text.charCodeAt(at))) at++
  return at
}

/** `t.end`, `@end`, `_end`: no key word. */
function isPartOfName(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  return before === 46 || before === 64 || isWord(before)
}

const OTHER_END = /^\s+(?:if|while|loop|repeat|for)\b/i
const CASE = /^\s+case\b/i

/** 1 for a word that opens a block, -1 for one that closes it. Blocks other than those of BEGIN and CASE are not counted. */
function blockChange(text: string, at: number, end: number): number {
  const word = text.slice(at, end).toLowerCase()
  if (word === 'begin' || word === 'case') return 1
  return word === 'end' && !OTHER_END.test(text.slice(end, end + 32)) ? -1 : 0
}

/** After `END`, or `END CASE`. */
const afterEnd = (text: string, end: number) => end + (CASE.exec(text.slice(end, end + 32))?.[0].length ?? 0)
