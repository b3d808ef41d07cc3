import type { LogRecord, Value } from '../../core/index.ts'
import { type Alert, duration, type Fact } from './alert.ts'
import type { Posted } from './desk.ts'
import type { TimeText } from './time-text.ts'

/** The message of a query that lives on while it fires: what the memory keeps of it, as a receipt. */
export interface Root extends Posted {
  readonly ts: string
  /** As it was first told, its statement cut. */
  readonly alert: Alert
  /** Times in milliseconds, of records. */
  readonly first: number
  readonly last: number
  /** How often it came, at least. */
  readonly seen: number
  /** In seconds. */
  readonly longest: number
}

const MOST_STATEMENT = 4000

export const newRoot = ({ channel, ts = '' }: Posted, alert: Alert, { time, heldBack = 0 }: LogRecord): Root => ({
  channel,
  ts,
  alert: { ...alert, statement: alert.statement.slice(0, MOST_STATEMENT) },
  first: time,
  last: time,
  seen: 1 + heldBack,
  longest: alert.seconds ?? 0,
})

/** The root that a record belongs to, by the receipt of the one before it; none once it was quiet for too long. */
export function rootOf({ receipt, time }: LogRecord, resolveAfterMs: number): Root | undefined {
  const root = receipt as Partial<Root> | null | undefined
  if (typeof root?.ts !== 'string' || root.ts === '' || typeof root.last !== 'number' || root.alert === undefined) return undefined
  return time - root.last > resolveAfterMs ? undefined : (root as Root)
}

export const seenAgain = (root: Root, { seconds = 0 }: Alert, { time, heldBack = 0 }: LogRecord): Root => ({
  ...root,
  last: Math.max(root.last, time),
  seen: root.seen + 1 + heldBack,
  longest: Math.max(root.longest, seconds),
})

/** What a root says of those that came after it. */
export function factsOf({ seen, longest, last, alert }: Root, timeText: TimeText): readonly Fact[] {
  if (seen < 2) return []
  const most = alert.took === undefined ? '' : `, ${duration(longest)} at most`
  return [{ name: 'Seen', value: `${seen.toLocaleString('en-US')} times or more${most}, last ${timeText(last)}`, isText: false }]
}

export const receiptOf = (root: Root): Value => JSON.parse(JSON.stringify(root))
