import { symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from 'd3-shape'
import type { Point } from './points.ts'
import type { Series } from './series.ts'
import { path } from './svg.ts'
import type { Theme } from './theme.ts'
import type { Axis } from './value-axis.ts'

/** A point of a series, where it is drawn. */
export interface Mark {
  readonly x: number
  readonly y: number
  /** In square pixels. */
  readonly area: number
  /** The rank of its series: its shape and colour. */
  readonly rank: number
}

/** Each series has a shape beside its colour, for those who see no colours. */
const SHAPES = [symbolCircle, symbolDiamond, symbolSquare, symbolTriangle]
const LEAST_AREA = 60
const MOST_AREA = 560
const UNKNOWN_AREA = 110

/** By rows examined, of which `most` is the largest number. */
export function areaOf({ rows }: Point, most: number): number {
  return rows === undefined || most === 0 ? UNKNOWN_AREA : Math.max(LEAST_AREA, MOST_AREA * (rows / most))
}

/** The large ones first, so that a small one lies on top. */
export function marksOf(series: readonly Series[], horizontal: Axis, vertical: Axis, mostRows: number): readonly Mark[] {
  const all = series.flatMap(({ points }, rank) =>
    thin(
      points.map((point) => ({ x: horizontal.place(point.time), y: vertical.place(point.seconds), area: areaOf(point, mostRows), rank })),
    ),
  )
  return all.sort((a, b) => b.area - a.area)
}

/** Marks nearer to each other than this are seen as one. */
const CELL = 3

/** Of marks that lie upon each other only the largest: never more than a plot has cells. */
function thin(marks: readonly Mark[]): readonly Mark[] {
  const cells = new Map<number, Mark>()
  for (const mark of marks) {
    const cell = Math.round(mark.x / CELL) * 10_000 + Math.round(mark.y / CELL)
    const other = cells.get(cell)
    if (other === undefined || other.area < mark.area) cells.set(cell, mark)
  }
  return [...cells.values()]
}

export function drawMark({ x, y, area, rank }: Mark, theme: Theme): string {
  const colour = theme.series[rank] ?? theme.others
  const outline = symbol(SHAPES[rank] ?? symbolCircle, Math.round(area)).digits(1)() ?? ''
  return path(x, y, outline, `fill="${colour}" fill-opacity="0.55" stroke="${colour}" stroke-width="1.5"`)
}
