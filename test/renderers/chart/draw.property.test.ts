import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { isWithin, overlaps } from '../../../renderers/chart/box.ts'
import { draw } from '../../../renderers/chart/draw.ts'
import { PLOT, WIDTH } from '../../../renderers/chart/layout.ts'
import { type Scene, sceneOf } from '../../../renderers/chart/points.ts'
import { THEMES } from '../../../renderers/chart/theme.ts'
import { openTypeface, type Typeface } from '../../../renderers/chart/typeface.ts'
import { zoneOf } from '../../../renderers/zone.ts'
import { AT, query } from './scene.ts'
import { marksOf, sizeOf, textsOf } from './shown.ts'

let typeface: Typeface
beforeAll(async () => {
  typeface = await openTypeface()
})

const near = fc.integer({ min: AT - 7_200_000, max: AT })
const time = fc.oneof({ weight: 4, arbitrary: near }, fc.constantFrom(AT, Number.NaN, 8.64e15, -8.64e15, 0), fc.double())
const seconds = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: 0, max: 20, noNaN: true }) },
  fc.constantFrom(0, 5, Number.NaN, Number.POSITIVE_INFINITY, -1, 1e-9, 1e12, Number.MAX_VALUE, Number.MIN_VALUE),
  fc.double(),
)
const rows = fc.oneof(fc.nat(), fc.double())
const statement = fc.oneof(
  fc.constantFrom('', 'SELECT ?', 'SELECT `a` FROM `주문`'),
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 400, maxLength: 600 }),
)
const record = fc.tuple(fc.nat(), time, seconds, rows, statement).map((made) => query(...made))
const terms = fc.record(
  {
    threshold: fc.constantFrom(0.001, 0.5, 5, 60, 1e5),
    zone: fc.constantFrom('UTC', 'Asia/Seoul', 'America/St_Johns', 'Asia/Kolkata').map(zoneOf),
  },
  { requiredKeys: [] },
)
const title = fc.string({ unit: 'binary', maxLength: 300 })

function check(scene: Scene, more: { readonly title: string }): void {
  const svg = draw(scene, { theme: THEMES.light, typeface, ...more, title: typeface.drawable(more.title) })
  const frame = sizeOf(svg)
  const texts = textsOf(svg, typeface).filter(({ text }) => text !== '')

  expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  expect(frame.bottom).toBeLessThan(620)
  expect(texts.filter(({ box }) => !isWithin(box, frame))).toEqual([])
  const upon = texts.flatMap((a, i) =>
    texts.slice(i + 1).flatMap((b) => (overlaps(a.box, b.box) ? [`"${a.text}" lies on "${b.text}"`] : [])),
  )
  expect(upon).toEqual([])
  for (const { x, y } of marksOf(svg).filter((mark) => mark.y < PLOT.bottom + 20)) {
    expect(y).toBeGreaterThanOrEqual(PLOT.top)
    expect(y).toBeLessThanOrEqual(PLOT.bottom)
    expect(x).toBeLessThanOrEqual(WIDTH)
  }
}

describe('whatever there is to draw', () => {
  test('all texts are within the picture, none lies on another, and every mark is in the plot', () => {
    fc.assert(
      fc.property(record, fc.array(record, { maxLength: 12 }), terms, title, (subject, records, more, name) => {
        const scene = sceneOf({ subject, records })
        fc.pre(scene.points.length > 0)
        check(scene, { ...more, title: name })
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ['one point', [query(1, AT, 7.5, 10)]],
    ['all equal', Array.from({ length: 50 }, (_, i) => query(i, AT, 3, 10))],
    ['all zero', Array.from({ length: 50 }, (_, i) => query(i, AT + i, 0, 0))],
    ['far apart', [query(1, 0, 1e-6, 1), query(2, AT, 1e6, 1e15)]],
    ['a year', Array.from({ length: 365 }, (_, i) => query(i, AT + i * 86_400_000, i, i))],
    ['a thousand years', Array.from({ length: 100 }, (_, i) => query(i, AT + i * 3.15e11, i, i))],
  ])('%s', (_, records) => {
    const [subject, ...others] = records as [(typeof records)[number]]

    check(sceneOf({ subject, records: others }), { title: 'All that was slow' })
  })

  test('a million queries make a picture of the same size as some thousands', () => {
    const points = Array.from({ length: 1_000_000 }, (_, i) => ({
      time: AT + ((i * 7919) % 1e6),
      seconds: ((i * 104_729) % 1e6) / 1e5,
      rows: i,
      statement: `S${i % 9}`,
    }))

    const svg = draw({ points, at: AT }, { title: 'Many', theme: THEMES.light, typeface })

    expect(svg.length).toBeLessThan(12_000_000)
    expect(svg).toContain('1 million queries')
  })
})
