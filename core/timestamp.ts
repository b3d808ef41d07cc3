/** The furthest that a Date reaches from 1970 (https://tc39.es/ecma262/#sec-time-values-and-time-range). */
const LATEST_MS = 8.64e15

/** Milliseconds that a date can name. */
export const isTimestamp = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= LATEST_MS
