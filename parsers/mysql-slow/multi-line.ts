import { readPreamble } from './preamble.ts'
import { idStart, twiceIn } from './who.ts'

/** The text ends first. */
export const CUT = -1
/** It is no such line. */
export const NONE = -2

/** After a header line: another one, or the end of a statement. */
const GOES_ON = /;\r?\n|\n# /
/** Ends a line with a schema in it, of MariaDB and of Percona Server. */
const AFTER_SCHEMA = / (?: QC_hit: (?:No|Yes)|Killed: \d+)\r?$/

/** The server's own lines. They may well stand in a name or message, but hardly so whole. */
const TIMES = /^# Query_time: [\d.]+ +Lock_time: /m
const OTHER_LINE = /^# (?:Query_time: [\d.]+ +Lock_time: |User@Host: |Thread_id: \d)/

/** Names are free text, line ends included, but short: 64 characters of four bytes, twice in a line. */
const LONGEST = 600
/** EXPLAIN has a row for each table, and there are at most 64 warnings by default. */
const LONGEST_BLOCK = 32 * 1024

/** Each takes the end of a line, and returns the end of the last line that belongs to it. */
export function userEnd(text: string, from: number, eol: number, end: boolean): number {
  for (let at = eol; at >= 0 && at - from < LONGEST; at = text.indexOf('\n', at + 1)) {
    const next = text.charCodeAt(at + 1)
    if ((next === 35 || at + 1 === text.length) && mayEndUser(text.charCodeAt(at - 1)) && isUser(text.slice(from, lineEnd(text, at))))
      return at
  }
  return text.length - from < LONGEST && !(end && GOES_ON.test(text.slice(from))) ? CUT : NONE
}

/** The schema in a line of `Thread_id` or `Schema` may hold line ends. Old servers end the line with it. */
export function schemaEnd(text: string, from: number, eol: number, end: boolean): number {
  if (!text.slice(from, eol).includes(' Schema: ')) return eol
  for (let at = eol; at - from < LONGEST; at = text.indexOf('\n', at + 1)) {
    if (at < 0) return end ? eol : CUT
    if (AFTER_SCHEMA.test(text.slice(at - 24, at))) return at
    if (OTHER_LINE.test(text.slice(at + 1, at + 60))) return eol
  }
  return eol
}

/** A name that may hold line ends stands in this line; after it come other header lines, `use` or `SET`. */
export function nameEnd(text: string, eol: number, end: boolean): number {
  for (let at = eol; at >= 0 && at - eol < LONGEST; at = text.indexOf('\n', at + 1)) {
    const next = text.charCodeAt(at + 1)
    if (next === 35 || text.startsWith('SET ', at + 1) || text.startsWith('use ', at + 1)) return at
  }
  return !end && text.length - eol < LONGEST ? CUT : eol
}

/**
 * MariaDB's EXPLAIN, between two lines `#`: a row of names, then rows of as many values, apart by tabs. Values may hold line ends. After it
 * come warnings, `use` or `SET`.
 */
export function explainEnd(text: string, eol: number, end: boolean): number {
  const names = text.indexOf('\n', eol + 1)
  const tabs = countTabs(text, eol, names)
  let counted = names
  let count = 0
  for (let at = text.indexOf('\n#\n', names); at - eol < LONGEST_BLOCK; at = text.indexOf('\n#\n', at + 1)) {
    if (at < 0 || names < 0) break
    count += countTabs(text, counted, at)
    counted = at
    if (count % tabs !== 0) continue
    if (TIMES.test(text.slice(eol, at))) return NONE
    if (text.startsWith('# Warnings\n', at + 3)) return at + 2
    const set = setAt(text, at + 3, end)
    if (set !== NONE) return set === CUT ? CUT : at + 2
  }
  return mayBeCut(text, eol, end) ? CUT : NONE
}

/** MariaDB's warnings, line ends in their messages. They are the last header lines; `SET` follows, or `use` and `SET`. */
export function warningsEnd(text: string, eol: number, end: boolean): number {
  const block = text.slice(eol, eol + LONGEST_BLOCK)
  for (let line = block.indexOf('\nSET '); line >= 0; line = block.indexOf('\nSET ', line + 1)) {
    const set = setAt(text, eol + line + 1, end)
    if (set === CUT) return CUT
    if (set === NONE) continue
    if (TIMES.test(block.slice(0, line))) return NONE
    const use = block.lastIndexOf('\nuse ', line)
    return use >= 0 && setAt(text, eol + use + 1, end) === set ? eol + use : eol + line
  }
  return mayBeCut(text, eol, end) ? CUT : NONE
}

/** Whether the text ends inside of a block that begins here: if this is its very end, no other header comes after. */
const mayBeCut = (text: string, eol: number, end: boolean) => text.length - eol < LONGEST_BLOCK && !(end && TIMES.test(text.slice(eol)))

/** Where `use` and `SET timestamp` end that begin here. */
function setAt(text: string, at: number, end: boolean): number {
  if (!text.startsWith('SET ', at) && !text.startsWith('use ', at)) return NONE
  const preamble = readPreamble(text, at, end, false)
  if (preamble === undefined) return CUT
  return preamble.set === undefined ? NONE : preamble.statement
}

function countTabs(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\t', from); at >= 0 && at < to; at = text.indexOf('\t', at + 1)) count++
  return count
}

/** Without the carriage return that a copy from Windows may have. */
export const lineEnd = (text: string, eol: number): number => (text.charCodeAt(eol - 1) === 13 ? eol - 1 : eol)

/** A bracket, the digit of an id, or a blank or carriage return after them; nothing at all. */
const mayEndUser = (code: number) => code === 93 || (code > 47 && code < 58) || code === 32 || code === 13

/** Whether it is the whole of `priv_user[user] @ host [ip]`. Where a name holds line ends, both have them, or the first is empty. */
function isUser(line: string): boolean {
  if (line === '') return true
  const user = line.slice(0, idStart(line, 0, line.length))
  const at = user.lastIndexOf(' @ ')
  if (at < 0 || !(user.endsWith(']') || user.trimEnd().endsWith(']'))) return false
  return !line.includes('\n') || line.startsWith('[') || twiceIn(user.slice(0, at)) !== undefined
}
