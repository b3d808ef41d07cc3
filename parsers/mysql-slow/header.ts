import { markerAt, QUERY_TIME, SCHEMA, THREAD, TIME, USER } from './marker.ts'
import { CUT, explainEnd, lineEnd, NONE, nameEnd, schemaEnd, userEnd, warningsEnd } from './multi-line.ts'
import { type Preamble, readPreamble } from './preamble.ts'
import { isMySQL } from './server.ts'
import { isTime } from './time.ts'

/** All that a server writes before a statement (`write` of the slow log in sql/log.cc of MySQL and MariaDB). */
export interface Header extends Preamble {
  /** After `# Time: `. */
  readonly time: string | undefined
  /** After `# User@Host: `. */
  readonly user: string | undefined
  /** Where the lines of `Name: value` pairs lie, without their `#`: from, to, from, to. */
  readonly pairs: readonly number[]
  readonly explain: string | undefined
  readonly warnings: string | undefined
  /** The text ends before the statement begins. */
  readonly cut: boolean
}

type Draft = { -readonly [K in keyof Header]: K extends 'pairs' ? number[] : Header[K] }

/** The text ends before it is clear whether this is a header. */
export const OPEN = 'open'

const ADMIN = '# administrator command:'
const EXPLAIN = '#\n# explain: '
const WARNINGS = '# Warnings\n'
const ROUTINE = '# Stored_routine: '
const INLINE_USER = ' # User@Host: '
const PAIR = /^# +(?:[\w@]+: |No InnoDB statistics)/
const LONGEST_NAME = 80

/**
 * Reads a header by its grammar: lines in the server's order, each at most once, `Query_time` among them. `end`: no more is to come, so a
 * cut one counts. `first`: it begins the text, where an entry may lack its beginning.
 */
export function readHeader(text: string, start: number, end: boolean, first: boolean): Header | typeof OPEN | undefined {
  const draft: Draft = { time: undefined, user: undefined, pairs: [], explain: undefined, warnings: undefined, ...NO_PREAMBLE, cut: true }
  let comment = -1
  let last = 0
  let at = start
  while (text.charCodeAt(at) === 35) {
    const marker = markerAt(text, at)
    if (marker > 0 ? marker <= last : last === 0 && !first) return undefined
    if (marker === 0 && text.startsWith(ADMIN, at)) break
    if (marker === 0 && comment < 0 && !isHeaderLine(text, at)) {
      if (last !== QUERY_TIME && !first && text.includes('\n', at)) return undefined
      comment = at
    }
    const eol = readLine(text, at, marker, last, draft, end, first)
    if (eol === NONE) return undefined
    if (eol === CUT) return cutHeader(draft, text, end)
    if (marker > 0) last = marker
    at = eol + 1
  }

  const preamble = at < text.length ? readPreamble(text, at, end, text.charCodeAt(at) === 117 && isMySQL(text, draft)) : undefined
  if (preamble === undefined) return cutHeader(draft, text, end)
  if (last !== QUERY_TIME && !(first && preamble.set !== undefined)) return undefined
  draft.cut = false
  draft.use = preamble.use
  draft.set = preamble.set
  draft.statement = preamble.statement
  if (comment < 0 || (first && preamble.set !== undefined)) return draft
  // Servers before 5.1 may write no `SET`; then the first line that is none of a header is a comment that the statement begins with.
  if (preamble.set !== undefined || preamble.use !== undefined) return undefined
  return { ...draft, pairs: draft.pairs.filter((place) => place < comment), statement: comment }
}

const NO_PREAMBLE = { use: undefined, set: undefined, statement: 0 }

function cutHeader(draft: Draft, text: string, end: boolean): Header | typeof OPEN {
  draft.statement = text.length
  return end ? draft : OPEN
}

/** Reads the line at `at` into the draft. Returns the end of the last line that belongs to it. */
function readLine(text: string, at: number, marker: number, last: number, draft: Draft, end: boolean, first: boolean): number {
  const eol = text.indexOf('\n', at)
  if (eol < 0) return CUT
  if (marker === TIME) {
    const line = text.slice(at + 7, eol).trim()
    // Old Percona builds write both in one line, some the second once more.
    const inline = line.indexOf(INLINE_USER)
    draft.time = inline < 0 ? line : line.slice(0, inline)
    if (inline >= 0) draft.user = line.slice(inline + INLINE_USER.length)
    return first || isTime(draft.time) ? eol : NONE
  }
  if (marker === USER) {
    const found = userEnd(text, at + 13, eol, end)
    const to = found === NONE && first ? eol : found
    if (to >= 0) draft.user = text.slice(at + 13, lineEnd(text, to))
    return to
  }
  const mayBeBlock = marker === 0 && last === QUERY_TIME && markerAt(text, (draft.pairs[0] ?? 0) - 1) === THREAD
  if (mayBeBlock && text.startsWith(EXPLAIN, at)) {
    const to = explainEnd(text, eol, end)
    if (to >= 0) draft.explain = text.slice(at + 2, to - 2)
    return to
  }
  if (mayBeBlock && text.startsWith(WARNINGS, at)) {
    const to = warningsEnd(text, eol, end)
    if (to >= 0) draft.warnings = text.slice(at + WARNINGS.length, to)
    return to
  }
  if (marker === QUERY_TIME && !isDigit(text.charCodeAt(at + 14))) return NONE
  const to =
    marker === THREAD || marker === SCHEMA ? schemaEnd(text, at, eol, end) : text.startsWith(ROUTINE, at) ? nameEnd(text, eol, end) : eol
  // The `;` of the statement that this line is part of.
  if (marker > 0 && text.charCodeAt(lineEnd(text, to) - 1) === 59) return NONE
  draft.pairs.push(at + 1, lineEnd(text, to))
  return to
}

const isHeaderLine = (text: string, at: number) =>
  PAIR.test(text.slice(at, at + LONGEST_NAME)) || text.startsWith(EXPLAIN, at) || text.startsWith(WARNINGS, at)

const isDigit = (code: number) => code > 47 && code < 58
