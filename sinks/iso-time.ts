const FIRST = Date.parse('0000-01-01T00:00:00Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

/** `2026-11-22T11:10:01.847Z`; undefined for what is no time in the years 0 to 9999, the only ones that are written so. */
export const isoTime = (ms: number): string | undefined => (ms >= FIRST && ms <= LAST ? new Date(ms).toISOString() : undefined)
