import type { Draft } from './draft.ts'
import { nameEnd } from './statement-name.ts'

const DURATION = 'duration: '
const PLAN = '  plan:\n'
const STATEMENT = '  statement: '
const PHASES: readonly (readonly [string, string])[] = [
  ['  parse ', 'parse'],
  ['  bind ', 'bind'],
  ['  execute fetch from\x20', 'fetch'],
  ['  execute ', 'execute'],
]

/**
 * `duration: 0.240 ms`, and what it is the duration of (`log_min_duration_statement`): a whole statement, a phase of the extended protocol,
 * or what auto_explain explains; of `log_duration` alone the message does not say.
 */
export function readDuration(message: string, fields: Draft): boolean {
  const unit = message.indexOf(' ms', DURATION.length)
  const seconds = secondsOf(message, DURATION.length, unit)
  if (seconds === undefined) return false
  fields['Kind'] = 'duration'
  fields['Query_time'] = seconds
  const from = unit + 3
  if (message.startsWith(PLAN, from)) {
    fields['Kind'] = 'plan'
    readPlan(message.slice(from + PLAN.length), fields)
  } else if (message.startsWith(STATEMENT, from)) {
    fields['Phase'] = 'statement'
    fields['Query'] = message.slice(from + STATEMENT.length)
  } else readPhase(message, from, fields)
  return true
}

function readPhase(message: string, from: number, fields: Draft): void {
  for (const [beginning, phase] of PHASES) {
    if (!message.startsWith(beginning, from)) continue
    readNamed(message, from + beginning.length, phase, fields)
    return
  }
  if (fields['ps'] === 'PARSE') fields['Phase'] = 'parse'
  if (fields['ps'] === 'BIND') fields['Phase'] = 'bind'
}

/** `name/portal: statement`; a prepared statement or a portal without a name is not mentioned. */
export function readNamed(message: string, from: number, phase: string, fields: Draft): void {
  const to = nameEnd(message, from)
  fields['Phase'] = phase
  const slash = phase === 'parse' ? -1 : message.lastIndexOf('/', to - 1)
  const portal = slash > from && slash < to ? slash : to
  const name = message.slice(from, portal)
  if (name !== '<unnamed>') fields['Statement_name'] = name
  if (portal < to) fields['Portal'] = message.slice(portal + 1, to)
  fields['Query'] = message.slice(to + 2)
}

/** Milliseconds with three digits behind the point: exact in seconds. */
export function secondsOf(text: string, from: number, to: number): number | undefined {
  let micros = 0
  let point = -1
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code === 46 && point < 0) point = at
    else if (code > 47 && code < 58) micros = micros * 10 + code - 48
    else return undefined
  }
  return to > from && point === to - 4 ? micros / 1e6 : undefined
}

const QUERY_TEXT = 'Query Text: '
/** The first line of a plan, which is not indented: a node with what it costs. */
const ROOT = /\n(?:Query Parameters: |[A-Z][^\n]* {2}\(cost=\d|[A-Z][^\n]* \(actual )/

/** The statement comes first, in the formats text and JSON. */
function readPlan(plan: string, fields: Draft): void {
  fields['Plan'] = plan
  if (plan.startsWith(QUERY_TEXT)) {
    const root = ROOT.exec(plan)
    if (root !== null) fields['Query'] = plan.slice(QUERY_TEXT.length, root.index)
  } else if (plan.startsWith('{')) {
    const query = queryIn(plan)
    if (query !== undefined) fields['Query'] = query
  }
}

const MEMBER = /"Query Text":\s*("[^"\\]*(?:\\.[^"\\]*)*")/

function queryIn(json: string): string | undefined {
  const [, text] = MEMBER.exec(json) ?? []
  try {
    return text === undefined ? undefined : (JSON.parse(text) as string)
  } catch {
    return undefined // A member that was cut.
  }
}
