import { isCutBanner } from './banner.ts'
import { isCutMarker, markerAt } from './marker.ts'

/** What stands between the header lines and the statement. */
export interface Preamble {
  /** The schema as the `use` line has it, backticks and all. */
  readonly use: string | undefined
  /** Between `SET ` and `;`. */
  readonly set: string | undefined
  /** Where the statement begins. */
  readonly statement: number
}

/** A name has at most 64 characters; each may take 4 bytes, or be doubled. */
const LONGEST_USE = 300
/** As MariaDB writes it. */
const QUOTED = /^(?:`(?:[^`]|``)*`)(?=;\r?\nSET )/
const BANNER = /^\S+, Version: /
const NAMES = ['last_insert_id=', 'insert_id=', 'timestamp=']

/**
 * Reads `use X;` and `SET …timestamp=N;` at `at`. A schema's name may hold line ends and `;`, so the line of `use` ends where `SET` follows;
 * servers before 5.1 write no `SET`. Undefined where the text ends before it is clear what stands here; `end`: no more is to come.
 */
export function readPreamble(text: string, at: number, end: boolean, isMySQL: boolean): Preamble | undefined {
  if (!text.startsWith('use ', at)) {
    const found = readSet(text, at, undefined)
    return found.set === undefined && (isCutSet(text, at) || isCutUse(text, at)) ? undefined : found
  }
  const from = at + 4
  const window = text.slice(from, from + LONGEST_USE)
  const quoted = isMySQL ? undefined : QUOTED.exec(window)?.[0]
  for (let line = window.indexOf(';'); line >= 0; line = window.indexOf(';', line + 1)) {
    const set = lineAfter(window, line + 1)
    if (set < 0 || !window.startsWith('SET ', set)) continue
    const found = readSet(text, from + set, window.slice(0, line))
    if (found.set !== undefined && found.use === quoted) return found
    const next = found.set === undefined ? found : readSet(text, found.statement, undefined)
    if (!end && (isCutNext(text, next.statement) || isCutSet(text, next.statement))) return undefined
    const isName = next.set !== undefined && !isNext(text, next.statement)
    if (found.set !== undefined && !isName && (isMySQL || found.use?.includes('\n# ') === false)) return found
  }
  if (window.length < LONGEST_USE && (!end || isMySQL || window.startsWith('`'))) return undefined
  return readBareUse(text, at, window)
}

/** After the line end that stands here; -1 where none does. */
function lineAfter(text: string, at: number): number {
  const eol = text.charCodeAt(at) === 13 ? at + 1 : at
  return text.charCodeAt(eol) === 10 ? eol + 1 : -1
}

/** Whether an entry ends here. Else what looks like `SET timestamp` before it was part of the schema's name. */
const isNext = (text: string, at: number) => isCutNext(text, at) || markerAt(text, at) > 0 || BANNER.test(text.slice(at, at + 300))

/** Whether the text ends where an entry or a banner may have begun. */
const isCutNext = (text: string, at: number) => at === text.length || isCutMarker(text, at) || isCutBanner(text, at, false)

/** `use X;` without `SET`: before a statement, or, where none follows, the statement. */
function readBareUse(text: string, at: number, window: string): Preamble | undefined {
  const line = window.indexOf(';')
  const next = at + 4 + line + 2
  const none = { use: undefined, set: undefined, statement: at }
  if (line < 0) return window.includes('\n') ? none : undefined
  if (window.charCodeAt(line + 1) !== 10 || window.slice(0, line).includes('\n')) return none
  if (next < text.length && isCutSet(text, next)) return undefined
  return { use: window.slice(0, line), set: undefined, statement: next === text.length || markerAt(text, next) > 0 ? at : next }
}

function readSet(text: string, at: number, use: string | undefined): Preamble {
  let from = at + 4
  for (const name of text.startsWith('SET ', at) ? NAMES : []) {
    if (!text.startsWith(name, from)) continue
    const after = digitsEnd(text, from + name.length)
    const mark = text.charCodeAt(after)
    if (after === from + name.length) break
    if (mark === 44) from = after + 1
    else if (mark === 59 && name === 'timestamp=') {
      const statement = lineAfter(text, after + 1)
      if (statement > 0) return { use, set: text.slice(at + 4, after), statement }
    }
  }
  return { use, set: undefined, statement: at }
}

/** Whether the text ends within what may be that line. */
function isCutSet(text: string, at: number): boolean {
  if (text.length - at > 100) return false
  const rest = text.slice(at)
  if (rest.length < 4) return 'SET '.startsWith(rest)
  if (!rest.startsWith('SET ')) return false
  const last = rest.slice(4).replace(/^(?:last_insert_id=-?\d+,)?(?:insert_id=-?\d+,)?/, '')
  return NAMES.some((name) => name.startsWith(last)) || /^(?:(?:last_)?insert_id|timestamp)=-?\d*;?\r?$/.test(last)
}

const isCutUse = (text: string, at: number) => text.length - at < 4 && 'use '.startsWith(text.slice(at))

function digitsEnd(text: string, from: number): number {
  let at = text.charCodeAt(from) === 45 ? from + 1 : from
  while (text.charCodeAt(at) > 47 && text.charCodeAt(at) < 58) at++
  return at
}
