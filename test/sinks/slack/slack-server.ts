import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export interface SlackMessage {
  readonly channel: string
  readonly ts: string
  readonly thread_ts?: string
  text: string
  blocks: readonly Readonly<Record<string, unknown>>[]
  readonly files: string[]
}

/** What it does with a call in place of answering it as Slack would. */
export type Trouble =
  | { readonly error: string; readonly more?: object }
  | { readonly status: number; readonly retryAfter?: string; readonly body?: string }
  | 'reset'
  | 'hang'
  /** Does it, and hangs up before it says so. */
  | 'done, then reset'

export interface SlackServer {
  readonly url: string
  readonly messages: readonly SlackMessage[]
  /** The names of the methods that were called, in order. */
  readonly calls: readonly string[]
  /** Of the next calls of a method, one after the other; undefined: as Slack would. */
  readonly trouble: (method: string, ...troubles: readonly (Trouble | undefined)[]) => void
}

export interface SlackTerms {
  readonly token?: string
  readonly scopes?: readonly string[]
  readonly channels?: readonly {
    readonly id: string
    readonly name: string
    readonly is_member?: boolean
    readonly is_archived?: boolean
  }[]
  /** Messages to a channel in a second; more are answered with 429. */
  readonly perSecond?: number
}

const NEEDS: Readonly<Record<string, string>> = {
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'conversations.list': 'channels:read',
}

/** A loopback Slack that checks what the real one checks: token, scopes, channels, blocks, threads, uploads, and how often one posts. */
export async function startSlack(terms: SlackTerms = {}): Promise<SlackServer> {
  const { token = 'xoxb-good', scopes = ['chat:write', 'files:write', 'channels:read'], perSecond = Number.POSITIVE_INFINITY } = terms
  const { channels = [{ id: 'C1', name: 'alerts', is_member: true }] } = terms
  const messages: SlackMessage[] = []
  const calls: string[] = []
  const troubles = new Map<string, (Trouble | undefined)[]>()
  const uploads = new Map<string, { readonly length: number; bytes?: number }>()
  const posted: number[] = []
  let counter = 0

  const methods: Readonly<Record<string, (body: URLSearchParams) => object>> = {
    'auth.test': () => ({ team: 'Shop', user: 'logferry' }),
    'conversations.list': () => ({ channels, response_metadata: { next_cursor: '' } }),
    'chat.postMessage': (body) => {
      const channel = channelOf(body.get('channel') ?? '')
      const blocks = blocksOf(body)
      const thread = body.get('thread_ts') ?? undefined
      if (thread !== undefined && !messages.some(({ ts }) => ts === thread)) throw new SlackSays('thread_not_found')
      const ts = `1795345801.${String(++counter).padStart(6, '0')}`
      messages.push({
        channel,
        ts,
        text: body.get('text') ?? '',
        blocks,
        files: [],
        ...(thread === undefined ? {} : { thread_ts: thread }),
      })
      return { channel, ts }
    },
    'chat.update': (body) => {
      const message = messages.find(({ ts, channel }) => ts === body.get('ts') && channel === body.get('channel'))
      if (message === undefined) throw new SlackSays('message_not_found')
      message.text = body.get('text') ?? ''
      message.blocks = blocksOf(body)
      return { channel: message.channel, ts: message.ts }
    },
    'files.getUploadURLExternal': (body) => {
      const id = `F${++counter}`
      uploads.set(id, { length: Number(body.get('length')) })
      return { upload_url: `${origin()}/upload/${id}`, file_id: id }
    },
    'files.completeUploadExternal': (body) => {
      const files = JSON.parse(body.get('files') ?? '[]') as readonly { readonly id: string; readonly title: string }[]
      const thread = messages.find(({ ts, channel }) => ts === body.get('thread_ts') && channel === body.get('channel_id'))
      if (thread === undefined) throw new SlackSays('channel_not_found')
      for (const { id, title } of files) {
        const upload = uploads.get(id)
        if (upload?.bytes !== upload?.length) throw new SlackSays('file_not_found')
        thread.files.push(title)
      }
      return { files }
    },
  }

  function channelOf(given: string): string {
    const found = channels.find(({ id, name }) => id === given || `#${name}` === given || name === given)
    if (found === undefined) throw new SlackSays('channel_not_found')
    if (found.is_archived === true) throw new SlackSays('is_archived')
    if (found.is_member !== true) throw new SlackSays('not_in_channel')
    return found.id
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://slack')
    const body = await text(request)
    if (url.pathname.startsWith('/upload/')) {
      const upload = uploads.get(url.pathname.slice('/upload/'.length))
      const trouble = troubles.get('upload')?.shift()
      if (trouble === 'reset') return void request.socket.destroy()
      if (trouble !== undefined && typeof trouble === 'object' && 'status' in trouble) return void response.writeHead(trouble.status).end()
      // The form around the file has a fixed size in the SDK's place.
      const size = /filename="[^"]*"\r\nContent-Type: image\/png\r\n\r\n([\s\S]*)\r\n--/.exec(body)?.[1]
      if (upload !== undefined && size !== undefined) upload.bytes = upload.length
      return void response.end('OK')
    }
    const method = url.pathname.slice('/api/'.length)
    calls.push(method)
    const trouble = troubles.get(method)?.shift()
    if (trouble === 'hang') return
    if (trouble === 'reset') return void request.socket.destroy()
    const say = (status: number, value: object, headers = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-oauth-scopes': scopes.join(','), ...headers })
        .end(JSON.stringify(value))
    if (trouble !== undefined && typeof trouble === 'object') {
      if ('error' in trouble) return void say(200, { ok: false, error: trouble.error, ...trouble.more })
      return void response
        .writeHead(trouble.status, trouble.retryAfter === undefined ? {} : { 'retry-after': trouble.retryAfter })
        .end(trouble.body ?? '')
    }
    try {
      if (request.headers.authorization !== `Bearer ${token}`) throw new SlackSays('invalid_auth')
      const scope = NEEDS[method]
      if (scope !== undefined && !scopes.includes(scope))
        throw new SlackSays('missing_scope', { needed: scope, provided: scopes.join(',') })
      if (method === 'chat.postMessage') {
        const now = Date.now()
        if (posted.filter((at) => now - at < 1000).length >= perSecond)
          return void say(429, { ok: false, error: 'ratelimited' }, { 'retry-after': '1' })
        posted.push(now)
      }
      const done = methods[method]?.(new URLSearchParams(body)) ?? {}
      if (trouble === 'done, then reset') return void request.socket.destroy()
      say(200, { ok: true, ...done })
    } catch (thrown) {
      if (!(thrown instanceof SlackSays)) throw thrown
      say(200, { ok: false, error: thrown.message, ...thrown.more })
    }
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `${origin()}/api/`,
    messages,
    calls,
    trouble: (method, ...list) => troubles.set(method, [...(troubles.get(method) ?? []), ...list]),
  }
}

class SlackSays extends Error {
  readonly more: object
  constructor(error: string, more: object = {}) {
    super(error)
    this.more = more
  }
}

/** https://docs.slack.dev/reference/block-kit/blocks/ */
function blocksOf(body: URLSearchParams): SlackMessage['blocks'] {
  const blocks = JSON.parse(body.get('blocks') ?? '[]') as SlackMessage['blocks']
  const written = body.get('blocks') ?? ''
  if (blocks.length > 50) throw new SlackSays('invalid_blocks')
  if (written.length > 13_200) throw new SlackSays('msg_blocks_too_long')
  if ((body.get('text') ?? '').length > 40_000) throw new SlackSays('msg_too_long')
  if ((body.get('text') ?? '') === '' && blocks.length === 0) throw new SlackSays('no_text')
  for (const { type, text: one, fields = [], elements = [] } of blocks as unknown as readonly Block[]) {
    const isSound =
      (type === 'header' && length(one) <= 150) ||
      (type === 'section' && length(one) <= 3000 && fields.length <= 10 && fields.every((field) => length(field) <= 2000)) ||
      (type === 'context' && elements.length <= 10) ||
      (type === 'actions' &&
        elements.length <= 25 &&
        elements.every(({ url = '', text: label }) => url.length <= 3000 && length(label as Text) <= 75))
    if (!isSound) throw new SlackSays('invalid_blocks')
  }
  return blocks
}

interface Text {
  readonly text: string
}
interface Block {
  readonly type: string
  readonly text?: Text
  readonly fields?: readonly Text[]
  readonly elements?: readonly { readonly url?: string; readonly text?: unknown }[]
}

const length = (one: Text | undefined): number => one?.text.length ?? 0
