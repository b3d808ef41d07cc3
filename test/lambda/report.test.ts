import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delivered, dropped, rejected, retry } from '../../core/index.ts'
import { tally } from '../../core/telemetry.ts'
import { lambdaLog, withRequest } from '../../lambda/log.ts'
import { collectReport, metricsOf } from '../../lambda/report.ts'

const event = (time: number, message = 'x') => ({ id: `${time}`, time, message, origin: { source: 's', logGroup: 'g', logStream: 's' } })

describe('the metrics of an invocation', () => {
  test('add up its deliveries, and tell the age of the oldest event', () => {
    const collector = collectReport(() => 10_000)
    const counts = tally()
    counts.event('routes[0]', delivered)
    counts.event('routes[0]', dropped('banner'))
    counts.open('routes[0].to[0]', 'search')
    counts.record('routes[0].to[0]', { status: 'delivered', note: 'salvaged' }, false)
    counts.record('routes[0].to[0]', dropped('held back'), true)
    collector.ledger(counts.ledger(), [event(9000, 'abc')])
    collector.ledger(counts.ledger(), [event(4000, 'de')])

    const line = metricsOf(collector.report(true), 'ferry', 1)

    expect(line).toMatchObject({
      Function: 'ferry',
      Events: 4,
      EventsDelivered: 2,
      EventsDropped: 2,
      HeldBack: 2,
      Salvaged: 2,
      Size: 5,
      Lag: 6000,
      ColdStarts: 1,
      'search.Delivered': 2,
    })
  })

  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
  test('are a line that CloudWatch takes, whatever the sinks: at most 100 metrics, each a number of the line, dimensions that are texts', () => {
    const outcome = fc.constantFrom(delivered, dropped('x'), rejected('LF_SINK_REFUSED'), retry('LF_SINK_UNAVAILABLE'))
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }), outcome), { maxLength: 60 }), fc.integer(), (records, time) => {
        const collector = collectReport(() => 5)
        const counts = tally()
        for (const [sink, one] of records) {
          counts.open(`to ${sink}`, sink)
          counts.record(`to ${sink}`, one, false)
        }
        collector.ledger(counts.ledger(), [event(time)])

        const line = JSON.parse(JSON.stringify(metricsOf(collector.report(false), 'ferry', 1)))

        const [{ Metrics: metrics, Dimensions: dimensions }] = line._aws.CloudWatchMetrics
        expect(metrics.length).toBeLessThanOrEqual(100)
        for (const { Name } of metrics) expect(Number.isFinite(line[Name])).toBe(true)
        for (const name of dimensions.flat()) expect(typeof line[name]).toBe('string')
      }),
      { numRuns: 50 },
    )
  })
})

test('a log line has a level and the request it belongs to, also where several are under way', async () => {
  const lines: string[] = []
  const write = process.stdout.write
  process.stdout.write = ((line: string) => lines.push(line) > 0) as typeof write
  try {
    await Promise.all(['a', 'b'].map((id) => withRequest(id, async () => lambdaLog(`said by ${id}`, { count: 1 }))))
    lambdaLog('at the start', {}, 'ERROR')
  } finally {
    process.stdout.write = write
  }

  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { timestamp: expect.any(String), level: 'WARN', message: 'said by a', requestId: 'a', count: 1 },
    { timestamp: expect.any(String), level: 'WARN', message: 'said by b', requestId: 'b', count: 1 },
    { timestamp: expect.any(String), level: 'ERROR', message: 'at the start' },
  ])
})
