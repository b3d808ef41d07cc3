import type { Zone } from '../zone.ts'
import { drawGrid, drawTimes, type LocalTimes } from './axes.ts'
import type { Box } from './box.ts'
import { drawCallouts } from './callouts.ts'
import { count, duration } from './duration.ts'
import { PAD, PLOT, TEXT, TITLE, WIDTH } from './layout.ts'
import { drawLegend } from './legend.ts'
import { drawMark, marksOf } from './marks.ts'
import type { Scene } from './points.ts'
import { seriesOf } from './series.ts'
import { document, text } from './svg.ts'
import type { Theme } from './theme.ts'
import { day, timeAxis } from './time-axis.ts'
import type { Typeface } from './typeface.ts'
import { valueAxis } from './value-axis.ts'

export interface DrawTerms {
  /** Drawable. */
  readonly title: string
  readonly theme: Theme
  readonly typeface: Typeface
  /** In seconds. */
  readonly threshold?: number
  readonly zone?: Zone
}

/** Pure. The chart as SVG, the same for the same scene, which has at least one point. */
export function draw(scene: Scene, { title, theme, typeface, threshold, zone }: DrawTerms): string {
  const { points, subject, at } = scene
  const width = (label: string) => typeface.width(label, TEXT, 'regular')
  const vertical = valueAxis([...points.map(({ seconds }) => seconds), ...(threshold === undefined ? [] : [threshold])], PLOT)
  const local = localTimes(zone, at ?? points[0]?.time ?? 0)
  const names = [...vertical.ticks.map(({ label }) => label), 'UTC', ...(local === undefined ? [] : [local.name])]
  const plot: Box = { ...PLOT, left: PAD + Math.max(...names.map(width)) + 16, right: WIDTH - PAD - 8 }
  const horizontal = timeAxis([...points.map(({ time }) => time), ...(at === undefined ? [] : [at])], plot, width)
  const series = seriesOf(scene, theme.series.length)
  const mostRows = points.reduce((most, { rows = 0 }) => Math.max(most, rows), 0)
  const marks = marksOf(series, horizontal, vertical, mostRows)
  const times = drawTimes(horizontal, plot, local, theme, typeface)
  const legend = drawLegend(series, subject?.statement, mostRows, times.bottom + 22, theme, typeface)
  const head = (y: number, line: string, size: number, fill: string, weight: 'regular' | 'semibold') =>
    text(PAD, y, typeface.fit(line, WIDTH - 2 * PAD, size, weight), { size, fill, weight })
  return document(WIDTH, Math.ceil(legend.bottom), theme.background, [
    head(42, title, TITLE, theme.text, 'semibold'),
    head(69, factsOf(scene, threshold), TEXT, theme.soft, 'regular'),
    ...drawGrid(vertical, plot, theme),
    ...times.parts,
    ...marks.map((mark) => drawMark(mark, theme)),
    ...drawCallouts(scene, threshold, { plot, horizontal, vertical, marks, mostRows, theme, typeface }),
    ...legend.parts,
  ])
}

/** `25 Nov 2026 · 61 queries, 15 over 5 s · slowest 11.6 s`. */
function factsOf({ points, at }: Scene, threshold: number | undefined): string {
  const over = threshold === undefined ? 0 : points.filter(({ seconds }) => seconds > threshold).length
  const slowest = points.reduce((most, { seconds }) => Math.max(most, seconds), 0)
  return [
    ...(at === undefined ? [] : [day(at)]),
    `${count(points.length)} ${points.length === 1 ? 'query' : 'queries'}${over === 0 ? '' : `, ${count(over)} over ${duration(threshold ?? 0)}`}`,
    ...(points.length === 1 ? [] : [`slowest ${duration(slowest)}`]),
  ].join(' · ')
}

/** Undefined where the zone is UTC at that time. */
function localTimes(zone: Zone | undefined, time: number): LocalTimes | undefined {
  const offset = zone?.offsetAt(time) ?? 0
  if (zone === undefined || offset === 0) return undefined
  const minutes = Math.abs(offset) % 60
  const name = `UTC${offset < 0 ? '−' : '+'}${Math.floor(Math.abs(offset) / 60)}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`
  return { name, offsetAt: zone.offsetAt }
}
