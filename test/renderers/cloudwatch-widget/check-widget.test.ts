import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../core/config/load.ts'
import { isLogferryError, type Path } from '../../../core/index.ts'
import { exampleRecord, instanceOf } from '../../../core/testing/index.ts'
import { builtins } from '../../../lambda/builtins.ts'
import cloudwatchWidget from '../../../renderers/cloudwatch-widget/index.ts'
import { widgetOf } from '../../../renderers/cloudwatch-widget/widget-of.ts'
import { folderWith } from '../../core/config/load-text.ts'

const METRIC = ['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', 'shop-1']
const faultOf = (widget: object) => {
  try {
    return void instanceOf(cloudwatchWidget, { widget })
  } catch (thrown) {
    if (!isLogferryError(thrown)) throw thrown
    return { at: thrown.at, detail: thrown.detail }
  }
}

describe('a widget that CloudWatch would refuse is a fault of the config, where it stands', () => {
  test.each<[string, object, Path, string]>([
    ['no metrics', {}, ['metrics'], 'must be a list of metrics'],
    ['an empty list', { metrics: [] }, ['metrics'], 'must be a list of metrics'],
    [
      '101 metrics',
      { metrics: Array.from({ length: 101 }, () => METRIC) },
      ['metrics', 100],
      'is one too many: a picture shows 100 metrics',
    ],
    ['a metric that is no list', { metrics: [METRIC, 'CPU'] }, ['metrics', 1], 'must be a list'],
    ['a metric with a number', { metrics: [['AWS/RDS', 3]] }, ['metrics', 0, 1], 'must be a text'],
    ['an object that is not the last', { metrics: [[{ id: 'a' }, 'x']] }, ['metrics', 0, 0], 'must be a text'],
    ['neither metric nor expression', { metrics: [[{ id: 'a' }]] }, ['metrics', 0], 'names no metric'],
    ['a width of 2001', { metrics: [METRIC], width: 2001 }, ['width'], 'must be a whole number from 1 to 2000'],
    ['no height', { metrics: [METRIC], height: 0 }, ['height'], 'must be a whole number'],
    ['a period of 90 s', { metrics: [METRIC], period: 90 }, ['period'], 'or a multiple of 60'],
    ['a period of one metric', { metrics: [[...METRIC, { period: 7 }]] }, ['metrics', 0, 4, 'period'], 'or a multiple of 60'],
    ['more than 100 KB', { metrics: [METRIC], title: 'é'.repeat(60_000) }, [], 'is too long: CloudWatch takes 100 KB'],
  ])('%s', (_, widget, at, detail) => {
    expect(faultOf(widget)).toEqual({ at: ['widget', ...at], detail: expect.stringContaining(detail) })
  })

  test('a hundred metrics, expressions and any other key are well', () => {
    const metrics = [...Array.from({ length: 99 }, () => METRIC), [{ expression: 'm1 / 2', id: 'e1' }]]

    expect(faultOf({ metrics, period: 1, view: 'bar', yAxis: { left: { min: 0 } }, liveData: true })).toBeUndefined()
  })

  test('and is said with line and column', async () => {
    const config = `{
  "routes": [{ "match": { "logGroup": "**" }, "parser": "json", "to": [{ "sink": "out", "pictures": ["cpu"] }] }],
  "sinks": { "out": { "use": "slack", "options": { "url": "file:./out", "channel": "#c" } } },
  "renderers": { "cpu": { "use": "cloudwatch-widget", "options": { "widget": {
    "metrics": [["AWS/RDS", "CPUUtilization"], ["AWS/RDS", "ReadIOPS", { "period": 45 }]] } } } },
  "deadLetter": false
}`

    const file = path.join(await folderWith({ 'plugins.config.json': config }), 'plugins.config.json')

    const { problems } = await loadConfig({ file, env: {}, builtins })

    expect(problems.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({ line: 5, column: 84, message: expect.stringContaining('multiple of 60') }),
    ])
  })
})

describe('whatever the widget and the record', () => {
  const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>
  const row = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom<unknown>(METRIC, ['A', '{Instance}'], ['.', '.', { period: 60 }], [{ expression: 'm1' }]) },
    fc.array(json, { maxLength: 4 }),
  )
  const widget = fc
    .record(
      {
        metrics: fc.oneof({ weight: 5, arbitrary: fc.array(row, { maxLength: 120 }) }, json),
        period: fc.oneof(fc.nat(400), json),
        width: fc.nat(3000),
        height: fc.integer(),
        title: fc.string(),
      },
      { requiredKeys: ['metrics'] },
    )
    .chain((known) => fc.dictionary(fc.string(), json, { maxKeys: 3 }).map((more) => ({ ...more, ...known })))

  test('it is a fault at a place that is there, or what is sent keeps the limits of CloudWatch', () => {
    fc.assert(
      fc.property(widget, fc.string({ minLength: 1 }), (given, instance) => {
        const fault = faultOf(given)
        if (fault !== undefined) {
          const [, ...inside] = fault.at ?? []
          const place = inside.slice(0, -1).reduce<unknown>((value, key) => Object(value)[key], given)
          expect(place, JSON.stringify(fault)).toBeTypeOf('object')
          return
        }
        const record = exampleRecord({ fields: { Instance: instance } })
        const sent = JSON.parse(JSON.stringify(sentOf(given, record)))
        expect(sent.metrics.length).toBeLessThanOrEqual(100)
        expect(Buffer.byteLength(JSON.stringify(sent))).toBeLessThanOrEqual(102_400)
        expect([sent.width, sent.height].every((size) => Number.isInteger(size) && size >= 1 && size <= 2000)).toBe(true)
        expect(Date.parse(sent.end) - Date.parse(sent.start)).toBeGreaterThan(0)
      }),
      { numRuns: 150 },
    )
  })
})

/** What a title that asks for another field would throw for is no matter here. */
function sentOf(given: object, record: ReturnType<typeof exampleRecord>): object {
  try {
    return widgetOf(record, { widget: given as Record<string, unknown>, afterMinutes: 0 })
  } catch (thrown) {
    if (!isLogferryError(thrown) || thrown.code !== 'LF_PICTURE_FAILED') throw thrown
    return widgetOf(record, { widget: { metrics: [METRIC] }, afterMinutes: 0 })
  }
}
