import type { WebClient } from '@slack/web-api'
import type { Finding } from '../../core/index.ts'
import type { Call } from './call.ts'
import { type Fault, isFault } from './desk.ts'

/** What it takes beside `chat:write`, and what for. */
const SCOPES: readonly (readonly [scope: string, level: 'error' | 'warning', what: string])[] = [
  ['chat:write', 'error', 'to post'],
  ['files:write', 'warning', 'for pictures'],
]

/** Whether the token is good, has the scopes, and the channels are there with the app in them. Posts nothing. */
export async function checkSlack(call: Call, channels: readonly string[], signal: AbortSignal): Promise<readonly Finding[]> {
  const who = await call(signal, async (client) => {
    const { team = '', user = '', response_metadata: more } = await client.auth.test()
    return { name: `${user} of ${team}`, scopes: more?.scopes }
  })
  if ('isFinal' in who) return [errorOf(who)]
  const { name, scopes } = who
  const missing = scopes === undefined ? [] : SCOPES.filter(([scope]) => !scopes.includes(scope))
  const canLook = scopes === undefined || scopes.includes('channels:read')
  return [
    { level: 'ok', code: 'LF_SINK_DENIED', detail: `the token is that of ${name}` },
    ...missing.map(
      ([scope, level, what]): Finding => ({
        level,
        code: 'LF_SINK_DENIED',
        detail: `the app has not the scope ${scope}, ${what}: add it, and install the app anew`,
      }),
    ),
    ...(canLook ? await checkChannels(call, channels, signal) : [unseen(channels)]),
  ]
}

const unseen = (channels: readonly string[]): Finding => ({
  level: 'warning',
  code: 'LF_SINK_UNFIT',
  detail: `whether ${channels.join(', ')} can be posted to is not known: for that the app needs the scope channels:read. logferry test-alert tries it`,
})

interface Channel {
  readonly id?: string
  readonly name?: string
  readonly is_member?: boolean
  readonly is_archived?: boolean
}

const MOST_PAGES = 20

async function checkChannels(call: Call, channels: readonly string[], signal: AbortSignal): Promise<readonly Finding[]> {
  const known = await call(signal, listChannels)
  if (isFault(known as Fault)) return [errorOf(known as Fault)]
  return channels.map((channel): Finding => {
    const found = (known as readonly Channel[]).find(({ id, name }) => id === channel || name === channel.replace(/^#/, ''))
    if (found === undefined)
      return wrong('error', `${channel} is no channel that the app can see: correct it, or invite the app if it is private`)
    if (found.is_archived === true) return wrong('error', `${channel} is archived: open it again, or name another`)
    if (found.is_member !== true)
      return wrong('warning', `the app is not in ${channel}: invite it (/invite @…), or give it chat:write.public`)
    return { level: 'ok', code: 'LF_SINK_UNFIT', detail: `${channel} is there, and the app is in it` }
  })
}

const wrong = (level: 'error' | 'warning', detail: string): Finding => ({ level, code: 'LF_SINK_UNFIT', detail })

/** Private ones only where the scope groups:read lets it see them. */
async function listChannels(client: WebClient): Promise<readonly Channel[]> {
  const channels: Channel[] = []
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await client.conversations.list({ limit: 1000, types: 'public_channel', ...(cursor === undefined ? {} : { cursor }) })
    channels.push(...(answer.channels ?? []))
    cursor = answer.response_metadata?.next_cursor
    if (cursor === undefined || cursor === '') break
  }
  return channels
}

const errorOf = ({ code, detail }: Fault): Finding => ({ level: 'error', code, detail })
