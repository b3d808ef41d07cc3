import type { WebClient } from '@slack/web-api'
import type { Context, Picture, Secret } from '../../core/index.ts'
import type { Call } from './call.ts'
import { checkSlack } from './check-slack.ts'
import type { Desk, Fault, Posted } from './desk.ts'
import { faultOf, httpFault } from './fault.ts'
import type { Message } from './message.ts'
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
      const fetch = await openFetch(url, context, signal)
      return await work(new WebClient(await token(), { ...ONCE, slackApiUrl: url, fetch, logger: SILENT }), fetch)
    } catch (thrown) {
      return faultOf(thrown, signal)
    }
  }
  return {
    post: (message, _, signal) =>
      call(signal, async (client): Promise<Posted> => {
        const { channel = '', ts = '' } = await client.chat.postMessage(bodyOf(message))
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
          files.push({ id, title: picture.title })
        }
        const [first, ...rest] = files
        if (first === undefined) return undefined
        await client.files.completeUploadExternal({ files: [first, ...rest], channel_id: channel, thread_ts: ts })
        return undefined
      }),
    check: (signal) => checkSlack(call, channels, signal),
  }
}

/** The arguments of the SDK want lists that can be written to. */
const bodyOf = (message: Message) => ({ ...message, blocks: [...message.blocks] as never })

/** https://docs.slack.dev/messaging/working-with-files/#uploading_files */
async function upload({ title, png }: Picture, client: WebClient, fetch: Fetch): Promise<string | Fault> {
  const filename = `picture${slug(title)}.png`
  const { upload_url: to = '', file_id: id = '' } = await client.files.getUploadURLExternal({
    filename,
    length: png.length,
    alt_text: title,
  })
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(png)], { type: 'image/png' }), filename)
  const answer = await fetch(to, { method: 'POST', body: form })
  return answer.ok ? id : httpFault(answer.status)
}
