import { isTimestamp, type Value } from '../../core/index.ts'

const WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/** When an entry says it happened, in milliseconds: its `# Time:` where that has a zone, else its `SET timestamp`. */
export function timeOf(time: string | undefined, timestamp: Value | undefined): number | undefined {
  if (time !== undefined) {
    const ms = usualTime(time) ?? (WITH_ZONE.test(time) ? Date.parse(time) : Number.NaN)
    if (!Number.isNaN(ms)) return ms
  }
  if (typeof timestamp !== 'number') return undefined
  const ms = timestamp * 1000
  return isTimestamp(ms) ? ms : undefined
}

/** `2026-11-24T06:00:00.123456Z` in the twentieth century or later, not at the end of a month: what else there is takes more time. */
function usualTime(time: string): number | undefined {
  if (time.length !== 27 || time.charCodeAt(26) !== 90 || time.charCodeAt(10) !== 84 || time.charCodeAt(19) !== 46) return undefined
  if (time.charCodeAt(4) !== 45 || time.charCodeAt(7) !== 45 || time.charCodeAt(13) !== 58 || time.charCodeAt(16) !== 58) return undefined
  const year = numberAt(time, 0, 4)
  const month = numberAt(time, 5, 7)
  const day = numberAt(time, 8, 10)
  const hour = numberAt(time, 11, 13)
  const minute = numberAt(time, 14, 16)
  const second = numberAt(time, 17, 19)
  const ms = numberAt(time, 20, 23)
  const isUsual =
    year > 1900 && month > 0 && month < 13 && day > 0 && day < 29 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0
  if (!isUsual || second > 59 || ms < 0 || numberAt(time, 23, 26) < 0) return undefined
  return Date.UTC(year, month - 1, day, hour, minute, second, ms)
}

/** Of digits; a negative number where there are others. */
function numberAt(text: string, from: number, to: number): number {
  let number = 0
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}

/** Whether it is the text of a time, even of a wrong one: of letters, digits and ` .:+-`, with a colon; or nothing. */
export function isTime(text: string): boolean {
  let colons = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 58) colons++
    else if (
      !(code > 47 && code < 58) &&
      !((code | 32) > 96 && (code | 32) < 123) &&
      code !== 32 &&
      code !== 43 &&
      code !== 45 &&
      code !== 46
    )
      return false
  }
  return colons > 0 || text === ''
}
