import pc from 'picocolors'
import type { LogRecord, Origin } from '../core/index.ts'
import type { BranchPlan, Plan, RoutePlan } from '../core/plan.ts'
import { whereTo } from './destinations.ts'
import type { EventAnswer, RecordAnswer, RouteAnswer } from './explanation.ts'
import { table, visible } from './talk.ts'

/** Which route takes an origin, and what it does. */
export function routesText(plan: Plan, origin: Origin, answers: readonly RouteAnswer[]): string {
  const head = pc.bold(
    Object.entries(origin)
      .flatMap(([key, value]) => (value === '' ? [] : [`${key} ${value}`]))
      .join(', '),
  )
  const lines = answers.map(({ route, takes, because }) => `  ${route}  ${takes ? pc.green('takes it') : 'does not'}: ${because}`)
  const route = plan.routes.find(({ id }) => id === answers.find(({ takes }) => takes)?.route)
  return [head, ...lines, route === undefined ? '  no route takes it: its events are dropped' : routeText(plan, route)].join('\n')
}

function routeText(plan: Plan, { parser, transforms, to }: RoutePlan): string {
  const way = [`parser ${parser.plugin.name}`, ...transforms.map(({ plugin }) => `transform ${plugin.name}`)].join(', ')
  const rows = to.map((branch) => {
    const sink = plan.sinks[branch.sink]
    return [`    ${branch.sink}`, sink?.plugin.name ?? '', whereTo(sink?.options ?? {}), termsText(branch)]
  })
  return `  ${way}\n${table(rows)}`
}

function termsText({ when, everyMs, by, raw, required, pictures }: BranchPlan): string {
  const terms = [
    raw ? 'raw: one untouched record per event' : '',
    when === undefined ? '' : `when ${JSON.stringify(when)}`,
    everyMs === undefined ? '' : `one per ${durationText(everyMs)}${by.length === 0 ? '' : ` and ${by.join(', ')}`}`,
    pictures.length === 0 ? '' : `with ${pictures.join(', ')}`,
    required ? '' : 'not required',
  ].filter(Boolean)
  return terms.length === 0 ? 'every record' : terms.join('; ')
}

/** What would become of an event. */
export function eventText(plan: Plan, { event, origin, route, dropped, fault, records }: EventAnswer): string {
  const state = [route ?? '', fault === undefined ? '' : `shipped raw: ${fault}`, dropped === undefined ? '' : `dropped: ${dropped}`]
  const head = [event, origin.logGroup, ...state].filter(Boolean).join('  ')
  return [visible(head), ...records.map((record) => recordText(plan, record))].join('\n')
}

function recordText(plan: Plan, { record, raw, ended, branches }: RecordAnswer): string {
  const rows = branches.map(({ sink, wants, because }) => {
    const to = `    ${sink}`
    return [
      to,
      wants ? pc.green('goes there') : 'does not',
      because === undefined ? whereTo(plan.sinks[sink]?.options ?? {}) : visible(because),
    ]
  })
  return [
    `  ${raw ? 'the raw event' : recordLine(record)}${ended === undefined ? '' : `  ended: ${ended}`}`,
    ...(rows.length === 0 ? [] : [table(rows)]),
  ].join('\n')
}

const SHOWN = 60

function recordLine({ time, text, fields }: LogRecord): string {
  const query = String(fields['Query'] ?? text)
    .replaceAll(/\s+/g, ' ')
    .trim()
  const seconds = fields['Query_time'] === undefined ? '' : `Query_time ${fields['Query_time']}  `
  return `${new Date(time).toISOString()}  ${seconds}${query.length > SHOWN ? `${query.slice(0, SHOWN)}…` : query}`
}

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 }

/** As the config writes it: `90s`, `1h`. */
function durationText(ms: number): string {
  const [unit, size] = Object.entries(UNITS).find(([, length]) => ms % length === 0) ?? ['s', 1000]
  return `${ms / size}${unit}`
}
