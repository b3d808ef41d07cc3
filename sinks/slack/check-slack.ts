import type { WebClient } from '@slack/web-api'
import type { Finding } from '../../core/index.ts'
import type { Call } from './call.ts'
import type { Fault } from './desk.ts'

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
  return [
    { level: 'ok', code: 'LF_SINK_DENIED', detail: `the token is that of ${name}` },
    ...missing.map(
      ([scope, level, what]): Finding => ({ level, code: 'LF_SINK_DENIED', detail: `${withoutScope(scope)}, ${what}: ${ADD_IT}` }),
    ),
    ...(await checkChannels(call, channels, scopes ?? [...LOOKS.keys()], signal)),
  ]
}

const ADD_IT = 'add it, and install the app anew'
const withoutScope = (scope: string): string => `the app has not the scope ${scope}`

/** What lets the app see channels, and which. */
const LOOKS = new Map([
  ['channels:read', 'public_channel'],
  ['groups:read', 'private_channel'],
])

interface Channel {
  readonly id?: string
  readonly name?: string
  readonly is_member?: boolean
  readonly is_archived?: boolean
}

/** The most that Slack gives at once, and how often it is asked. */
const PAGE = 999
const MOST_PAGES = 20

async function checkChannels(
  call: Call,
  channels: readonly string[],
  scopes: readonly string[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const types = [...LOOKS].flatMap(([scope, type]) => (scopes.includes(scope) ? [type] : []))
  if (types.length === 0) return channels.map((channel) => unsure(channel, `${withoutScope('channels:read')}, to look`))
  const seen = await call(signal, (client) => listChannels(client, types.join(','), channels))
  if ('isFinal' in seen) return [errorOf(seen)]
  return channels.map((channel): Finding => {
    const found = seen.channels.find((one) => isNamed(one, channel))
    if (found === undefined && !seen.areAll)
      return unsure(channel, 'the workspace has more channels than are looked at; its id in place of its name is as good')
    if (found === undefined) return unseen(channel, types)
    if (found.is_archived === true) return wrong('error', `${channel} is archived: open it again, or name another`)
    if (found.is_member === true) return { level: 'ok', code: 'LF_SINK_UNFIT', detail: `${channel} is there, and the app is in it` }
    if (!scopes.includes('chat:write.public')) return wrong('error', `the app is not in ${channel}: invite it (/invite @…)`)
    return wrong('warning', `the app is not in ${channel}: it may post there, but no pictures; invite it (/invite @…)`)
  })
}

function unseen(channel: string, types: readonly string[]): Finding {
  const blind = [...LOOKS].find(([, type]) => !types.includes(type))?.[0]
  if (blind === undefined)
    return wrong('error', `${channel} is no channel that the app can see: correct it, or invite the app if it is private`)
  const others = blind === 'groups:read' ? 'private' : 'public'
  if (!/^[CG][A-Z0-9]{6,}$/.test(channel))
    return wrong(
      'error',
      `${channel} is no channel that the app can see: correct it; if it is ${others}, give the app the scope ${blind}, or its id in place of the name`,
    )
  return unsure(channel, `if it is ${others}, the app lacks the scope ${blind} to see it`)
}

const isNamed = ({ id, name }: Channel, channel: string): boolean => id === channel || name === channel.replace(/^#/, '')

const unsure = (channel: string, why: string): Finding =>
  wrong('warning', `whether ${channel} can be posted to is not known: ${why}. logferry test-alert tries it`)

const wrong = (level: 'error' | 'warning', detail: string): Finding => ({ level, code: 'LF_SINK_UNFIT', detail })

/** Until all that are wanted are found. */
async function listChannels(client: WebClient, types: string, wanted: readonly string[]) {
  const channels: Channel[] = []
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await client.conversations.list({ limit: PAGE, types, ...(cursor === undefined ? {} : { cursor }) })
    channels.push(...(answer.channels ?? []).filter((one) => wanted.some((channel) => isNamed(one, channel))))
    cursor = answer.response_metadata?.next_cursor
    if (cursor === undefined || cursor === '' || channels.length === wanted.length) return { channels, areAll: true }
  }
  return { channels, areAll: false }
}

const errorOf = ({ code, detail }: Fault): Finding => ({ level: 'error', code, detail })
