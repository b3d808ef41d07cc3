import type { Alert, Fact } from './alert.ts'
import { codeBlock, inlineCode, inOneLine, words } from './escape.ts'

/** What `chat.postMessage` takes (https://docs.slack.dev/reference/methods/chat.postMessage/). */
export interface Message {
  readonly channel: string
  /** What a notification shows. */
  readonly text: string
  readonly blocks: readonly Block[]
  readonly unfurl_links: false
  readonly unfurl_media: false
}

/** Blocks as Block Kit has them (https://docs.slack.dev/reference/block-kit/blocks/). */
export type Block =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: Markdown }
  | { readonly type: 'section'; readonly fields: readonly Markdown[] }
  | { readonly type: 'context'; readonly elements: readonly Markdown[] }

interface PlainText {
  readonly type: 'plain_text'
  readonly text: string
  readonly emoji: false
}

/** `verbatim`: Slack makes no links of its own of what looks like a url, a channel or a name. */
interface Markdown {
  readonly type: 'mrkdwn'
  readonly text: string
  readonly verbatim: true
}

/** In characters, escaped. Slack's own limits are higher, but all blocks together must stay below some 13,000, which it does not document. */
const MOST = { header: 150, summary: 300, name: 60, value: 200, statement: 2600, where: 200 }

/** Pure. The layout of an alert: what and where, the summary, the facts, the statement, and where to find it. */
export function messageOf(alert: Alert, channel: string): Message {
  const { what, where, took, facts, statement, id, logGroup, time } = alert
  const summary = inlineCode(statement, MOST.summary)
  const about = [`${id[0]} ${inlineCode(id[1], MOST.where)}`, inlineCode(logGroup, MOST.where), time]
  return {
    channel,
    text: `${what}${took === undefined ? '' : ` ${took}`} on ${inlineCode(where, MOST.where)}: ${summary}`,
    blocks: [
      { type: 'header', text: header(`${what} on ${where}`) },
      ...(took === undefined ? [] : [section(`*${took}*  ·  ${summary}`)]),
      ...(facts.length === 0 ? [] : [{ type: 'section', fields: facts.map(field) } as const]),
      section(codeBlock(statement, MOST.statement)),
      { type: 'context', elements: [markdown(about.join('  ·  '))] },
    ],
    unfurl_links: false,
    unfurl_media: false,
  }
}

const section = (text: string): Block => ({ type: 'section', text: markdown(text) })

const markdown = (text: string): Markdown => ({ type: 'mrkdwn', text, verbatim: true })

const field = ({ name, value, isText }: Fact): Markdown =>
  markdown(`*${words(name, MOST.name)}*\n${isText ? inlineCode(value, MOST.value) : value}`)

/** Plain text has no entities, and none are needed; but what looks like a mention shall not stand there either. */
function header(text: string): PlainText {
  const line = inOneLine(text, MOST.header).replaceAll('<', '‹').replaceAll('>', '›')
  const characters = line.length <= MOST.header ? line : `${line.slice(0, MOST.header - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
  return { type: 'plain_text', text: characters, emoji: false }
}
