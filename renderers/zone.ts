import { LogferryError, messageOf } from '../core/index.ts'

/** A time zone of the IANA database, at one time. */
export interface Zone {
  /** From UTC, in minutes. */
  offsetAt(time: number): number
}

/** Throws LF_OPTION_INVALID for what is no time zone. */
export function zoneOf(timeZone: string): Zone {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  } catch (thrown) {
    const detail = `must be a time zone such as Asia/Seoul: ${messageOf(thrown)}`
    throw new LogferryError('LF_OPTION_INVALID', detail, { at: ['timeZone'], cause: thrown })
  }
  return {
    offsetAt(time) {
      const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
      const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? []
      return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
    },
  }
}
