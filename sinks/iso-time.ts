const FIRST = Date.parse('0000-01-01T00:00:00Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

/** The last second that was written out: records that follow each other often share theirs. */
const last = { second: Number.NaN, text: '' }

/** `2026-11-22T11:10:01.847Z`; undefined for what is no time in the years 0 to 9999, the only ones that are written so. */
export function isoTime(ms: number): string | undefined {
  if (!(ms >= FIRST && ms <= LAST)) return undefined
  if (!Number.isInteger(ms)) return new Date(ms).toISOString()
  const second = Math.floor(ms / 1000)
  const rest = ms - second * 1000
  if (second !== last.second) {
    last.second = second
    last.text = new Date(second * 1000).toISOString().slice(0, -4)
  }
  return `${last.text}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`
}
