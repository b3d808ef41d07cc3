import type { Box } from './box.ts'
import { TEXT, WIDTH } from './layout.ts'
import { line, text } from './svg.ts'
import type { Theme } from './theme.ts'
import type { TimeAxis } from './time-axis.ts'
import type { Typeface } from './typeface.ts'
import type { Axis } from './value-axis.ts'

export const drawGrid = ({ ticks }: Axis, { left, right, bottom }: Box, { grid, axis, soft }: Theme): readonly string[] =>
  ticks.flatMap(({ at, label }) => [
    line(left, at, right, at, Math.abs(at - bottom) < 1 ? axis : grid),
    text(left - 10, at + 6, label, { size: TEXT, fill: soft, anchor: 'end' }),
  ])

/** A second row of times. */
export interface LocalTimes {
  readonly name: string
  /** From UTC, in minutes. */
  offsetAt(time: number): number
}

export interface TimeRows {
  readonly parts: readonly string[]
  /** The baseline of the last row. */
  readonly bottom: number
}

/** The times in UTC, and below them those of the zone, where they differ. */
export function drawTimes(
  { ticks, inZone }: TimeAxis,
  { left, bottom }: Box,
  local: LocalTimes | undefined,
  theme: Theme,
  typeface: Typeface,
): TimeRows {
  const first = bottom + 30
  const second = first + 24
  const row = (name: string, y: number, labelOf: (tick: TimeAxis['ticks'][number]) => string): readonly string[] => [
    text(left - 10, y, name, { size: TEXT, fill: theme.soft, weight: 'semibold', anchor: 'end' }),
    ...ticks.flatMap((tick) => {
      const label = labelOf(tick)
      const half = typeface.width(label, TEXT, 'regular') / 2
      // A label that would touch the name of its row, or the edge, is left out.
      const fits = tick.at - half > left - 4 && tick.at + half < WIDTH - 4
      return fits ? [text(tick.at, y, label, { size: TEXT, fill: theme.soft, anchor: 'middle' })] : []
    }),
  ]
  const dashes = ticks.map(({ at }) => line(at, bottom, at, bottom + 6, theme.axis))
  const utc = [...dashes, ...row('UTC', first, ({ label }) => label)]
  if (local === undefined || inZone === undefined) return { parts: utc, bottom: first }
  return { parts: [...utc, ...row(local.name, second, ({ time }) => inZone(time, local.offsetAt(time)))], bottom: second }
}
