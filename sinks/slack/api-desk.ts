import type { WebClient } from '@slack/web-api'
import { type Context, LogferryError, type Picture, type Secret } from '../../core/index.ts'
import type { Call } from './call.ts'
import { checkSlack } from './check-slack.ts'
import type { Desk, Fault, Posted } from './desk.ts'
import { faultOf, httpFault } from './fault.ts'
import { type Message, plain } from './message.ts'
import { type Fetch, openFetch } from './open-fetch.ts'
import { slug } from './slug.ts'

export interface ApiTerms {
  readonly url: string
  readonly token: Secret
  /** Those that messages may go to. */
  readonly channels: readonly string[]
}

/** The core tries again and waits; the SDK shall do neither. It logs bodies, and shall not do that either. */
const ONCE = {
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout: 10_000,
  maxRequestConcurrency: 1,
  allowAbsoluteUrls: false,
}
const SILENT = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => 'error' as never,
  setName() {},
}

/** Posts by Slack's Web API, in the name of an app. */
export function apiDesk({ url, token, channels }: ApiTerms, context: Context): Desk {
  const call: Call = async (signal, work) => {
    try {
      const { WebClient } = await import('@slack/web-api')
      const fetch = openFetch(context, signal)
      const client = new WebClient(checked(await token()), { ...ONCE, slackApiUrl: url, fetch: withPause(fetch), logger: SILENT })
      return await work(client, fetch)
    } catch (thrown) {
      return faultOf(thrown, signal)
    }
  }
  return {
    post: (message, _, signal) =>
      call(signal, async (client): Promise<Posted> => {
        const { blocks, ...body } = bodyOf(message)
        const { channel = '', ts = '' } = await client.chat.postMessage(message.blocks.length === 0 ? body : { ...body, blocks })
        return { channel, ts }
      }),
    update: ({ channel, ts = '' }, message, _, signal) =>
      call(signal, async (client) => {
        const { thread_ts: __, ...body } = bodyOf(message)
        await client.chat.update({ ...body, channel, ts })
        return undefined
      }),
    attach: ({ channel, ts = '' }, pictures, _, signal) =>
      call(signal, async (client, fetch) => {
        const files: { readonly id: string; readonly title: string }[] = []
        for (const picture of pictures) {
          const id = await upload(picture, client, fetch)
          if (typeof id !== 'string') return id
          files.push({ id, title: plain(picture.title, MOST_TITLE).text })
        }
        const [first, ...rest] = files
        if (first === undefined) return undefined
        await client.files.completeUploadExternal({ files: [first, ...rest], channel_id: channel, thread_ts: ts })
        return undefined
      }),
    check: (signal) => checkSlack(call, channels, signal),
  }
}

/** In a header anything else would be refused with a message that shows it. */
function checked(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token.trim())) return token.trim()
  throw new LogferryError(
    'LF_SINK_DENIED',
    '`token` is empty, or holds what no token holds: keep the bot token (xoxb-…) there, and nothing else',
  )
}

/** Where Slack, or what is on the way, does not say how long to wait, the SDK takes a 429 for something else. */
const withPause =
  (fetch: Fetch): Fetch =>
  async (to, init) => {
    const answer = await fetch(to, init)
    if (answer.status !== 429 || Number.parseInt(answer.headers.get('retry-after') ?? '', 10) >= 0) return answer
    return new Response(null, { status: 429, headers: { 'retry-after': '1' } })
  }

/** The arguments of the SDK want lists that can be written to. */
const bodyOf = (message: Message) => ({
  ...message,
  reply_broadcast: message.reply_broadcast as never,
  blocks: [...message.blocks] as never,
})

const UPLOAD_MS = 10_000
/** Slack takes no longer one. */
const MOST_ALT = 1000
const MOST_TITLE = 255

/** https://docs.slack.dev/messaging/working-with-files/#uploading_files; what the SDK calls `alt_text` Slack calls `alt_txt`. */
async function upload({ title, png }: Picture, client: WebClient, fetch: Fetch): Promise<string | Fault> {
  const filename = `picture${slug(title)}.png`
  const asked = { filename, length: png.length, alt_txt: plain(title, MOST_ALT).text }
  const { upload_url: to = '', file_id: id = '' } = await client.files.getUploadURLExternal(asked)
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(png)], { type: 'image/png' }), filename)
  const answer = await fetch(to, { method: 'POST', body: form, signal: AbortSignal.timeout(UPLOAD_MS) })
  return answer.ok ? id : httpFault(answer.status)
}
