import type { LogRecord, Value } from '../../core/index.ts'
import { type Alert, duration, type Fact, worseOf } from './alert.ts'
import type { Posted } from './desk.ts'
import type { TimeText } from './time-text.ts'

/** The message of a query that lives on while it fires: what the memory keeps of it, as a receipt. */
export interface Root extends Posted {
  /** Empty: it was told among many, and has no message of its own yet. */
  readonly ts: string
  /** The channel by the name that the config had for it: under another one there is another root. */
  readonly to: string
  /** As it was first told, its statement cut; the severity is the worst so far. */
  readonly alert: Alert
  /** When it was last told, in milliseconds. */
  readonly last: number
  /** How often it came, at least. */
  readonly seen: number
  /** Of those that were told, in seconds. */
  readonly longest: number
  /** How many the last one told of that came with it: the next one's `heldBack` counts them again. */
  readonly told: number
}

/** A record whose `heldBack` leaves out what was told already. */
export function untold(record: LogRecord): LogRecord {
  const { told = 0 } = Object(record.receipt) as Partial<Root>
  return record.heldBack === undefined || !(told > 0) ? record : { ...record, heldBack: Math.max(0, record.heldBack - told) }
}

/** More of it no message shows. */
const MOST_STATEMENT = 3000

/** `past`: what is known of those before it. */
export function newRoot({ channel, ts = '' }: Posted, to: string, alert: Alert, { time, heldBack = 0 }: LogRecord, past?: Root): Root {
  const { seconds = 0, alike } = alert
  return {
    ...{ channel, ts, to, alert: ts === '' ? bare(alert) : shortened(alert) },
    last: Math.max(time, alike?.last ?? time, past?.last ?? time),
    seen: (past?.seen ?? 0) + 1 + heldBack + (alike?.count ?? 0),
    longest: Math.max(seconds, alike?.longest ?? 0, past?.longest ?? 0),
    told: alike?.count ?? 0,
  }
}

/** Of what has no message there is nothing to show again. */
const bare = ({ left: _, ...alert }: Alert): Alert => ({ ...alert, statement: '', facts: [], links: [] })

function shortened(alert: Alert): Alert {
  const characters = [...alert.statement.slice(0, 2 * MOST_STATEMENT)].slice(0, MOST_STATEMENT)
  const statement = characters.join('')
  let left = alert.left ?? 0
  for (const _ of alert.statement.slice(statement.length)) left++
  return left === 0 ? alert : { ...alert, statement, left }
}

/** What the receipt of the one before a record says of its kind; nothing, once it was quiet for too long, or goes to another channel now. */
export function pastOf({ receipt, time }: LogRecord, to: string, resolveAfterMs: number): Root | undefined {
  const root = Object(receipt) as Partial<Root>
  const isRoot = typeof root.ts === 'string' && typeof root.last === 'number' && isAlert(root.alert)
  return !isRoot || root.to !== to || time - (root.last as number) > resolveAfterMs ? undefined : (root as Root)
}

const isAlert = (alert: Partial<Alert> | undefined): boolean =>
  typeof alert?.statement === 'string' && [alert.facts, alert.links, alert.id].every(Array.isArray)

/** The root, one alert later. */
export function seenAgain(root: Root, alert: Alert, record: LogRecord): Root {
  const { last, seen, longest, told } = newRoot(root, root.to, alert, record, root)
  return { ...root, alert: { ...root.alert, ...worseOf(root.alert.severity, alert.severity) }, last, seen, longest, told }
}

/** What a root says of those that came after it, or before. */
export function factsOf({ seen, longest, last, alert }: Root, timeText: TimeText): readonly Fact[] {
  if (seen < 2) return []
  const most = alert.took === undefined ? '' : `, the longest told ${duration(longest)}`
  return [{ name: 'Seen', value: `${seen.toLocaleString('en-US')} times or more${most}, last told ${timeText.whole(last)}`, isText: false }]
}

export const receiptOf = (root: Root): Value => JSON.parse(JSON.stringify(root))
