import pc from 'picocolors'
import { ERRORS, type ErrorCode, type LogRecord } from '../core/index.ts'
import type { Plan } from '../core/plan.ts'
import { eventsOf, type Ledger, type RecordCount, recordsBySink } from '../core/telemetry.ts'
import { whereTo } from './destinations.ts'
import { EXIT } from './exit.ts'
import type { InputReport } from './inputs.ts'
import type { Observed } from './observer.ts'
import { plural, table, visible } from './talk.ts'

/** All that a run came to. */
export interface RunReport extends Observed {
  readonly plan: Plan
  readonly inputs: readonly InputReport[]
  readonly ms: number
  readonly stopped: boolean
}

/** 3 where something is left: not read, not delivered, or refused; 1 where nothing at all came through. */
export function exitOf({ ledger, inputs, stopped }: RunReport): number {
  const { delivered, dropped, rejected, retry } = eventsOf(ledger)
  if (stopped) return EXIT.partly
  const isThrough = Object.values(ledger.branches).every((count) => count.rejected + count.retry === 0) && !isUnrouted(ledger)
  if (rejected + retry === 0 && isThrough && inputs.every(({ status }) => status === 'done')) return EXIT.done
  return delivered + dropped + rejected === 0 ? EXIT.failed : EXIT.partly
}

/** Nothing took a route: a name that is misspelt, most likely. */
const isUnrouted = (ledger: Ledger) => ledger.reasons['no route'] !== undefined && ledger.reasons['no route'] === eventsOf(ledger).received

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
    details: Object.fromEntries(report.details),
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
      .map(({ name, resumedAt, events, keptAt }) => {
        const isQuiet = events === 0 && keptAt === undefined
        return `${name}: went on at byte ${resumedAt}, where an earlier run had stopped${isQuiet ? '; nothing is new (--from-start reads it again)' : ''}`
      })
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
  const reasons = Object.entries(ledger.reasons).map(([reason, count]) => `${visible(reason)} ${count.toLocaleString('en')}`)
  const parts = [
    `${delivered.toLocaleString('en')} delivered`,
    `${dropped.toLocaleString('en')} dropped${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`,
    `${rejected.toLocaleString('en')} rejected`,
    `${retry.toLocaleString('en')} to retry`,
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
  const texts = [String(fields['Instance'] ?? origin.logStream), who, short].map(visible)
  return [`  ${seconds.padStart(9)} s`, new Date(time).toISOString(), ...texts]
}

const NOTES: Readonly<Record<string, string>> = {
  unparsed: 'shipped raw, for the parser does not know them',
  parseErrors: 'shipped raw, for the parser broke on them',
  unclaimed: 'without a claim, for the memory failed',
  picturesFailed: 'went without a picture, for it could not be drawn',
}

const notesOf = ({ notes }: Ledger): string =>
  Object.entries(notes)
    .map(([name, count]) => `${plural(count, 'event')} ${NOTES[name] ?? name}`)
    .join('\n')

const problemLines = (code: ErrorCode, detail: string) => `${pc.red(code)} ${visible(detail)}\n  ${ERRORS[code].next}`

function verdict(report: RunReport): string {
  const { ledger, inputs, stopped } = report
  const { rejected, retry } = eventsOf(ledger)
  const codes = Object.entries(ledger.codes).map(
    ([code, count]) =>
      `\n  ${code} ${count}  ${visible(report.details.get(code) ?? ERRORS[code as ErrorCode]?.says ?? 'a code that is not ours')}`,
  )
  const unread = inputs.filter(({ status }) => status !== 'done').length
  if (exitOf(report) === EXIT.done) return pc.green('Nothing was lost: every event has its outcome.')
  const parts = [
    stopped ? `LF_STOPPED ${ERRORS.LF_STOPPED.says}` : '',
    retry > 0 ? `${plural(retry, 'event')} could not be delivered now.` : '',
    rejected > 0
      ? `${plural(rejected, 'event')} refused; ${report.plan.deadLetter === false ? 'lost' : `kept in ${report.plan.deadLetter}`}.`
      : '',
    unread > 0 && !stopped ? `${unread} of ${plural(inputs.length, 'input')} not read to the end.` : '',
    rejected + retry === 0 && isUnrouted(ledger) ? 'No route takes these events: check --log-group, and the routes of the config.' : '',
    rejected + retry === 0 && codes.length > 0 ? 'A branch that is not required failed.' : '',
    retry > 0 || unread > 0 ? 'Run it again: what was delivered is recognised.' : '',
  ]
  return pc.yellow(parts.filter(Boolean).join(' ')) + codes.join('')
}
