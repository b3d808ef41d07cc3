import pc from 'picocolors'
import { ERRORS, type ErrorCode, type LogRecord } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'
import { eventsOf, type Ledger, type RecordCount, recordsBySink } from '../core/telemetry.ts'
import { whereTo } from './destinations.ts'
import { EXIT } from './exit.ts'
import type { InputReport } from './inputs.ts'
import { plural, table } from './talk.ts'

/** All that a run came to. */
export interface RunReport {
  readonly plan: Plan
  readonly ledger: Ledger
  readonly inputs: readonly InputReport[]
  readonly slowest: readonly LogRecord[]
  readonly ms: number
  readonly stopped: boolean
}

/** 3 where something is left: not read, not delivered, or refused; 1 where nothing at all came through. */
export function exitOf({ ledger, inputs, stopped }: RunReport): number {
  const { delivered, dropped, rejected, retry } = eventsOf(ledger)
  if (stopped) return EXIT.partly
  if (rejected + retry === 0 && inputs.every(({ status }) => status === 'done')) return EXIT.done
  return delivered + dropped + rejected === 0 ? EXIT.failed : EXIT.partly
}

const STATUS = { [EXIT.done]: 'done', [EXIT.failed]: 'failed', [EXIT.partly]: 'partly' } as const

/** The report as one JSON document. */
export function summaryJson(report: RunReport): string {
  const { ledger, inputs, slowest, ms, stopped } = report
  const sinks = sinkCounts(report).map(({ id, use, where, count }) => [id, { use, where, ...count }])
  return JSON.stringify({
    status: STATUS[exitOf(report) as keyof typeof STATUS],
    stopped,
    ms,
    events: eventsOf(ledger),
    reasons: ledger.reasons,
    codes: ledger.codes,
    notes: ledger.notes,
    sinks: Object.fromEntries(sinks),
    inputs,
    slowest: slowest.map(({ id, time, origin, fields }) => ({ id, time: new Date(time).toISOString(), origin, fields })),
  })
}

/** The report for a person. */
export function summary(report: RunReport): string {
  const { ledger, inputs, slowest, ms } = report
  const problems = inputs.flatMap(({ problem }) => (problem === undefined ? [] : [problem]))
  const parts = [
    `${pc.bold(plural(eventsOf(ledger).received, 'event'))} in ${(ms / 1000).toFixed(1)} s${eventLine(ledger)}`,
    table([HEAD, ...sinkCounts(report).map(({ id, count, where }) => [id, ...COLUMNS.map((column) => count[column]), where])]),
    slowest.length === 0 ? '' : `${pc.bold('slowest queries')}\n${table(slowest.map(slowRow))}`,
    notesOf(ledger),
    inputs
      .filter(({ resumedAt = 0 }) => resumedAt > 0)
      .map(({ name, resumedAt }) => `${name}: went on at byte ${resumedAt}, where an earlier run had stopped`)
      .join('\n'),
    inputs
      .filter(({ keptAt }) => keptAt !== undefined)
      .map(({ name, keptAt }) => `${name}: the next run goes on at byte ${keptAt}`)
      .join('\n'),
    problems.map(({ code, detail }) => problemLines(code, detail)).join('\n'),
    verdict(report),
  ]
  return parts.filter(Boolean).join('\n\n')
}

const COLUMNS = ['delivered', 'dropped', 'heldBack', 'rejected', 'retry'] as const satisfies readonly (keyof RecordCount)[]
const HEAD = ['sink', 'delivered', 'dropped', 'held back', 'rejected', 'to retry', 'where']

/** Held back is shown apart from dropped. The dead letter got what was rejected elsewhere. */
function sinkCounts({ plan, ledger }: RunReport) {
  const counts = recordsBySink(ledger)
  const refused = Object.values(ledger.branches).reduce((sum, { rejected }) => sum + rejected, 0)
  return Object.values(plan.sinks).map(({ id, plugin, options }) => {
    const { sink: _, offered: __, salvaged: ___, ...count } = counts[id] ?? NOTHING
    const kept = id === plan.deadLetter ? refused : 0
    return {
      id,
      use: plugin.name,
      where: whereTo(options),
      count: { ...count, delivered: count.delivered + kept, dropped: count.dropped - count.heldBack },
    }
  })
}

const NOTHING: RecordCount = { sink: '', offered: 0, delivered: 0, dropped: 0, heldBack: 0, rejected: 0, retry: 0, salvaged: 0 }

function eventLine(ledger: Ledger): string {
  const { delivered, dropped, rejected, retry } = eventsOf(ledger)
  const reasons = Object.entries(ledger.reasons).map(([reason, count]) => `${reason} ${count}`)
  const parts = [
    `${delivered} delivered`,
    `${dropped} dropped${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`,
    `${rejected} rejected`,
    `${retry} to retry`,
  ]
  return `: ${parts.join(', ')}`
}

const QUERY_WIDTH = 80

function slowRow({ time, origin, fields }: LogRecord): readonly string[] {
  const query = String(fields['Query'] ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const short = query.length > QUERY_WIDTH ? `${query.slice(0, QUERY_WIDTH - 1)}…` : query
  const who = [fields['User'], fields['Host'] ?? fields['IP']].filter((part) => part !== undefined).join('@')
  const seconds = Number(fields['Query_time']).toFixed(3)
  return [`  ${seconds.padStart(9)} s`, new Date(time).toISOString(), String(fields['Instance'] ?? origin.logStream), who, short]
}

const NOTES: Readonly<Record<string, string>> = {
  unparsed: 'shipped raw, for the parser does not know them',
  parseErrors: 'shipped raw, for the parser broke on them',
  unclaimed: 'sent without a claim, for the memory did not answer',
  picturesFailed: 'went without a picture, for it could not be drawn',
}

const notesOf = ({ notes }: Ledger): string =>
  Object.entries(notes)
    .map(([name, count]) => `${plural(count, 'event')} ${NOTES[name] ?? name}`)
    .join('\n')

const problemLines = (code: ErrorCode, detail: string) => `${pc.red(code)} ${detail}\n  ${ERRORS[code].next}`

function verdict(report: RunReport): string {
  const { ledger, inputs, stopped } = report
  const { rejected, retry } = eventsOf(ledger)
  const codes = Object.entries(ledger.codes).map(([code, count]) => `\n  ${code} ${count}  ${ERRORS[code as ErrorCode].says}`)
  const unread = inputs.filter(({ status }) => status !== 'done').length
  if (exitOf(report) === EXIT.done) return pc.green('Nothing was lost: every event has its outcome.')
  const parts = [
    stopped ? `LF_STOPPED ${ERRORS.LF_STOPPED.says}` : '',
    retry > 0 ? `${plural(retry, 'event')} could not be delivered now.` : '',
    rejected > 0
      ? `${plural(rejected, 'event')} refused; ${report.plan.deadLetter === false ? 'lost' : `kept in ${report.plan.deadLetter}`}.`
      : '',
    unread > 0 && !stopped ? `${unread} of ${plural(inputs.length, 'input')} not read to the end.` : '',
    'Run it again: what was delivered is recognised.',
  ]
  return pc.yellow(parts.filter(Boolean).join(' ')) + codes.join('')
}
