import type { Fields } from '../../core/index.ts'
import { GONE } from './gone.ts'

/** The fields that a text is made of, in its order, and what they are called there. */
const PIECES: readonly (readonly [string, string])[] = [
  ['message', ''],
  ['detail', 'DETAIL'],
  ['hint', 'HINT'],
  ['internal_query', 'QUERY'],
  ['context', 'CONTEXT'],
  ['backtrace', 'BACKTRACE'],
  ['statement', 'STATEMENT'],
]
/** The longest prefix with two names, or two of them around a location. */
const LONGEST_PREFIX = 1000

/**
 * The text of an event as stderr has it, with its pieces as they were redacted; what stands between is prefixes, which hold names. A text that
 * is anything else goes as a whole, but for the line end that it may have.
 */
export function redactLog(text: string, fields: Fields, pieces: Fields): string {
  let redacted = ''
  let at = 0
  for (const [name, label] of PIECES) {
    const value = fields[name]
    if (typeof value !== 'string') continue
    const mark = `${label === '' ? fields['error_severity'] : label}:  `
    const found = placeOf(text, at, mark, value)
    if (found < 0) return gone(text)
    const piece = pieces[name]
    redacted += text.slice(at, found) + tabbed(typeof piece === 'string' ? piece : GONE)
    at = found + tabbed(value).length
  }
  const end = text.slice(at)
  return at > 0 && /^[\r\n]*$/.test(end) ? redacted + end : gone(text)
}

const STATE = /[0-9A-Z]{5}: /y

/** Where the value begins behind its mark, and a SQLSTATE perhaps; -1 where it does not, or does not end with its line. */
function placeOf(text: string, from: number, mark: string, value: string): number {
  const label = text.indexOf(mark, from)
  if (label < 0 || label > from + LONGEST_PREFIX) return -1
  let at = label + mark.length
  const piece = tabbed(value)
  STATE.lastIndex = at
  if (!text.startsWith(piece, at) && STATE.test(text)) at = STATE.lastIndex
  if (!text.startsWith(piece, at)) return -1
  const next = text.charCodeAt(at + piece.length)
  return at + piece.length >= text.length || next === 10 || next === 13 ? at : -1
}

const tabbed = (value: string) => value.replaceAll('\n', '\n\t')

function gone(text: string): string {
  if (text === '') return ''
  return text.endsWith('\n') ? `${GONE}\n` : GONE
}
