import { Resvg } from '@resvg/resvg-js'
import { beforeAll, describe, expect, test } from 'vitest'
import { count, duration } from '../../../renderers/chart/duration.ts'
import { shortStatement } from '../../../renderers/chart/statement.ts'
import { FAMILY, openTypeface, type Typeface } from '../../../renderers/chart/typeface.ts'
import { zoneOf } from '../../../renderers/zone.ts'
import { AT } from './scene.ts'

describe('a fingerprint in short', () => {
  test.each([
    ['SELECT `o` . `id` , `o` . `total` , `o` . `x` FROM `orders` `o` WHERE `o` . `id` = ?', 'SELECT … FROM orders o WHERE o.id = ?'],
    ['SELECT COUNT ( * ) FROM `t`', 'SELECT COUNT(*) FROM t'],
    ['SELECT * FROM `a` WHERE `id` IN ( ... )', 'SELECT * FROM a WHERE id IN (...)'],
    ['INSERT INTO `audit` ( `a` , `b` ) VALUES ( ... )', 'INSERT INTO audit(a, b) VALUES (...)'],
    ['SELECT SLEEP ( ? )', 'SELECT SLEEP(?)'],
    ['', ''],
  ])('%s', (fingerprint, short) => {
    expect(shortStatement(fingerprint)).toBe(short)
  })
})

describe('numbers have units', () => {
  test.each([
    [0, '0 s'],
    [1e-9, '0.001 µs'],
    [0.0042, '4.2 ms'],
    [0.9, '900 ms'],
    [8.917, '8.92 s'],
    [119, '119 s'],
    [4300, '71.7 min'],
    [90_000, '25 h'],
    [1e6, '11.6 d'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text)
  })

  test.each([
    [0, '0'],
    [950, '950'],
    [12_345, '12,345'],
    [2_360_000, '2.36 million'],
    [1.8e9, '1.8 billion'],
    [4e15, '4,000 trillion'],
  ])('%d is %s', (value, text) => {
    expect(count(value)).toBe(text)
  })
})

describe('the fonts', () => {
  let typeface: Typeface
  beforeAll(async () => {
    typeface = await openTypeface()
  })

  test.each([
    ['shop-1 · é ß Ł × ≥ … – “quoted”', 'shop-1 · é ß Ł × ≥ … – “quoted”'],
    ['주문 고객 각힝뷁', '주문 고객 각힝?'],
    ['쿼리'.normalize('NFD'), '쿼리'],
    ['日本 🐬 \u0000\uDCFF\uD800', '?? ? ???'],
    ['two\r\n lines\t', 'two lines'],
    ['ھ', '?'],
  ])('%j is drawn as "%s"', (given, text) => {
    expect(typeface.drawable(given)).toBe(text)
  })

  test.each([
    ['Slow queries on shop-prod-1 AVAToWa', 'regular'],
    ['Slow queries on shop-prod-1 AVAToWa', 'semibold'],
    ['SELECT * FROM 주문 WHERE 고객', 'semibold'],
  ] as const)('"%s" in %s is as wide as resvg draws it', (text, weight) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="100"><text x="10" y="50" font-family="${FAMILY[weight]}" font-size="20">${text}|</text></svg>`
    const { width = 0 } = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: [...typeface.files] } }).innerBBox() ?? {}

    expect(Math.abs(typeface.width(`${text}|`, 20, weight) - width)).toBeLessThan(5)
  })

  test('a text that is too wide is cut, with an ellipsis, between whole characters', () => {
    expect(typeface.fit('SELECT * FROM orders', 100, 17, 'regular')).toBe('SELECT *…')
    expect(typeface.fit('주문주문주문', 60, 17, 'regular')).toBe('주문…')
    expect(typeface.fit('short', 100, 17, 'regular')).toBe('short')
  })
})

describe('a time zone is so far from UTC', () => {
  test.each([
    ['UTC', AT, 0],
    ['Asia/Seoul', AT, 540],
    ['America/St_Johns', AT, -210],
    ['Europe/Berlin', AT, 60],
    ['Europe/Berlin', Date.parse('2026-07-01T00:00:00Z'), 120],
  ])('%s at %d: %d minutes', (name, time, minutes) => {
    expect(zoneOf(name).offsetAt(time)).toBe(minutes)
  })
})
