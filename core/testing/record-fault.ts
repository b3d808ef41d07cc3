import { isObject } from '../is-object.ts'
import { isTimestamp } from '../timestamp.ts'
import { lossInJson } from './lossless.ts'

/** What keeps a value from being the record of that id, if anything. */
export function recordFault(value: object, wanted: string): string | undefined {
  const { id, time, text, origin, fields } = value as Readonly<Record<string, unknown>>
  if (id !== wanted) return `its id is ${String(id)}`
  if (!isTimestamp(time)) return `its time is ${String(time)}`
  if (typeof text !== 'string') return 'its text is no text'
  if (!isObject(fields)) return 'its fields are no object'
  return originFault(origin) ?? lossInJson(value, 'record')
}

export function originFault(origin: unknown): string | undefined {
  const { source, logGroup, logStream } = isObject(origin) ? origin : {}
  const isWhole = [source, logGroup, logStream].every((name) => typeof name === 'string')
  return isWhole ? undefined : 'its origin lacks source, logGroup or logStream'
}
