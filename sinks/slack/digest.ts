import { type Alert, duration, type Severity, worseOf } from './alert.ts'
import { inlineCode } from './escape.ts'
import { callOf, type Message, type MessageTerms, markdown, marked, plain, section } from './message.ts'

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
  readonly heldBack: number
  /** Of those that are told, in seconds. */
  readonly total: number
  readonly longest: number
}

const MOST_GROUPS = 10
const MOST = { header: 150, where: 120, statement: 400 }

function groupsOf(entries: readonly DigestEntry[]): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const { alert, key, heldBack } of entries) {
    const { seconds = 0, alike } = alert
    const before = groups.get(key)
    groups.set(key, {
      alert: before === undefined || Math.max(seconds, alike?.longest ?? 0) > before.longest ? alert : before.alert,
      count: (before?.count ?? 0) + 1 + heldBack + (alike?.count ?? 0),
      heldBack: (before?.heldBack ?? 0) + heldBack,
      total: (before?.total ?? 0) + seconds + (alike?.total ?? 0),
      longest: Math.max(before?.longest ?? 0, seconds, alike?.longest ?? 0),
    })
  }
  return [...groups.values()].sort((a, b) => b.total - a.total || b.count - a.count)
}

/** The worst severity among them. */
export const worstOf = (entries: readonly DigestEntry[]): { readonly severity?: Severity } =>
  entries.reduce((worst, { alert }) => worseOf(worst.severity, alert.severity), {} as { readonly severity?: Severity })

/** Pure. One message in place of many: the worst statements by total time, and how often each came. */
export function digestOf(entries: readonly DigestEntry[], { channel, mention }: MessageTerms): Message {
  const groups = groupsOf(entries)
  const [first] = groups
  const call = mention === undefined ? '' : `${callOf(mention)} `
  const sum = (some: readonly Group[]) => said(some.reduce((count, group) => count + group.count, 0))
  const wheres = [...new Set(entries.map(({ alert }) => alert.where))]
  const what = first?.alert.took === undefined ? 'log events' : 'slow queries'
  const title = marked(
    worstOf(entries).severity,
    `${sum(groups)} ${what} of ${said(groups.length)} ${groups.length === 1 ? 'kind' : 'kinds'}`,
  )
  const [where = ''] = wheres
  const place = (name: string) => (wheres.length === 1 ? name : `${said(wheres.length)} instances`)
  const rest = groups.slice(MOST_GROUPS)
  const ofDay = entries[0]?.alert.ofDay ?? ''
  const at = ofDay === '' ? '' : ` from ${ofDay} on`
  return {
    channel,
    text: `${call}${title} on ${place(inlineCode(where, MOST.where))}${at}. The worst: ${first === undefined ? '' : summaryOf(first)}`,
    blocks: [
      { type: 'header', text: plain(`${title} on ${place(where)}`, MOST.header) },
      ...(call === '' ? [] : [section(call.trim())]),
      ...groups.slice(0, MOST_GROUPS).map((group) => section(summaryOf(group))),
      ...(rest.length === 0 ? [] : [section(`and ${sum(rest)} of ${said(rest.length)} other kinds`)]),
      { type: 'context', elements: [markdown('Too many at once for a message each; all of them are where the other branches lead.')] },
    ],
    unfurl_links: false,
    unfurl_media: false,
  }
}

const said = (count: number): string => count.toLocaleString('en-US')

/** Of those held back nobody knows how long they took. */
function summaryOf({ alert, count, heldBack, total, longest }: Group): string {
  const seconds =
    alert.took === undefined
      ? ''
      : `  ·  ${duration(total)}${heldBack === 0 ? '' : ' or more'} in all, the longest told ${duration(longest)}`
  return `*${said(count)}×*${seconds}  ·  ${inlineCode(alert.where, MOST.where)}\n${inlineCode(alert.statement, MOST.statement)}`
}
