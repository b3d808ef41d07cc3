import { scaleLinear, scaleLog } from 'd3-scale'
import type { Box } from './box.ts'
import { count, duration, shortNumber, unitFor } from './duration.ts'

export interface Axis {
  /** The place of a value, in pixels. */
  readonly place: (value: number) => number
  readonly ticks: readonly { readonly at: number; readonly label: string }[]
}

/** Values whose greatest is more than so many times the smallest are told apart by their digits only. */
const FAR_APART = 100
const MOST_TICKS = 5

/** The height of so many seconds. From zero; by decades, where the values are far apart. */
export function valueAxis(values: readonly number[], { top, bottom }: Pick<Box, 'top' | 'bottom'>): Axis {
  const most = values.reduce((a, b) => Math.max(a, b), 0)
  const least = values.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), Number.POSITIVE_INFINITY)
  return most > FAR_APART * least ? byDecades(least, most, top, bottom) : fromZero(most, top, bottom)
}

function fromZero(most: number, top: number, bottom: number): Axis {
  const unit = unitFor(most)
  const scale = scaleLinear([0, most === 0 ? 1 : (most / unit.seconds) * 1.08], [bottom, top]).nice(MOST_TICKS)
  const label = (value: number) => (value === 0 ? '0' : `${shortNumber(value)} ${unit.name}`)
  return {
    place: (seconds) => scale(seconds / unit.seconds),
    ticks: scale.ticks(MOST_TICKS).map((value) => ({ at: scale(value), label: label(value) })),
  }
}

function byDecades(least: number, most: number, top: number, bottom: number): Axis {
  const first = Math.floor(Math.log10(least))
  const step = Math.ceil((Math.log10(most * 1.2) - first) / MOST_TICKS)
  const steps = Math.ceil((Math.log10(most * 1.2) - first) / step)
  const scale = scaleLog([10 ** first, 10 ** (first + steps * step)], [bottom, top]).clamp(true)
  const decades = Array.from({ length: steps + 1 }, (_, i) => 10 ** (first + i * step))
  return { place: scale, ticks: decades.map((seconds) => ({ at: scale(seconds), label: decade(seconds) })) }
}

/** In one unit from a second on, so that each step reads as ten, or a hundred, times the last. */
const decade = (seconds: number): string => (seconds >= 1 ? `${count(seconds)} s` : duration(seconds))
