import { once } from 'node:events'
import http, { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, type RequestListener } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'

/** A request as it came in. */
export interface Heard {
  readonly method: string
  readonly url: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  /** As it was on the wire. */
  readonly raw: Buffer
  /** Inflated. */
  readonly body: string
  /** Of the connection it came by, counted from 1. */
  readonly connection: number
}

export interface Reply {
  readonly status?: number
  readonly headers?: OutgoingHttpHeaders
  /** An object is sent as JSON. */
  readonly body?: string | Buffer | object
}

/** What a server may do instead of answering: nothing, close the connection, or break off in the middle of the answer. */
export type Mischief = 'hang' | 'reset' | 'break off'

export type Answerer = (heard: Heard, count: number) => Reply | Mischief | Promise<Reply | Mischief>

export interface Loopback {
  readonly url: string
  readonly port: number
  readonly heard: readonly Heard[]
}

/** A server on 127.0.0.1 that answers so, and ends with the test. */
export async function loopback(answer: Answerer, tls?: { readonly key: string; readonly cert: string }): Promise<Loopback> {
  const heard: Heard[] = []
  const connections = new Map<unknown, number>()
  const listener: RequestListener = async (request, response) => {
    const one = hear(request, await buffer(request), connections.get(request.socket) ?? 0)
    heard.push(one)
    const reply = await tried(() => answer(one, heard.length))
    if (reply === 'hang') return
    if (reply === 'reset') return void request.socket.destroy()
    if (reply === 'break off') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
      response.write('{"took":1,"err', () => request.socket.destroy())
      return
    }
    const { status = 200, headers = {}, body = '' } = reply
    const isText = typeof body === 'string' || Buffer.isBuffer(body)
    response.writeHead(status, { ...(isText ? {} : { 'content-type': 'application/json; charset=UTF-8' }), ...headers })
    response.end(isText ? body : JSON.stringify(body))
  }
  const server = tls === undefined ? http.createServer(listener) : https.createServer(tls, listener)
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket) => connections.set(socket, connections.size + 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, port, heard }
}

/** A test that errs in its answer must not wait for it. */
async function tried(answer: () => ReturnType<Answerer>): Promise<Reply | Mischief> {
  try {
    return await answer()
  } catch (thrown) {
    return { status: 599, body: { error: { type: 'test', reason: String(thrown) } } }
  }
}

function hear({ method = '', url = '', headers }: IncomingMessage, raw: Buffer, connection: number): Heard {
  const { pathname, searchParams } = new URL(url, 'http://x')
  const body = (headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString()
  return { method, url, path: pathname, query: Object.fromEntries(searchParams), headers, raw, body, connection }
}

/** The actions of a body, with their documents. */
export interface Action {
  readonly index: string
  readonly id: string | undefined
  readonly document: Readonly<Record<string, unknown>>
}

export function actionsIn(body: string): readonly Action[] {
  const lines = body.split('\n')
  if (lines.pop() !== '') throw new Error('the last line has no end')
  const values = lines.map((line) => JSON.parse(line))
  return Array.from({ length: values.length / 2 }, (_, i) => {
    const { create } = values[2 * i]
    return { index: create._index, id: create._id, document: values[2 * i + 1] }
  })
}

export type ItemAnswer = { readonly status: number; readonly error?: unknown; readonly result?: string; readonly _id?: string } | undefined

/** Answers each action of a body; undefined leaves its item out. */
export const answerItems = (body: string, itemOf: (action: Action, place: number) => ItemAnswer): Reply => {
  const items = actionsIn(body).flatMap((action, place) => {
    const item = itemOf(action, place)
    return item === undefined ? [] : [{ create: { _index: action.index, _id: action.id, ...item } }]
  })
  return { body: { took: 1, errors: items.some(({ create }) => create.status >= 300), items } }
}

export const CREATED = { status: 201, result: 'created' } as const
export const CONFLICT = { status: 409, error: { type: 'version_conflict_engine_exception', reason: 'document already exists' } } as const

/** Keeps documents as OpenSearch does, by index and id; `refuse` may say why not. */
export function store(refuse: (action: Action) => ItemAnswer = () => undefined) {
  const stored = new Map<string, Action>()
  const create = (action: Action): ItemAnswer => {
    const key = JSON.stringify([action.index, action.id])
    if (stored.has(key)) return CONFLICT
    const refused = refuse(action)
    if (refused === undefined) stored.set(key, action)
    return refused ?? CREATED
  }
  const answer: Answerer = ({ path, body }) => {
    if (path !== '/_bulk') return { status: 404, body: {} }
    return body === '\n' ? { status: 400, body: { error: { type: 'x', reason: 'no requests added' } } } : answerItems(body, create)
  }
  return { stored, answer }
}
