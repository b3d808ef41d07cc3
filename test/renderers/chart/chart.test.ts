import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { LogferryError, type Picture } from '../../../core/index.ts'
import { exampleRecord, instanceOf, rendererSuite } from '../../../core/testing/index.ts'
import chart from '../../../renderers/chart/index.ts'
import { native, portable } from '../../../renderers/chart/rasterize.ts'
import { openTypeface, type Typeface } from '../../../renderers/chart/typeface.ts'
import { decodePng, differing, inkIn } from '../decode-png.ts'
import { AT, anHour, query } from './scene.ts'
import { textsOf } from './shown.ts'

const never = new AbortController().signal
const sample = (name: string) => path.resolve(import.meta.dirname, '../../samples/chart', name)
const OPTIONS = { thresholdSeconds: 5, timeZone: 'Asia/Seoul' }
const drawn = (options: object, about = anHour()): Promise<Picture> => instanceOf(chart, { ...options }).render(about, never)

let typeface: Typeface
beforeAll(async () => {
  typeface = await openTypeface()
})

describe('the chart keeps the contract of renderers', () => {
  for (const { name, run } of rendererSuite({ plugin: chart, open: () => ({}) })) test(name, run)
})

describe('the chart of an hour', () => {
  test.each([
    ['light', { ...OPTIONS, theme: 'light' }],
    ['dark', { ...OPTIONS, theme: 'dark' }],
  ])('is the same SVG on every machine, %s', async (theme, options) => {
    const { svg } = await drawn(options)

    expect(svg).toBe(existsSync(sample(`hour-${theme}.svg`)) ? readFileSync(sample(`hour-${theme}.svg`), 'utf8') : 'not there')
  })

  test('is the same picture as ever', async () => {
    const { png, title } = await drawn(OPTIONS)

    expect(title).toBe('Slow queries on shop-1')
    expect(differing(decodePng(png), decodePng(readFileSync(sample('hour-light.png'))), 8)).toBeLessThan(0.001)
  })

  test('has its title, in ink: a font that is missing would leave it out without a word', async () => {
    const pixels = decodePng((await drawn(OPTIONS)).png)

    expect(pixels.width).toBe(1280)
    expect(inkIn(pixels, 48, 40, 600, 90)).toBeGreaterThan(3000)
    expect(inkIn(pixels, 900, 40, 1280, 90)).toBe(0)
  })

  test('says what, when and how much: units, UTC and local time, the threshold, the subject, the statements', async () => {
    const { svg = '' } = await drawn(OPTIONS)
    const texts = textsOf(svg, typeface).map(({ text }) => text)

    expect(texts).toEqual(
      expect.arrayContaining([
        'Slow queries on shop-1',
        '25 Nov 2026 · 61 queries, 11 over 5 s · slowest 10.1 s',
        '10 s',
        'UTC',
        '03:30',
        'UTC+9',
        '12:30',
        'over 5 s',
        '8.92 s at 03:51:22',
        'SELECT SLEEP(?)',
        'size: rows examined, at most 2.32 million',
      ]),
    )
  })

  test('shows the subject once, though it is among the records, too', async () => {
    const { subject, records } = anHour()

    const { svg } = await drawn(OPTIONS, { subject, records: [...records, structuredClone(subject)] })

    expect(svg).toBe((await drawn(OPTIONS)).svg)
  })
})

test('resvg for this machine and the one that runs anywhere give the same bytes', async () => {
  const { svg = '' } = await drawn({ ...OPTIONS, title: '느린 쿼리 {Instance}' })

  const [here, anywhere] = [await native(typeface), await portable(typeface)]

  expect(Buffer.from((await here?.(svg)) ?? []).equals(Buffer.from(await anywhere(svg)))).toBe(true)
})

describe('the title', () => {
  test.each([
    [{ title: '느린 쿼리 {Instance}' }, '느린 쿼리 shop-1'],
    [{ title: '遅いクエリ — {Instance}' }, '????? — shop-1'],
    [{ title: '{nothing}' }, 'Slow queries'],
    [{ title: '<b>&amp; {Instance}' }, '<b>&amp; shop-1'],
  ])('%j is "%s"', async (options, title) => {
    const picture = await drawn(options)

    expect(picture.title).toBe(title)
    expect(textsOf(picture.svg ?? '', typeface)[0]?.text).toBe(title)
  })

  test('names the log stream where no instance is known', async () => {
    const subject = exampleRecord({ fields: { Query_time: 1 } })

    expect((await drawn({}, { subject, records: [] })).title).toBe('Slow queries on shop-1')
  })
})

test('what has no Query_time is marked by its time among those that have one', async () => {
  const { svg = '' } = await drawn({}, { subject: exampleRecord({ id: 's', time: AT, fields: {} }), records: [query(1, AT - 1000, 2, 3)] })

  expect(textsOf(svg, typeface).map(({ text }) => text)).toContain('04:00:22')
})

test('nothing to draw is said', async () => {
  const answer = drawn({}, { subject: exampleRecord({ fields: {} }), records: [] })

  await expect(answer).rejects.toThrow(
    new LogferryError('LF_PICTURE_FAILED', 'there is nothing to draw: no record here has a time and a Query_time'),
  )
})

test('a time zone that is none is a fault of that option', () => {
  expect(() => instanceOf(chart, { timeZone: 'Asia/Soul' })).toThrow(
    expect.objectContaining({ code: 'LF_OPTION_INVALID', at: ['timeZone'], detail: expect.stringContaining('Asia/Soul') }),
  )
})
