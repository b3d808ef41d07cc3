import { isObject, type LogRecord } from '../../core/index.ts'

/** The other way round than `recordLine`: a record of what a line of JSON holds, or undefined. A time that could not be written is NaN. */
export function recordOf(value: unknown): LogRecord | undefined {
  if (!isObject(value)) return undefined
  const { id, time, text, origin, fields, refused } = value
  const { source, logGroup, logStream } = isObject(origin) ? origin : {}
  const isRecord =
    [id, text, source, logGroup, logStream].every((part) => typeof part === 'string') &&
    (time === null || (typeof time === 'string' && !Number.isNaN(Date.parse(time)))) &&
    isObject(fields) &&
    (refused === undefined || isRefusal(refused))
  return isRecord ? ({ ...value, time: time === null ? Number.NaN : Date.parse(time) } as unknown as LogRecord) : undefined
}

function isRefusal(refused: unknown): boolean {
  if (!isObject(refused)) return false
  const { sink, code, others = [] } = refused
  return typeof sink === 'string' && typeof code === 'string' && Array.isArray(others) && others.every((name) => typeof name === 'string')
}
