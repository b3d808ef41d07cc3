import type { Alert } from './alert.ts'
import { duration } from './alert.ts'
import { inlineCode } from './escape.ts'
import { type Message, markdown, plain, section } from './message.ts'

/** One of many: what of it a digest tells. */
export interface DigestEntry {
  readonly alert: Alert
  /** Like statements are told together. */
  readonly key: string
  /** It stands for so many that were held back. */
  readonly heldBack: number
}

interface Group {
  readonly alert: Alert
  readonly count: number
  readonly total: number
  readonly longest: number
}

const MOST_GROUPS = 10
const MOST = { header: 150, where: 120, statement: 400 }

const addUp = (entries: readonly DigestEntry[]): readonly Group[] => {
  const groups = new Map<string, Group>()
  for (const { alert, key, heldBack } of entries) {
    const { seconds = 0 } = alert
    const { count = 0, total = 0, longest = 0, alert: worst = alert } = groups.get(key) ?? {}
    const isWorst = seconds >= longest
    groups.set(key, {
      alert: isWorst ? alert : worst,
      count: count + 1 + heldBack,
      total: total + seconds,
      longest: Math.max(longest, seconds),
    })
  }
  return [...groups.values()].sort((a, b) => b.total - a.total || b.count - a.count)
}

/** Pure. One message in place of many: the worst statements by total time, and how often each came. */
export function digestOf(entries: readonly DigestEntry[], channel: string): Message {
  const groups = addUp(entries)
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  const [first] = groups
  const what = first?.alert.took === undefined ? 'log events' : 'slow queries'
  const title = `${count.toLocaleString('en-US')} ${what}, ${groups.length.toLocaleString('en-US')} of a kind`
  const rest = groups.slice(MOST_GROUPS)
  const left = rest.reduce((sum, group) => sum + group.count, 0)
  return {
    channel,
    text: `${title}. The worst: ${first === undefined ? '' : summaryOf(first)}`,
    blocks: [
      { type: 'header', text: plain(title, MOST.header) },
      ...groups.slice(0, MOST_GROUPS).map((group) => section(summaryOf(group))),
      ...(rest.length === 0 ? [] : [section(`and ${rest.length.toLocaleString('en-US')} more, ${left.toLocaleString('en-US')} in all`)]),
      { type: 'context', elements: [markdown('Too many at once for a message each; all of them are where the other branches lead.')] },
    ],
    unfurl_links: false,
    unfurl_media: false,
  }
}

function summaryOf({ alert, count, total, longest }: Group): string {
  const times = `${count.toLocaleString('en-US')}×`
  const seconds = alert.took === undefined ? '' : `  ·  ${duration(total)} in all, ${duration(longest)} at most`
  return `*${times}*${seconds}  ·  ${inlineCode(alert.where, MOST.where)}\n${inlineCode(alert.statement, MOST.statement)}`
}
