import { count, duration } from './duration.ts'
import { PAD, ROW, TEXT, WIDTH } from './layout.ts'
import { drawMark } from './marks.ts'
import type { Series } from './series.ts'
import { shortStatement } from './statement.ts'
import { text } from './svg.ts'
import type { Theme } from './theme.ts'
import type { Typeface } from './typeface.ts'

export interface Legend {
  readonly parts: readonly string[]
  /** Where the picture may end. */
  readonly bottom: number
}

const TEXT_LEFT = PAD + 26
const RIGHT = WIDTH - PAD

/** A row per series, that of `subject` in bold, and one that says what the size of a mark is. */
export function drawLegend(
  series: readonly Series[],
  subject: string | undefined,
  mostRows: number,
  top: number,
  theme: Theme,
  typeface: Typeface,
): Legend {
  const rows = series.flatMap((one, rank) => {
    const y = top + ROW * (rank + 1) - 8
    const facts = `${count(one.points.length)} × · max ${duration(one.slowest)}`
    const weight = subject !== undefined && one.statement === subject ? 'semibold' : 'regular'
    const room = RIGHT - TEXT_LEFT - typeface.width(facts, TEXT, 'regular') - 20
    return [
      drawMark({ x: PAD + 9, y: y - 6, area: 150, rank }, theme),
      text(TEXT_LEFT, y, typeface.fit(nameOf(one), room, TEXT, weight), { size: TEXT, fill: theme.text, weight }),
      text(RIGHT, y, facts, { size: TEXT, fill: theme.soft, anchor: 'end' }),
    ]
  })
  const bottom = top + ROW * series.length + 16
  if (mostRows === 0) return { parts: rows, bottom }
  const note = text(TEXT_LEFT, bottom + 3, `size: rows examined, at most ${count(mostRows)}`, { size: TEXT, fill: theme.soft })
  return { parts: [...rows, note], bottom: bottom + 22 }
}

function nameOf({ statement, statements }: Series): string {
  if (statement === undefined) return `${count(statements)} other statements`
  return statement === '' ? 'queries without a fingerprint' : shortStatement(statement)
}
