import type { Box } from './box.ts'
import { duration } from './duration.ts'
import { TEXT } from './layout.ts'
import { areaOf, type Mark } from './marks.ts'
import { boxOf, type Callout, placeFor } from './places.ts'
import type { Scene } from './points.ts'
import { line, px, text } from './svg.ts'
import type { Theme } from './theme.ts'
import { clock } from './time-axis.ts'
import type { Typeface } from './typeface.ts'
import type { Axis } from './value-axis.ts'

export interface Ground {
  readonly plot: Box
  readonly horizontal: Axis
  readonly vertical: Axis
  readonly marks: readonly Mark[]
  readonly mostRows: number
  readonly theme: Theme
  readonly typeface: Typeface
}

/** The threshold, and the subject with a ring around it, each with what it is. */
export function drawCallouts({ subject, at }: Scene, threshold: number | undefined, ground: Ground): readonly string[] {
  const { plot, horizontal, vertical, theme, typeface } = ground
  const seen = ground.marks.map(({ x, y, area }) => around(x, y, Math.sqrt(area / Math.PI)))
  const taken: Box[] = []
  const lines: string[] = []
  const labels: string[] = []
  const add = (label: string, fill: string, placesOf: (width: number) => Callout['places']) => {
    const width = typeface.width(label, TEXT, 'semibold')
    const callout = { width, height: TEXT * 1.25, places: placesOf(width) }
    const place = placeFor(callout, plot, taken, seen)
    if (place === undefined) return
    taken.push(boxOf(callout, place))
    labels.push(text(place.x, place.y, label, { size: TEXT, fill, weight: 'semibold', halo: theme.background }))
  }

  if (subject !== undefined) {
    const [x, y] = [horizontal.place(subject.time), vertical.place(subject.seconds)]
    const r = Math.sqrt(areaOf(subject, ground.mostRows) / Math.PI) + 4.5
    lines.push(`<circle cx="${px(x)}" cy="${px(y)}" r="${px(r)}" fill="none" stroke="${theme.text}" stroke-width="2.5"/>`)
    taken.push(around(x, y, r))
    add(`${duration(subject.seconds)} at ${clock(subject.time)}`, theme.text, (width) => {
      const beside = [y + 6, y - 16, y + 28].flatMap((baseline) => [x + r + 8, x - r - 8 - width].map((left) => ({ x: left, y: baseline })))
      const over = [x - width / 2, plot.right - width - 2, plot.left + 2].flatMap((left) =>
        [y - r - 9, y + r + 20].map((baseline) => ({ x: left, y: baseline })),
      )
      return [...beside, ...over]
    })
  } else if (at !== undefined) {
    const x = horizontal.place(at)
    lines.push(line(x, plot.top, x, plot.bottom, theme.text, ' stroke-width="2"'))
    add(clock(at), theme.text, (width) => [x + 10, x - 10 - width].map((left) => ({ x: left, y: plot.top + 20 })))
  }
  if (threshold === undefined) return [...lines, ...labels]
  const y = vertical.place(threshold)
  add(`over ${duration(threshold)}`, theme.threshold, (width) => {
    const room = plot.right - plot.left - width - 10
    return Array.from({ length: 9 }, (_, i) => plot.right - width - 4 - (room * i) / 8).flatMap((left) =>
      [y - 8, y + 20].map((baseline) => ({ x: left, y: baseline })),
    )
  })
  return [line(plot.left, y, plot.right, y, theme.threshold, ' stroke-width="2" stroke-dasharray="7 5"'), ...lines, ...labels]
}

const around = (x: number, y: number, r: number): Box => ({ left: x - r, top: y - r, right: x + r, bottom: y + r })
