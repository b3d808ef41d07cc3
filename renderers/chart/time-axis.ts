import { scaleUtc } from 'd3-scale'
import type { Box } from './box.ts'
import type { Axis } from './value-axis.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** A shorter time is shown in the midst of so much. */
const SHORTEST = 2 * MINUTE
const MARGIN = 0.04
const MOST_TICKS = 7

export interface TimeAxis extends Axis {
  readonly ticks: readonly (Axis['ticks'][number] & { readonly time: number })[]
  /** The label of a time in another time zone, so many minutes off; absent where the labels are dates. */
  readonly inZone: ((time: number, offset: number) => string) | undefined
}

/** `width`: of a label. */
export function timeAxis(
  times: readonly number[],
  { left, right }: Pick<Box, 'left' | 'right'>,
  width: (label: string) => number,
): TimeAxis {
  const first = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const last = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const missing = Math.max(0, SHORTEST - (last - first)) / 2
  const margin = MARGIN * (last - first) + missing
  const scale = scaleUtc([first - margin, last + margin], [left, right])
  for (let most = MOST_TICKS; ; most--) {
    const ticks = scale.ticks(most).map(Number)
    const label = labelOf(ticks)
    const shown = ticks.map((time) => ({ at: scale(time), label: label(time), time }))
    const room = Math.min(...shown.slice(1).map(({ at }, i) => at - (shown[i]?.at ?? 0)))
    const widest = Math.max(0, ...shown.map((tick) => width(tick.label)))
    if (room < widest + 14 && most > 1) continue
    const isDate = stepOf(ticks) >= DAY
    return { place: scale, ticks: shown, inZone: isDate ? undefined : (time, offset) => label(time + offset * MINUTE) }
  }
}

const stepOf = (ticks: readonly number[]): number => (ticks.length < 2 ? SHORTEST : (ticks[1] as number) - (ticks[0] as number))

function labelOf(ticks: readonly number[]): (time: number) => string {
  const step = stepOf(ticks)
  if (step >= 364 * DAY) return yearOf
  if (step >= 28 * DAY) return (time) => `${monthOf(time)} ${yearOf(time)}`
  if (step >= DAY) return (time) => `${new Date(time).getUTCDate()} ${monthOf(time)}`
  return step < MINUTE ? clock : (time) => clock(time).slice(0, 5)
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const monthOf = (time: number): string => MONTHS[new Date(time).getUTCMonth()] ?? ''
const yearOf = (time: number): string => String(new Date(time).getUTCFullYear())

/** `04:00:22`. */
export const clock = (time: number): string => {
  const date = new Date(time)
  return [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** `25 Nov 2026`. */
export const day = (time: number): string => `${new Date(time).getUTCDate()} ${monthOf(time)} ${yearOf(time)}`
