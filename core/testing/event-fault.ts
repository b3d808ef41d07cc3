import { isObject } from '../is-object.ts'
import { isTimestamp } from '../timestamp.ts'
import { lossInJson } from './lossless.ts'
import { originFault } from './record-fault.ts'

/** What keeps a value from being an event, if anything. */
export function eventFault(value: unknown): string | undefined {
  if (!isObject(value)) return `${String(value)} is no event`
  const { id, time = 0, fileTime = 0, message, origin, extracted = {} } = value
  if (typeof id !== 'string' || id === '') return `its id is ${JSON.stringify(id)}`
  if (typeof message !== 'string') return 'its message is no text'
  if (!isTimestamp(time)) return `its time is ${String(time)}`
  if (!isTimestamp(fileTime)) return `its fileTime is ${String(fileTime)}`
  if (!isObject(extracted) || !Object.values(extracted).every((text) => typeof text === 'string')) return 'extracted holds more than texts'
  return originFault(origin) ?? lossInJson(value, 'event')
}
