import { isObject } from '../config/is-object.ts'
import { lossInJson } from './lossless.ts'

/** The furthest that a Date reaches (https://tc39.es/ecma262/#sec-time-values-and-time-range). */
const LAST_TIME = 8.64e15

/** What keeps a value from being the record of that id, if anything. */
export function recordFault(value: object, wanted: string): string | undefined {
  const { id, time, text, origin, fields } = value as Readonly<Record<string, unknown>>
  if (id !== wanted) return `its id is ${String(id)}`
  if (!isTime(time)) return `its time is ${String(time)}`
  if (typeof text !== 'string') return 'its text is no text'
  if (!isObject(fields)) return 'its fields are no object'
  return originFault(origin) ?? lossInJson(value, 'record')
}

export function originFault(origin: unknown): string | undefined {
  const { source, logGroup, logStream } = isObject(origin) ? origin : {}
  const isWhole = [source, logGroup, logStream].every((name) => typeof name === 'string')
  return isWhole ? undefined : 'its origin lacks source, logGroup or logStream'
}

/** Milliseconds that a Date can hold. */
export const isTime = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) <= LAST_TIME
