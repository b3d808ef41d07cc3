import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isoTime } from '../../../sinks/iso-time.ts'
import { datesIn } from '../../../sinks/opensearch/local-date.ts'

const dateIn = (timeZone: string, iso: string) => datesIn(timeZone)(Date.parse(iso), iso)

describe('the day of a time', () => {
  test.each([
    ['UTC', '2026-11-22T23:59:59.999Z', '2026-11-22'],
    ['Asia/Seoul', '2026-11-22T14:59:59.999Z', '2026-11-22'],
    ['Asia/Seoul', '2026-11-22T15:00:00.000Z', '2026-11-23'],
    ['America/St_Johns', '2026-11-22T03:29:59.999Z', '2026-11-21'],
    ['America/St_Johns', '2026-11-22T03:30:00.000Z', '2026-11-22'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00.000Z', '2027-01-01'],
    ['Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T22:59:59.999Z', '2026-10-25'],
    ['Asia/Seoul', '9999-12-31T23:00:00.000Z', '9999-12-31'],
  ])('in %s is, at %s, %s', (timeZone, iso, day) => {
    expect(dateIn(timeZone, iso)).toBe(day)
  })

  test.each(['Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca'])(
    'in %s is what Node itself says, in whatever order the times come',
    (timeZone) => {
      const dateOf = datesIn(timeZone)
      const format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
      const times = fc.integer({ min: Date.parse('1973-01-01T00:00:00Z'), max: Date.parse('2100-01-01T00:00:00Z') })

      fc.assert(
        fc.property(times, fc.integer({ min: -7_200_000, max: 7_200_000 }), (first, after) => {
          for (const time of [first, first + after]) {
            const { year, month, day } = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]))
            expect(dateOf(time, isoTime(time) ?? '')).toBe(`${year}-${month}-${day}`)
          }
        }),
      )
    },
  )

  test('in a zone that is none is a fault of the option', () => {
    expect(() => datesIn('Mars/Olympus')).toThrow(expect.objectContaining({ code: 'LF_OPTION_INVALID', at: ['timeZone'] }))
  })
})
