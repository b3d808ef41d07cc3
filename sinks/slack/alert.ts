import { fieldOf, type LogRecord, type Value } from '../../core/index.ts'
import { plainValue } from '../plain-value.ts'
import { inLines } from './in-lines.ts'
import type { Link } from './links.ts'
import type { TimeText } from './time-text.ts'

/** What a message says of a record, in words; nothing in it is escaped or cut. */
export interface Alert {
  readonly what: string
  readonly where: string
  /** How long it took, and in seconds. */
  readonly took?: string
  readonly seconds?: number
  readonly severity?: Severity
  /** Those that came with it, and are not told on their own. */
  readonly alike?: Alike
  readonly facts: readonly Fact[]
  readonly statement: string
  /** How many characters of the statement are no longer here. */
  readonly left?: number
  /** The id by which it is found again, and what kind that is. */
  readonly id: readonly [kind: string, id: string]
  readonly logGroup: string
  /** As `TimeText` tells it, and in whole seconds since 1970 where Slack can tell it to each reader in their own zone. */
  readonly time: string
  readonly ofDay: string
  readonly atSeconds?: number
  readonly links: readonly Link[]
}

export interface Alike {
  readonly count: number
  /** Of these, in seconds: all together, and the longest. */
  readonly total: number
  readonly longest: number
  /** The time of the last, in milliseconds. */
  readonly last: number
}

export type Severity = 'warning' | 'critical'

/** A number is said in words of ours, a text is a text of the log. */
export interface Fact {
  readonly name: string
  readonly value: string
  readonly isText: boolean
}

/** What is told of a slow query, by any engine. */
const OF_A_QUERY = ['Rows_examined', 'Rows_sent', 'Lock_time', 'User', 'IP', 'Database']
/** Said elsewhere in the message. */
const SAID = new Set(['Query', 'Query_time', 'Query_id', 'Instance', 'Fingerprint'])
/** Slack shows ten; one may be what came with it, one what was held back, and one how often it was seen. */
const MOST_FACTS = 7
const MOST_LEVELS = 5

export interface AlertTerms {
  readonly timeText: TimeText
  readonly linksOf: (record: LogRecord) => readonly Link[]
  readonly warn?: number
  readonly critical?: number
}

/** `others`: those that came with it. The severity is that of the worst of all. */
export function alertOf(record: LogRecord, terms: AlertTerms, others: readonly LogRecord[] = []): Alert {
  return record.origin.source === 'snapshot' ? snapshotOf(record, terms) : eventOf(record, terms, others)
}

/** Of a snapshot, whose text names its pictures, so that one that is missing is seen. */
function snapshotOf(record: LogRecord, terms: AlertTerms): Alert {
  const { id, fields } = record
  const subjects = [fieldOf(fields, 'for')].flat().flatMap((subject) => Object.values(Object(subject)).map(String))
  return {
    ...eventOf(record, terms, []),
    what: `Snapshot ${textOf(fieldOf(fields, 'Snapshot'))}`,
    where: [...new Set(subjects)].join(', ') || [fieldOf(fields, 'Pictures')].flat().join(', '),
    facts: [],
    id: ['snapshot', id],
  }
}

function eventOf(record: LogRecord, { timeText, linksOf, warn, critical }: AlertTerms, others: readonly LogRecord[]): Alert {
  const { id, time, text, origin, fields, heldBack } = record
  const seconds = fieldOf(fields, 'Query_time')
  const isQuery = typeof seconds === 'number' && Number.isFinite(seconds)
  const names = isQuery ? OF_A_QUERY : Object.keys(fields).filter((name) => !SAID.has(name))
  const told = names.flatMap((name) => factOf(name, fieldOf(fields, name))).slice(0, MOST_FACTS)
  const alike = alikeOf(others)
  const atSeconds = timeText.forReaders(time)
  const queryId = textOf(fieldOf(fields, 'Query_id'))
  return {
    what: isQuery ? 'Slow query' : 'Log event',
    where: textOf(fieldOf(fields, 'Instance')) || origin.logStream || origin.logGroup,
    ...(isQuery ? { took: duration(seconds), seconds, ...severityOf(Math.max(seconds, alike?.longest ?? 0), warn, critical) } : {}),
    ...(alike === undefined ? {} : { alike }),
    facts: [...told, ...thenFact(alike, isQuery, timeText), ...heldBackFact(heldBack)],
    statement: inLines(textOf(fieldOf(fields, 'Query'))) || text,
    id: queryId === '' ? ['event', id] : ['query', queryId],
    logGroup: origin.logGroup,
    time: timeText.whole(time),
    ofDay: timeText.ofDay(time),
    ...(atSeconds === undefined ? {} : { atSeconds }),
    links: linksOf(record),
  }
}

function severityOf(seconds: number, warn = Number.POSITIVE_INFINITY, critical = Number.POSITIVE_INFINITY): Pick<Alert, 'severity'> {
  if (seconds >= critical) return { severity: 'critical' }
  return seconds >= warn ? { severity: 'warning' } : {}
}

const RANK = { warning: 1, critical: 2 } as const

export const isWorse = (a: Severity | undefined, b: Severity | undefined): boolean =>
  (a === undefined ? 0 : RANK[a]) > (b === undefined ? 0 : RANK[b])

export function worseOf(a: Severity | undefined, b: Severity | undefined): Pick<Alert, 'severity'> {
  const severity = isWorse(b, a) ? b : a
  return severity === undefined ? {} : { severity }
}

const textOf = (value: Value | undefined) => (typeof value === 'string' ? value : '')

function factOf(name: string, value: Value | undefined): readonly Fact[] {
  if (value === undefined || value === '') return []
  if (typeof value === 'number') return [{ name, value: name === 'Lock_time' ? duration(value) : rounded(value, 3), isText: false }]
  return [{ name, value: typeof value === 'string' ? value : JSON.stringify(plainValue(value, MOST_LEVELS)), isText: true }]
}

const heldBackFact = (count = 0): readonly Fact[] =>
  count === 0 ? [] : [{ name: 'Held back', value: `${rounded(count, 0)} or more like it since the last message`, isText: false }]

function thenFact(alike: Alike | undefined, isQuery: boolean, { ofDay }: TimeText): readonly Fact[] {
  if (alike === undefined) return []
  const until = ofDay(alike.last) === '' ? '' : ` until ${ofDay(alike.last)}`
  const longest = isQuery ? `, the longest ${duration(alike.longest)}` : ''
  return [{ name: 'Then', value: `${rounded(alike.count, 0)} more like it${until}${longest}`, isText: false }]
}

function alikeOf(others: readonly LogRecord[]): Alike | undefined {
  if (others.length === 0) return undefined
  const times = others.map(({ fields }) => Number(fieldOf(fields, 'Query_time')) || 0)
  return {
    count: others.length,
    total: times.reduce((sum, seconds) => sum + seconds, 0),
    longest: times.reduce((longest, seconds) => Math.max(longest, seconds), 0),
    last: others.reduce((last, { time }) => Math.max(last, time), 0),
  }
}

/** Seconds, in the unit that keeps the number short. */
export function duration(seconds: number): string {
  if (seconds >= 1 || seconds <= 0) return `${rounded(seconds, 1)} s`
  return seconds >= 0.001 ? `${rounded(seconds * 1e3, 1)} ms` : `${rounded(seconds * 1e6, 1)} µs`
}

const rounded = (value: number, digits: number) => value.toLocaleString('en-US', { maximumFractionDigits: digits })
