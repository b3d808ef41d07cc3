import { createHash } from 'node:crypto'
import { once } from 'node:events'
import http, { type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Asked {
  readonly method: string
  /** `bucket/key`, decoded. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** An answer of S3; `code` makes its XML. */
export interface Reply {
  readonly status: number
  readonly code?: string
  readonly message?: string
  /** More elements of the XML. */
  readonly xml?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** `reset`: not heard. `lost`: done, and then the connection breaks. `half`: done, and half an answer. `hang`: no answer. */
export type Mischief = Reply | 'reset' | 'lost' | 'half' | 'hang'

export interface FakeStore {
  readonly endpoint: string
  /** By `bucket/key`. */
  readonly objects: Map<string, Buffer>
  readonly asked: Asked[]
  /** What it does in place of what it should. */
  mischief: (asked: Asked) => Mischief | undefined
  readonly close: () => Promise<void>
}

/** A store on loopback that knows PUT with conditions, GET and DELETE, believes every signature, and misbehaves on demand. */
export async function openFakeStore(): Promise<FakeStore> {
  const objects = new Map<string, Buffer>()
  const asked: Asked[] = []
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { pathname } = new URL(request.url ?? '', 'http://store')
    const { method = '', headers } = request
    const one: Asked = { method, path: decodeURIComponent(pathname.slice(1)), headers, body: Buffer.concat(chunks) }
    asked.push(one)
    const mischief = store.mischief(one)
    if (mischief === 'hang') return
    if (mischief === 'reset') return void request.socket.destroy()
    const {
      status,
      code,
      message = 'in the words of the store',
      xml = '',
      body,
      ...more
    }: Reply = typeof mischief === 'object' ? mischief : answer(objects, one)
    if (mischief === 'lost') return void request.socket.destroy()
    if (mischief === 'half') return void request.socket.end('HTTP/1.1 200 OK\r\nETag: "0"\r\nContent-Length: 99\r\n\r\nhalf')
    const error = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${xml}</Error>`
    response.writeHead(status, more.headers ?? {})
    response.end(body ?? (code === undefined ? '' : error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const store: FakeStore = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    asked,
    mischief: () => undefined,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return store
}

/** One that closes when the test has finished. */
export async function fakeStore(): Promise<FakeStore> {
  const store = await openFakeStore()
  onTestFinished(() => store.close())
  return store
}

const etagOf = (body: Buffer) => `"${createHash('md5').update(body).digest('hex')}"`

function answer(objects: Map<string, Buffer>, { method, path, headers, body }: Asked): Reply {
  const there = objects.get(path)
  const over = headers['if-match']
  if (method === 'PUT') {
    if (over !== undefined && there === undefined) return { status: 404, code: 'NoSuchKey' }
    if (over !== undefined && there !== undefined && etagOf(there) !== over) return { status: 412, code: 'PreconditionFailed' }
    if (headers['if-none-match'] === '*' && there !== undefined) return { status: 412, code: 'PreconditionFailed' }
    const md5 = headers['content-md5']
    if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) return { status: 400, code: 'BadDigest' }
    objects.set(path, body)
    return { status: 200, headers: { etag: etagOf(body) } }
  }
  if (method === 'DELETE') {
    objects.delete(path)
    return { status: 204 }
  }
  if (there === undefined) return { status: 404, code: 'NoSuchKey' }
  return { status: 200, headers: { etag: etagOf(there) }, body: there.toString() }
}
