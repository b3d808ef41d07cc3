import type { Alert, Fact, Severity } from './alert.ts'
import { codeBlock, inlineCode, inOneLine, words } from './escape.ts'
import type { Link } from './links.ts'

/** What `chat.postMessage` takes (https://docs.slack.dev/reference/methods/chat.postMessage/). */
export interface Message {
  readonly channel: string
  /** What a notification shows. */
  readonly text: string
  readonly blocks: readonly Block[]
  /** The message whose thread it belongs to. */
  readonly thread_ts?: string
  readonly unfurl_links: false
  readonly unfurl_media: false
}

/** Blocks as Block Kit has them (https://docs.slack.dev/reference/block-kit/blocks/). */
export type Block =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: Markdown }
  | { readonly type: 'section'; readonly fields: readonly Markdown[] }
  | { readonly type: 'actions'; readonly elements: readonly Button[] }
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

interface Button {
  readonly type: 'button'
  readonly text: PlainText
  readonly url: string
}

export interface MessageTerms {
  readonly channel: string
  /** Whom to call, as an option names them. */
  readonly mention?: string
  /** In the thread of this message. */
  readonly thread?: string
  /** More of what is known of it, beside the record's own facts. */
  readonly facts?: readonly Fact[]
}

/** In characters, escaped. Slack's own limits are higher, but all blocks together must stay below some 13,000, which it does not document. */
const MOST = { header: 150, summary: 300, name: 60, value: 200, statement: 2600, where: 200, button: 75 }
/** Of a section. */
const MOST_FIELDS = 10

const MARKS: Readonly<Record<Severity, string>> = { warning: '🟠', critical: '🔴' }

/** Pure. The layout of an alert: what and where, the summary, the facts, the statement, links, and where to find it. */
export function messageOf(alert: Alert, { channel, mention, thread, facts: more = [] }: MessageTerms): Message {
  const { what, where, took, severity, facts, statement, id, logGroup, time, links } = alert
  const summary = inlineCode(statement, MOST.summary)
  const about = [`${id[0]} ${inlineCode(id[1], MOST.where)}`, inlineCode(logGroup, MOST.where), time]
  const mark = severity === undefined ? '' : `${MARKS[severity]} `
  const call = mention === undefined ? '' : `${callOf(mention)} `
  const fields = [...more, ...facts].slice(0, MOST_FIELDS)
  return {
    channel,
    text: `${call}${mark}${what}${took === undefined ? '' : ` ${took}`} on ${inlineCode(where, MOST.where)}: ${summary}`,
    blocks: [
      { type: 'header', text: plain(`${mark}${what} on ${where}`, MOST.header) },
      ...(took === undefined && call === '' ? [] : [section(`${call}${took === undefined ? '' : `*${took}*  ·  `}${summary}`)]),
      ...(fields.length === 0 ? [] : [{ type: 'section', fields: fields.map(field) } as const]),
      section(codeBlock(statement, MOST.statement)),
      ...(links.length === 0 ? [] : [{ type: 'actions', elements: links.map(button) } as const]),
      { type: 'context', elements: [markdown(about.join('  ·  '))] },
    ],
    ...(thread === undefined ? {} : { thread_ts: thread }),
    unfurl_links: false,
    unfurl_media: false,
  }
}

/** The same without blocks, where Slack does not take them. */
export const plainMessage = ({ blocks: _, ...message }: Message, statement: string): Message => ({
  ...message,
  text: `${message.text}\n${codeBlock(statement, MOST.statement)}`,
  blocks: [],
})

/** https://docs.slack.dev/messaging/formatting-message-text/#mentioning-users */
function callOf(mention: string): string {
  if (mention === 'here' || mention === 'channel') return `<!${mention}>`
  return mention.startsWith('S') ? `<!subteam^${mention}>` : `<@${mention}>`
}

export const section = (text: string): Block => ({ type: 'section', text: markdown(text) })

export const markdown = (text: string): Markdown => ({ type: 'mrkdwn', text, verbatim: true })

const field = ({ name, value, isText }: Fact): Markdown =>
  markdown(`*${words(name, MOST.name)}*\n${isText ? inlineCode(value, MOST.value) : value}`)

const button = ({ title, url }: Link): Button => ({ type: 'button', text: plain(title, MOST.button), url })

/** Plain text has no entities, and none are needed; but what looks like a mention shall not stand there either. */
export function plain(text: string, most: number): PlainText {
  const line = inOneLine(text, most).replaceAll('<', '‹').replaceAll('>', '›')
  const characters = line.length <= most ? line : `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
  return { type: 'plain_text', text: characters, emoji: false }
}
