import { isoTime } from '../iso-time.ts'

/** How a time in milliseconds is told. */
export interface TimeText {
  /** `2026-11-22 11:10:01 UTC`, and, in another zone, `(Sun, 20:10 GMT+9)` behind it. */
  whole(time: number): string
  /** `11:10:01 UTC`; in another zone `20:10:01 GMT+9`. Empty where the time is none. */
  ofDay(time: number): string
  /** In whole seconds since 1970, for Slack to tell it to each reader in their own zone; undefined where it is told in the one they have, or cannot be. */
  forReaders(time: number): number | undefined
}

/** The year 3000; Slack does not say which it takes. */
const LAST = Date.UTC(3000)

export function timesIn(timeZone: string): TimeText {
  const isUtc = timeZone === 'UTC'
  const local = new Intl.DateTimeFormat('en-GB', { ...SHORT, weekday: 'short', timeZone })
  const clock = new Intl.DateTimeFormat('en-GB', { ...SHORT, second: '2-digit', timeZone })
  return {
    whole(time) {
      const iso = isoTime(time)
      if (iso === undefined) return 'at an unknown time'
      return `${iso.replace('T', ' ').replace(/\..*$/, ' UTC')}${isUtc ? '' : ` (${local.format(time)})`}`
    },
    ofDay(time) {
      const iso = isoTime(time)
      return iso === undefined ? '' : isUtc ? `${iso.slice(-13, -5)} UTC` : clock.format(time)
    },
    forReaders: (time) => (isUtc && time >= 0 && time < LAST ? Math.floor(time / 1000) : undefined),
  }
}

const SHORT = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const
