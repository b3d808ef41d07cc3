import { LogferryError, type Options, type OptionsOf } from '../../core/index.ts'

export const slackOptions = {
  url: {
    type: 'string',
    description:
      '`https://slack.com/api/`; or `file:<folder>`, from the folder of the config: per message the body for `chat.postMessage` (`.json`), a readable copy (`.txt`), and its pictures (`.png`). Empty with a `webhook`.',
    default: '',
  },
  token: { type: 'string', description: 'The bot token, `xoxb-…`. Folders need none.', writeOnly: true, optional: true },
  webhook: {
    type: 'string',
    description: 'An incoming webhook, in place of `url` and `token`: it posts to its own channel, without pictures, threads and updates.',
    writeOnly: true,
    optional: true,
  },
  channel: {
    type: 'string',
    description: 'Where to post: the name of a channel, such as `#db-alerts`, or its id. A webhook needs none.',
    default: '',
  },
  channelBy: { type: 'string', description: 'A field whose value chooses the channel from `channels`: `Instance`, say.', optional: true },
  channels: {
    type: 'object',
    additionalProperties: true,
    description: 'Channels by the value of the field `channelBy`. What is not among them goes to `channel`.',
    optional: true,
  },
  warn: { type: 'number', description: 'From this `Query_time` on, in seconds, a message is marked as a warning.', optional: true },
  critical: { type: 'number', description: 'From this `Query_time` on, in seconds, it is marked as critical.', optional: true },
  mention: {
    type: 'string',
    description:
      'Whom to call: `here`, `channel`, or the id of a member (`U…`) or user group (`S…`). Where `critical` is set, only from there on; for what goes to a thread, only if it is worse than all before it.',
    optional: true,
  },
  timeZone: {
    type: 'string',
    description:
      "The readers' zone, such as `Asia/Seoul`: times are told in UTC and in it. With `UTC`, Slack tells each reader the time in their own zone, too.",
    default: 'UTC',
  },
  links: {
    type: 'object',
    additionalProperties: true,
    description:
      'Links: a title, and a url with `{Instance}`, `{Query_id}` and other fields, `{logGroup}`, `{from}` and `{to}` (a quarter of an hour before and after, ISO 8601). One to Logs Insights is there where the region is known.',
    optional: true,
  },
  linksAs: {
    type: 'string',
    enum: ['buttons', 'text'],
    description:
      'Beside a button Slack shows a warning sign once it was clicked, for nobody answers it; the link works all the same. A text has none.',
    default: 'buttons',
  },
  maxMessages: {
    type: 'integer',
    description: 'More alerts than this in one delivery become one message, with the worst of them and their counts.',
    default: 10,
    minimum: 1,
    maximum: 100,
  },
  repeats: {
    type: 'string',
    enum: ['thread', 'channel', 'drop'],
    description:
      'Where an alert goes that fires again after its window (`every`): `thread`, to the thread of the first one, which is updated; `drop`, it only updates that; `channel`, it is a message of its own.',
    default: 'thread',
  },
  resolveAfterMinutes: {
    type: 'integer',
    description: 'After so many minutes without one, the next is a new message.',
    default: 1440,
    minimum: 1,
  },
} as const satisfies Options

export type SlackOptions = OptionsOf<typeof slackOptions>

const MENTION = /^(?:here|channel|[UWS][A-Z0-9]{5,20})$/

/** The options but those left empty, as by a variable that is not set. Throws LF_OPTION_INVALID for what cannot be, or does not fit together. */
export function checkedOptions(options: SlackOptions): SlackOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== '')) as SlackOptions
  const { url = '', token, webhook, channel = '', channelBy, channels, mention, links = {}, timeZone } = given
  const isFolder = url.startsWith('file:')
  if (url === '' && webhook === undefined) throw invalid('must be https://slack.com/api/, or file:<folder>', 'url')
  if (!isFolder && url !== '' && !isApi(url)) throw invalid('must be https://slack.com/api/, or file:<folder>', 'url')
  if (!isFolder && url !== '' && webhook !== undefined) throw invalid('is given beside a `url`: one of them', 'webhook')
  if (!isFolder && url !== '' && token === undefined) throw invalid('is missing: without it Slack takes nothing', 'token')
  if (channel.trim() === '' && webhook === undefined) throw invalid('must name a channel', 'channel')
  if ((channelBy === undefined) !== (channels === undefined)) throw invalid('goes with `channels`', 'channelBy')
  checkTexts(channels ?? {}, 'channels')
  checkTexts(links, 'links')
  for (const [title, link] of Object.entries(links))
    if (!/^https?:\/\//.test(String(link))) throw invalid('must begin with https://', 'links', title)
  if (mention !== undefined && !MENTION.test(mention)) throw invalid('must be `here`, `channel`, or an id such as U0123ABCD', 'mention')
  if (!isZone(timeZone)) throw invalid('must be UTC or a zone such as Asia/Seoul', 'timeZone')
  return given
}

/** The SDK puts the name of a method behind it. */
function isApi(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, username, password, search, hash, pathname } = new URL(url)
  const isNear = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  return (protocol === 'https:' || isNear) && pathname.endsWith('/') && [username, password, search, hash].every((part) => part === '')
}

function checkTexts(map: Readonly<Record<string, unknown>>, at: string): void {
  for (const [name, value] of Object.entries(map)) if (typeof value !== 'string' || value === '') throw invalid('must be a text', at, name)
}

function isZone(timeZone: string | undefined): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timeZone ?? 'UTC' }) !== undefined
  } catch {
    return false
  }
}

const invalid = (message: string, ...at: readonly string[]) => new LogferryError('LF_OPTION_INVALID', message, { at })
