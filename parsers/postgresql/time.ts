import { epochEnd, timestampEnd } from './scan.ts'

/**
 * What the names of zones mean, in minutes east of UTC, where the tz database (https://www.iana.org/time-zones) has one meaning for them
 * today. CST, CDT, IST and PST have several, so they are none of these.
 */
const ZONES: Readonly<Record<string, number>> = {
  ...{ UTC: 0, GMT: 0, UCT: 0, Z: 0, WET: 0, WEST: 60, BST: 60, CET: 60, CEST: 120, MET: 60, MEST: 120, EET: 120, EEST: 180, MSK: 180 },
  ...{ WAT: 60, CAT: 120, SAST: 120, EAT: 180, PKT: 300, WIB: 420, WITA: 480, WIT: 540, HKT: 480, JST: 540, KST: 540 },
  ...{
    AWST: 480,
    ACST: 570,
    ACDT: 630,
    AEST: 600,
    AEDT: 660,
    NZST: 720,
    NZDT: 780,
    SST: -660,
    HST: -600,
    HDT: -540,
    AKST: -540,
    AKDT: -480,
  },
  ...{ PDT: -420, MST: -420, MDT: -360, EST: -300, EDT: -240, AST: -240, ADT: -180, NST: -210, NDT: -150 },
}

/** Minutes east of UTC; undefined where nobody knows. */
export type OffsetOf = (zone: string) => number | undefined

/** By these first: `{ IST: '+05:30' }`. */
export function offsets(own: Readonly<Record<string, unknown>>): OffsetOf {
  return (zone) => {
    if (zone === 'UTC') return 0
    const offset = Object.hasOwn(own, zone) ? own[zone] : zone
    const known = typeof offset === 'string' ? minutesOf(offset) : undefined
    return known ?? (Object.hasOwn(ZONES, zone) ? ZONES[zone] : undefined)
  }
}

const OFFSET = /^([+-])(\d\d):?(\d\d)?$/

/** Of `+05:30`, `+0530`, `-03`. */
export function minutesOf(offset: string): number | undefined {
  const [, sign, hours, minutes = '0'] = OFFSET.exec(offset) ?? []
  if (sign === undefined) return undefined
  const all = Number(hours) * 60 + Number(minutes)
  return sign === '-' ? -all : all
}

/** Of `2026-11-22 11:22:35.760 UTC`, or of seconds since 1970, in milliseconds; undefined where it is neither, or nobody knows the zone. */
export function timeOf(timestamp: string, offsetOf: OffsetOf): number | undefined {
  if (timestampEnd(timestamp, 0) !== timestamp.length) {
    return epochEnd(timestamp, 0) === timestamp.length ? Math.round(Number(timestamp) * 1000) : undefined
  }
  const offset = offsetOf(timestamp.slice(timestamp.lastIndexOf(' ') + 1))
  if (offset === undefined) return undefined
  const ms = timestamp.charCodeAt(19) === 46 ? Math.floor(Number(timestamp.slice(19, timestamp.indexOf(' ', 20))) * 1000 + 1e-6) : 0
  const [year, month, day] = [number(timestamp, 0, 4), number(timestamp, 5, 2), number(timestamp, 8, 2)]
  const [hour, minute, second] = [number(timestamp, 11, 2), number(timestamp, 14, 2), number(timestamp, 17, 2)]
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60 || year < 100) return undefined
  return Date.UTC(year, month - 1, day, hour, minute - offset, second, ms)
}

function number(text: string, from: number, length: number): number {
  let value = 0
  for (let at = from; at < from + length; at++) value = value * 10 + text.charCodeAt(at) - 48
  return value
}
