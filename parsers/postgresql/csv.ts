import { digitsEnd, timestampEnd } from './scan.ts'

/** So long a record's first columns may be: a time, two names of 63 bytes in quotes, each quote of them doubled, and a number. */
const LONGEST_HEAD = 400

/** Whether a record of csvlog begins here: time, user, database, and the number of a process. */
export function isCsvAt(text: string, at: number, line: { isOpen: boolean }): boolean {
  const time = timestampEnd(text, at)
  if (time < 0 || text.charCodeAt(time) !== 44) {
    line.isOpen ||= text.length - at < 80 && (time < 0 || time === text.length)
    return false
  }
  const user = fieldEnd(text, time + 1)
  const database = text.charCodeAt(user) === 44 ? fieldEnd(text, user + 1) : -1
  const pid = text.charCodeAt(database) === 44 ? digitsEnd(text, database + 1) : -1
  if (pid > 0 && text.charCodeAt(pid) === 44) return true
  line.isOpen ||= text.length - at < LONGEST_HEAD
  return false
}

const BROKEN = -1
const UNCLOSED = -2

/** Where a field ends: before a comma or a line end. `BROKEN` where something else follows its quotes, `UNCLOSED` where they have no end. */
export function fieldEnd(text: string, from: number): number {
  let at = from
  if (text.charCodeAt(at) !== 34) {
    for (let code = text.charCodeAt(at); at < text.length && code !== 44 && code !== 10 && code !== 34; code = text.charCodeAt(at)) at++
    return text.charCodeAt(at) === 34 ? BROKEN : at
  }
  at = text.indexOf('"', at + 1)
  while (at >= 0 && text.charCodeAt(at + 1) === 34) at = text.indexOf('"', at + 2)
  if (at < 0) return UNCLOSED
  const next = text.charCodeAt(at + 1)
  return at + 1 === text.length || next === 44 || next === 10 || next === 13 ? at + 1 : BROKEN
}

/** A record: where its fields lie (from, to, from, to), quotes and all. */
export interface CsvRecord {
  readonly fields: readonly number[]
  /** Behind its line end; if it broke off, where a line of the text begins as a record does, or the text ends. */
  readonly end: number
  /** The text ends inside of it. */
  readonly isCut: boolean
}

export function readCsv(text: string, at: number): CsvRecord {
  const fields: number[] = []
  let from = at
  for (;;) {
    const to = fieldEnd(text, from)
    if (to < 0) return { fields, end: nextRecord(text, from), isCut: to === UNCLOSED }
    fields.push(from, to)
    if (text.charCodeAt(to) === 44) from = to + 1
    else {
      const eol = text.charCodeAt(to) === 13 ? to + 1 : to
      return { fields, end: Math.min(text.length, eol + 1), isCut: eol >= text.length }
    }
  }
}

function nextRecord(text: string, from: number): number {
  const ignored = { isOpen: false }
  for (let eol = text.indexOf('\n', from); eol >= 0; eol = text.indexOf('\n', eol + 1)) {
    if (isCsvAt(text, eol + 1, ignored)) return eol + 1
  }
  return text.length
}

/** Without its quotes. */
export function unquoted(text: string, from: number, to: number): string {
  if (text.charCodeAt(from) !== 34) return text.slice(from, to)
  const inner = text.slice(from + 1, to - 1)
  return inner.includes('"') ? inner.replaceAll('""', '"') : inner
}
