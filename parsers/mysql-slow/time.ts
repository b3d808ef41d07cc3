import type { Value } from '../../core/index.ts'

const WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
/** The range of a Date (https://tc39.es/ecma262/#sec-time-values-and-time-range). */
const LATEST_MS = 8.64e15

/** When an entry says it happened, in milliseconds: its `# Time:` where that has a zone, else its `SET timestamp`. */
export function timeOf(time: string | undefined, timestamp: Value | undefined): number | undefined {
  if (time !== undefined && WITH_ZONE.test(time)) {
    const ms = Date.parse(time)
    if (!Number.isNaN(ms)) return ms
  }
  if (typeof timestamp !== 'number') return undefined
  const ms = timestamp * 1000
  return Math.abs(ms) <= LATEST_MS ? ms : undefined
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
