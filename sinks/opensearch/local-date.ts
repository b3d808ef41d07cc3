import { LogferryError } from '../../core/index.ts'
import { isoTime } from '../iso-time.ts'

/** The day of a time in milliseconds, `2026-11-22`; `iso` is the time in ISO 8601, UTC. */
export type DateOf = (time: number, iso: string) => string

/** Zones shift at full quarters of an hour only. */
const QUARTER_MS = 15 * 60 * 1000

/** Days in a zone, by its IANA name. Throws LF_OPTION_INVALID for `timeZone` if there is no such. */
export function datesIn(timeZone: string): DateOf {
  if (timeZone === 'UTC') return (_, iso) => iso.slice(0, 10)
  const format = formatFor(timeZone)
  let quarter: number | undefined
  let offset = 0
  return (time, iso) => {
    const now = Math.floor(time / QUARTER_MS)
    if (now !== quarter) {
      quarter = now
      offset = offsetAt(format, time)
    }
    return (isoTime(time + offset) ?? iso).slice(0, 10)
  }
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  } catch {
    throw new LogferryError('LF_OPTION_INVALID', 'must be UTC or a zone such as Asia/Seoul', { at: ['timeZone'] })
  }
}

/** In milliseconds, from `GMT-03:30`, or `GMT` for none. */
function offsetAt(format: Intl.DateTimeFormat, time: number): number {
  const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hours = 0, minutes = 0, seconds = 0] = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? []
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -ms : ms
}
