import { isoTime } from '../iso-time.ts'

/** How a time in milliseconds is told: `2026-11-22 10:47:03 UTC`, and, in another zone, `(19:47 GMT+9)` behind it. */
export type TimeText = (time: number) => string

export function timesIn(timeZone: string): TimeText {
  const local = timeZone === 'UTC' ? undefined : new Intl.DateTimeFormat('en-GB', { ...FORM, timeZone })
  return (time) => {
    const iso = isoTime(time)
    if (iso === undefined) return 'at an unknown time'
    return `${iso.replace('T', ' ').replace(/\..*$/, ' UTC')}${local === undefined ? '' : ` (${local.format(time)})`}`
  }
}

const FORM = { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const
