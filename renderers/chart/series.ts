import type { Point, Scene } from './points.ts'

/** The queries of one fingerprint, or of all that have no colour of their own. */
export interface Series {
  /** Empty: what has no fingerprint. Absent: many. */
  readonly statement?: string
  readonly points: readonly Point[]
  /** How many statements it stands for. */
  readonly statements: number
  readonly slowest: number
}

/** That of the subject first, then by the time that they took in all; so many, and one of all the rest. */
export function seriesOf({ points, subject }: Scene, most: number): readonly Series[] {
  const byStatement = new Map<string, Point[]>()
  for (const point of points) {
    const own = byStatement.get(point.statement)
    if (own === undefined) byStatement.set(point.statement, [point])
    else own.push(point)
  }
  const total = (own: readonly Point[]) => own.reduce((sum, { seconds }) => sum + seconds, 0)
  const ranked = [...byStatement]
    .map(([statement, own]) => ({ statement, own, rank: statement === subject?.statement ? Number.POSITIVE_INFINITY : total(own) }))
    .sort((a, b) => b.rank - a.rank || (a.statement < b.statement ? -1 : 1))
  const shown = ranked.length <= most + 1 ? ranked : ranked.slice(0, most)
  const rest = ranked.slice(shown.length)
  return [
    ...shown.map(({ statement, own }) => seriesFrom(own, 1, statement)),
    ...(rest.length === 0
      ? []
      : [
          seriesFrom(
            rest.flatMap(({ own }) => own),
            rest.length,
          ),
        ]),
  ]
}

const seriesFrom = (points: readonly Point[], statements: number, statement?: string): Series => ({
  ...(statement === undefined ? {} : { statement }),
  points,
  statements,
  slowest: points.reduce((most, { seconds }) => Math.max(most, seconds), 0),
})
