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
  /** It stands in the channel, too. */
  readonly reply_broadcast?: true
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

/** Slack expects the app to hear of a click on a button, and shows a warning sign beside one where nobody does. */
export type LinksAs = 'buttons' | 'text'

export interface MessageTerms {
  readonly channel: string
  /** Whom to call, as an option names them. */
  readonly mention?: string
  /** In the thread of this message. */
  readonly thread?: string
  /** In the channel as well as in the thread. */
  readonly isBroadcast?: boolean
  /** More of what is known of it, beside the record's own facts. */
  readonly facts?: readonly Fact[]
  readonly linksAs?: LinksAs
}

/** In characters, escaped. Slack's own limits are higher, but all blocks together must stay below some 13,000, which it does not document. */
const MOST = { header: 150, summary: 300, name: 60, value: 200, statement: 2600, where: 200, button: 75 }
/** Of a section. */
const MOST_FIELDS = 10

const MARKS: Readonly<Record<Severity, string>> = { warning: '🟠 Warning: ', critical: '🔴 Critical: ' }

/** A mark and a word before the rest, which then goes on in small letters. */
export const marked = (severity: Severity | undefined, rest: string): string =>
  severity === undefined ? rest : `${MARKS[severity]}${rest.slice(0, 1).toLowerCase()}${rest.slice(1)}`

/** Pure. The layout of an alert: what and where, the summary, the facts, the statement, links, and where to find it. */
export function messageOf(
  alert: Alert,
  { channel, mention, thread, isBroadcast = false, facts: more = [], linksAs }: MessageTerms,
): Message {
  const { what, where, took, severity, facts, statement, left = 0, links, ofDay } = alert
  const summary = inlineCode(statement, MOST.summary)
  const call = mention === undefined ? '' : `${callOf(mention)} `
  const fields = [...more, ...facts].slice(0, MOST_FIELDS)
  const head = `${marked(severity, what)}${took === undefined ? '' : ` ${took}`} on ${inlineCode(where, MOST.where)}`
  return {
    channel,
    text: `${call}${head}${ofDay === '' ? '' : ` at ${ofDay}`}: ${summary}`,
    blocks: [
      { type: 'header', text: plain(`${marked(severity, what)} on ${where}`, MOST.header) },
      ...(took === undefined && call === '' ? [] : [section(`${call}${took === undefined ? '' : `*${took}*  ·  `}${summary}`)]),
      ...(fields.length === 0 ? [] : [{ type: 'section', fields: fields.map(field) } as const]),
      section(codeBlock(statement, MOST.statement, left)),
      ...linkBlocks(links, linksAs),
      { type: 'context', elements: [markdown(whereabouts(alert))] },
    ],
    ...(thread === undefined ? {} : { thread_ts: thread }),
    ...(thread !== undefined && isBroadcast ? { reply_broadcast: true } : {}),
    unfurl_links: false,
    unfurl_media: false,
  }
}

/** By what it is found again. Slack can tell a time to each reader in their own zone (https://docs.slack.dev/messaging/formatting-message-text/#date-formatting). */
function whereabouts({ id: [kind, id], logGroup, time, atSeconds }: Alert): string {
  const own = atSeconds === undefined ? '' : `  ·  <!date^${atSeconds}^{date_short_pretty} {time_secs}|${time}>`
  return `${kind} ${inlineCode(id, MOST.where)}  ·  ${inlineCode(logGroup, MOST.where)}  ·  ${time}${own}`
}

/** Beyond it Slack advises against a text without blocks. */
const MOST_PLAIN = 4000

/** The same without blocks, where Slack does not take them: their texts below each other, as many as fit. */
export function plainMessage({ blocks, ...message }: Message): Message {
  const texts = blocks.flatMap((block) => {
    if (block.type === 'section') return 'fields' in block ? block.fields.map(({ text }) => text.replace('\n', ' ')) : [block.text.text]
    return block.type === 'context' ? block.elements.map(({ text }) => text) : []
  })
  const text = texts.reduce((all, one) => (all.length + one.length < MOST_PLAIN ? `${all}\n${one}` : all), message.text)
  return { ...message, text, blocks: [] }
}

/** https://docs.slack.dev/messaging/formatting-message-text/#mentioning-users */
export function callOf(mention: string): string {
  if (mention === 'here' || mention === 'channel') return `<!${mention}>`
  return mention.startsWith('S') ? `<!subteam^${mention}>` : `<@${mention}>`
}

export const section = (text: string): Block => ({ type: 'section', text: markdown(text) })

export const markdown = (text: string): Markdown => ({ type: 'mrkdwn', text, verbatim: true })

const field = ({ name, value, isText }: Fact): Markdown =>
  markdown(`*${words(name, MOST.name)}*\n${isText ? inlineCode(value, MOST.value) : value}`)

function linkBlocks(links: readonly Link[], linksAs: LinksAs = 'buttons'): readonly Block[] {
  const elements = links.map(textLink).filter(({ text }) => text.length <= LONGEST_TEXT)
  if (linksAs === 'text') return elements.length === 0 ? [] : [{ type: 'context', elements }]
  return links.length === 0 ? [] : [{ type: 'actions', elements: links.map(button) }]
}

/** Of any text in a block. */
const LONGEST_TEXT = 3000

/** https://docs.slack.dev/messaging/formatting-message-text/#linking-urls */
const textLink = ({ title, url }: Link): Markdown =>
  markdown(
    `<${url.replaceAll('&', '&amp;').replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('|', '%7C')}|${words(title, MOST.button)}>`,
  )

const button = ({ title, url }: Link): Button => ({ type: 'button', text: plain(title, MOST.button), url })

/** Plain text has no entities, and none are needed; but what looks like a mention shall not stand there either. */
export function plain(text: string, most: number): PlainText {
  const line = inOneLine(text, most).replaceAll('<', '‹').replaceAll('>', '›')
  const characters = line.length <= most ? line : `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
  return { type: 'plain_text', text: characters, emoji: false }
}
