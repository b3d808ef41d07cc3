import type { FoundCount, Replayed } from '../replay/report.ts'
import { EXIT } from './exit.ts'
import type { InputReport } from './inputs.ts'
import { exitOf, type RunReport, summary, summaryJson } from './summary.ts'
import { plural } from './talk.ts'

type Totals = Omit<RunReport, 'inputs' | 'stopped'>

/** 3 where anything stayed, or was not reached. */
export const replayExit = (replayed: readonly Replayed[], totals: Totals): number =>
  exitOf(runReport(replayed, totals)) === EXIT.done ? EXIT.done : EXIT.partly

export function replayJson(replayed: readonly Replayed[], totals: Totals): string {
  const from = replayed.map(({ from, report: { ledger: _, ...report } }) => ({ from, ...report }))
  const status = replayExit(replayed, totals) === EXIT.done ? 'done' : 'partly'
  return JSON.stringify({ ...JSON.parse(summaryJson(runReport(replayed, totals))), status, replayed: from })
}

export const replayText = (replayed: readonly Replayed[], totals: Totals): string =>
  [...replayed.map(placeText), summary(runReport(replayed, totals))].join('\n\n')

function runReport(replayed: readonly Replayed[], totals: Totals): RunReport {
  const inputs = replayed.flatMap(({ from, report }): readonly InputReport[] => {
    const status = report.status === 'done' && report.objects.stayed > 0 ? 'not-delivered' : report.status
    return [{ name: from, status }, ...report.problems.map((problem) => ({ name: from, status: 'failed', problem }) as const)]
  })
  return { ...totals, inputs, stopped: replayed.some(({ report }) => report.status === 'stopped') }
}

function placeText({ from, report }: Replayed): string {
  const { objects, letters, events, resumedAt, endedAt } = report
  const stayed = objects.stayed === 0 ? '' : `, ${objects.stayed} stayed`
  return [
    `${from}: ${plural(objects.read, 'object')} read, ${objects.through} all through${stayed}, ${objects.deleted} deleted`,
    ...(resumedAt === undefined ? [] : [`  went on at ${resumedAt}, where an earlier run had stopped`]),
    ...foundText('dead letter', letters),
    ...foundText('event', events),
    ...(endedAt === undefined ? [] : [`  ended at ${endedAt}; the same command goes on there`]),
  ].join('\n')
}

function foundText(one: string, { found, filtered, muted }: FoundCount): readonly string[] {
  const parts = [
    filtered === 0 ? '' : `${filtered} not asked for`,
    muted === 0 ? '' : `${muted} of sinks that would show them twice (--with-alerts sends them)`,
  ].filter(Boolean)
  return found === 0 ? [] : [`  ${plural(found, one)} found${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`]
}
