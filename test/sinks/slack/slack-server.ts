import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { blockFault } from './block-fault.ts'

export interface SlackMessage {
  readonly channel: string
  readonly ts: string
  readonly thread_ts?: string
  /** It stands in the channel as well as in the thread. */
  readonly isBroadcast: boolean
  text: string
  blocks: readonly Readonly<Record<string, unknown>>[]
  /** The titles of the files in its thread, and how a screen reader tells of them. */
  readonly files: string[]
  readonly alts: string[]
  /** How often it was changed. */
  updates: number
}

/** What it does with a call in place of answering it as Slack would. */
export type Trouble =
  | { readonly error: string; readonly more?: object }
  | { readonly status: number; readonly retryAfter?: string; readonly body?: string }
  | 'reset'
  | 'hang'
  /** Does it, and hangs up before it says so. */
  | 'done, then reset'
  /** Does it, and never says so. */
  | 'done, then hang'

export interface SlackServer {
  readonly url: string
  readonly messages: readonly SlackMessage[]
  /** The names of the methods that were called, in order. */
  readonly calls: readonly string[]
  /** Calls that came before the time that a 429 had named was over. */
  readonly hasty: readonly string[]
  /** Answers of 429. */
  readonly throttled: readonly string[]
  /** Of the next calls of a method, one after the other; undefined: as Slack would. */
  readonly trouble: (method: string, ...troubles: readonly (Trouble | undefined)[]) => void
  /** Takes a message away, as a person in Slack can. */
  readonly remove: (ts: string) => void
}

export interface SlackChannel {
  readonly id: string
  readonly name: string
  readonly is_private?: boolean
  readonly is_member?: boolean
  readonly is_archived?: boolean
}

export interface SlackTerms {
  /** The app may have several tokens. */
  readonly tokens?: readonly string[]
  readonly scopes?: readonly string[]
  readonly channels?: readonly SlackChannel[]
  /** Messages to a channel in a second, and updates of messages; more are answered with 429. */
  readonly perSecond?: number
  readonly updatesPerSecond?: number
}

const NEEDS: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
  // One of them, for the types of channels that are asked for.
  'conversations.list': ['channels:read', 'groups:read'],
}

type Args = ReadonlyMap<string, string>
type Answer = Readonly<Record<string, unknown>>
const says = (error: string, more: object = {}): Answer => ({ ok: false, error, ...more })

/**
 * A loopback Slack that checks what the real one checks: token, scopes, channels, membership, arguments, blocks, threads, whose message it is,
 * uploads byte by byte, and how often one posts.
 */
export async function startSlack(terms: SlackTerms = {}): Promise<SlackServer> {
  const { tokens = ['xoxb-good'], scopes = ['chat:write', 'files:write', 'channels:read'] } = terms
  const { perSecond = Number.POSITIVE_INFINITY, updatesPerSecond = Number.POSITIVE_INFINITY } = terms
  const { channels = [{ id: 'C1', name: 'alerts', is_member: true }] } = terms
  const messages: SlackMessage[] = []
  const calls: string[] = []
  const hasty: string[] = []
  const throttled: string[] = []
  const troubles = new Map<string, (Trouble | undefined)[]>()
  const uploads = new Map<string, { readonly length: number; readonly alt: string; bytes?: number }>()
  const done = new Map<string, number[]>()
  const pausedUntil = new Map<string, number>()
  let counter = 0

  function channelOf(given: string): SlackChannel | Answer {
    const found = channels.find(({ id, name, is_private }) => id === given || (is_private !== true && [`#${name}`, name].includes(given)))
    if (found === undefined || (found.is_private === true && found.is_member !== true)) return says('channel_not_found')
    if (found.is_archived === true) return says('is_archived')
    return found.is_member === true || scopes.includes('chat:write.public') ? found : says('not_in_channel')
  }

  const contentFault = (args: Args): Answer | undefined => {
    const [text = '', blocks = '[]'] = [args.get('text'), args.get('blocks')]
    const fault = blockFault(blocks)
    if (fault !== undefined) return says(fault)
    if (text.length > 40_000) return says('msg_too_long')
    return text === '' && blocks === '[]' ? says('no_text') : undefined
  }

  const methods: Readonly<Record<string, (args: Args) => Answer>> = {
    'auth.test': () => ({ ok: true, team: 'Shop', user: 'logferry', bot_id: 'B1' }),
    'conversations.list'(args) {
      const types = (args.get('types') ?? 'public_channel').split(',')
      const missing = types
        .map((type) => (type === 'private_channel' ? 'groups:read' : 'channels:read'))
        .find((scope) => !scopes.includes(scope))
      if (missing !== undefined) return says('missing_scope', { needed: missing })
      if (Number(args.get('limit') ?? 100) > 999) return says('invalid_limit')
      const seen = channels.filter(({ is_private, is_member }) =>
        is_private === true ? types.includes('private_channel') && is_member === true : types.includes('public_channel'),
      )
      const [from, limit] = [Number(args.get('cursor') ?? 0), Number(args.get('limit') ?? 100)]
      const next_cursor = from + limit < seen.length ? String(from + limit) : ''
      return { ok: true, channels: seen.slice(from, from + limit), response_metadata: { next_cursor } }
    },
    'chat.postMessage'(args) {
      const to = channelOf(args.get('channel') ?? '')
      if ('ok' in to) return to
      const fault = contentFault(args)
      if (fault !== undefined) return fault
      const thread = args.get('thread_ts')
      if (thread !== undefined && !messages.some(({ ts, channel }) => ts === thread && channel === to.id)) return says('thread_not_found')
      const ts = `1795345801.${String(++counter).padStart(6, '0')}`
      messages.push({
        ...{ channel: String(to.id), ts, text: args.get('text') ?? '', blocks: JSON.parse(args.get('blocks') ?? '[]') },
        ...{ isBroadcast: args.get('reply_broadcast') === 'true', files: [], alts: [], updates: 0 },
        ...(thread === undefined ? {} : { thread_ts: thread }),
      })
      return { ok: true, channel: to.id, ts }
    },
    'chat.update'(args) {
      // By id only: it knows no names.
      const message = messages.find(({ ts, channel }) => ts === args.get('ts') && channel === args.get('channel'))
      if (!channels.some(({ id }) => id === args.get('channel'))) return says('channel_not_found')
      if (message === undefined) return says('message_not_found')
      const fault = contentFault(args)
      if (fault !== undefined) return fault
      message.text = args.get('text') ?? ''
      message.blocks = JSON.parse(args.get('blocks') ?? '[]')
      message.updates++
      return { ok: true, channel: message.channel, ts: message.ts }
    },
    'files.getUploadURLExternal'(args) {
      const length = Number(args.get('length'))
      const alt = args.get('alt_txt') ?? ''
      if (!(length > 0) || (args.get('filename') ?? '') === '') return says('invalid_arguments')
      if (alt.length > 1000) return says('alt_txt_too_large')
      const id = `F${++counter}`
      uploads.set(id, { length, alt })
      return { ok: true, upload_url: `${origin()}/upload/${id}`, file_id: id }
    },
    'files.completeUploadExternal'(args) {
      const files = JSON.parse(args.get('files') ?? '[]') as readonly { readonly id: string; readonly title: string }[]
      const to = channels.find(({ id }) => id === args.get('channel_id'))
      if (to === undefined || to.is_member !== true) return says('channel_not_found')
      const thread = messages.find(({ ts, channel }) => ts === args.get('thread_ts') && channel === to.id)
      if (thread === undefined) return says('invalid_thread_ts')
      if (files.length === 0) return says('invalid_arguments')
      for (const { id } of files) if (uploads.get(id)?.bytes !== uploads.get(id)?.length) return says('file_not_found')
      for (const { id, title } of files) {
        thread.files.push(title)
        thread.alts.push(uploads.get(id)?.alt ?? '')
      }
      return { ok: true, files }
    },
  }

  /** A 429, where a method was called too often, or too soon after one. */
  function tooOften(method: string, args: Args, token: string): boolean {
    const most = method === 'chat.postMessage' ? perSecond : method === 'chat.update' ? updatesPerSecond : Number.POSITIVE_INFINITY
    const limited = `${method} ${args.get('channel')}`
    const now = performance.now()
    if (now < (pausedUntil.get(`${token} ${limited}`) ?? 0)) hasty.push(limited)
    const recent = (done.get(limited) ?? []).filter((at) => now - at < 1000)
    done.set(limited, [...recent, now])
    if (recent.length < most) return false
    done.set(limited, recent)
    pausedUntil.set(`${token} ${limited}`, now + 990)
    throttled.push(limited)
    return true
  }

  async function takeUpload(request: IncomingMessage, bytes: Buffer, id: string): Promise<number> {
    const upload = uploads.get(id)
    // The address is the secret: a token has no business there.
    if (upload === undefined || request.headers.authorization !== undefined) return 403
    const form = await new Response(new Uint8Array(bytes), {
      headers: { 'content-type': request.headers['content-type'] ?? '' },
    }).formData()
    const file = form.get('file')
    if (!(file instanceof File)) return 400
    upload.bytes = file.size
    return 200
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', 'http://slack')
    const bytes = await buffer(request)
    const isUpload = pathname.startsWith('/upload/')
    const method = isUpload ? 'upload' : pathname.slice('/api/'.length)
    calls.push(method)
    const trouble = troubles.get(method)?.shift()
    if (trouble === 'hang') return
    if (trouble === 'reset') return void request.socket.destroy()
    if (typeof trouble === 'object' && 'status' in trouble) {
      const headers = trouble.retryAfter === undefined ? {} : { 'retry-after': trouble.retryAfter }
      return void response.writeHead(trouble.status, headers).end(trouble.body ?? '')
    }
    if (isUpload) return void response.writeHead(await takeUpload(request, bytes, pathname.slice('/upload/'.length))).end('OK')
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
    const args = new Map(new URLSearchParams(String(bytes)))
    const wanted = NEEDS[method]
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
    const say = (status: number, value: Answer, headers = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-oauth-scopes': scopes.join(','), ...headers })
        .end(JSON.stringify(value))
    if (typeof trouble === 'object') return void say(200, says(trouble.error, trouble.more))
    if (request.method !== 'POST' || !isForm || wanted === undefined) return void say(200, says('unknown_method'))
    if (!tokens.includes(token)) return void say(200, says('invalid_auth'))
    if (wanted.length > 0 && !wanted.some((scope) => scopes.includes(scope)))
      return void say(200, says('missing_scope', { needed: wanted[0], provided: scopes.join(',') }))
    if (tooOften(method, args, token)) return void say(429, says('ratelimited'), { 'retry-after': '1' })
    const done = methods[method]?.(args) ?? {}
    if (trouble === 'done, then reset') return void request.socket.destroy()
    if (trouble !== 'done, then hang') say(200, done)
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    ...{ url: `${origin()}/api/`, messages, calls, hasty, throttled },
    trouble: (method, ...list) => troubles.set(method, [...(troubles.get(method) ?? []), ...list]),
    remove(ts) {
      messages.splice(
        messages.findIndex((message) => message.ts === ts),
        1,
      )
    },
  }
}
