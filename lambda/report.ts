import type { LogEvent } from '../core/index.ts'
import { addLedgers, emptyLedger, eventsOf, type Ledger, recordsBySink } from '../core/telemetry.ts'

/** What an invocation came to. */
export interface InvocationReport {
  readonly ledger: Ledger
  readonly ms: number
  /** Whether it was the first of its process. */
  readonly isCold: boolean
  /** How old the oldest of its events was when it was read, in milliseconds, where their time is known. */
  readonly lagMs?: number
  /** Of the messages of its events, in UTF-16 units. */
  readonly size: number
}

export interface Collector {
  /** For the pipeline. */
  readonly ledger: (ledger: Ledger, events: readonly LogEvent[]) => void
  report(isCold: boolean): InvocationReport
}

/** Adds up the deliveries of one invocation. */
export function collectReport(now: () => number): Collector {
  const began = now()
  let sum = emptyLedger
  let oldest = Number.POSITIVE_INFINITY
  let size = 0
  return {
    ledger(ledger, events) {
      sum = addLedgers(sum, ledger)
      for (const { time = Number.POSITIVE_INFINITY, message } of events) {
        oldest = Math.min(oldest, time)
        size += message.length
      }
    },
    report: (isCold) => ({
      ledger: sum,
      ms: now() - began,
      isCold,
      ...(Number.isFinite(oldest) ? { lagMs: Math.max(0, began - oldest) } : {}),
      size,
    }),
  }
}

/** Of an EMF line (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html). */
const MOST_METRICS = 100

type Metric = readonly [name: string, unit: 'Count' | 'Milliseconds' | 'Bytes', value: number]

/** The facts of a report as one line of CloudWatch's embedded metric format. */
export function metricsOf({ ledger, ms, isCold, lagMs, size }: InvocationReport, functionName: string, now: number): object {
  const { received, delivered, dropped, rejected, retry } = eventsOf(ledger)
  const sinks = Object.entries(recordsBySink(ledger))
  const sumOf = (key: 'heldBack' | 'salvaged') => sinks.reduce((sum, [, count]) => sum + count[key], 0)
  const metrics: readonly Metric[] = [
    ['Events', 'Count', received],
    ['EventsDelivered', 'Count', delivered],
    ['EventsDropped', 'Count', dropped],
    ['EventsRejected', 'Count', rejected],
    ['EventsToRetry', 'Count', retry],
    ['HeldBack', 'Count', sumOf('heldBack')],
    ['Salvaged', 'Count', sumOf('salvaged')],
    ['Size', 'Bytes', size],
    ['Duration', 'Milliseconds', ms],
    ['ColdStarts', 'Count', isCold ? 1 : 0],
    ...(lagMs === undefined ? [] : [['Lag', 'Milliseconds', lagMs] as const]),
    ...sinks.flatMap(([sink, count]): readonly Metric[] => [
      [`${sink}.Delivered`, 'Count', count.delivered],
      [`${sink}.Rejected`, 'Count', count.rejected],
      [`${sink}.ToRetry`, 'Count', count.retry],
    ]),
  ].slice(0, MOST_METRICS) as readonly Metric[]
  return {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{ Namespace: 'logferry', Dimensions: [['Function']], Metrics: metrics.map(([Name, Unit]) => ({ Name, Unit })) }],
    },
    Function: functionName,
    ...Object.fromEntries(metrics.map(([name, , value]) => [name, value])),
    ...{ codes: ledger.codes, reasons: ledger.reasons, notes: ledger.notes, routes: ledger.routes, branches: ledger.branches },
  }
}
