import { once } from 'node:events'
import http, { type Agent, type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { LogferryError } from '../../core/index.ts'

/** What is asked of a server. */
export interface Request {
  readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT'
  /** With a leading `/`, percent-encoded, without the query. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Of the body; JSON, unless it says otherwise. */
  readonly type?: 'application/json' | 'application/x-ndjson'
}

/** What the server answered, whatever the status. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** One exchange over the wire; `url` has the query, `body` is as it goes out. */
export interface Wire {
  readonly url: URL
  readonly method: string
  readonly headers: OutgoingHttpHeaders
  readonly body?: Uint8Array
  readonly agent: Agent
  /** The authorities to trust, as PEM. Absent: the public ones. */
  readonly ca?: string
  readonly signal: AbortSignal
}

/** More than a server says to any body that it takes. */
const LONGEST_ANSWER = 64 * 1024 ** 2

/**
 * Rejects with what Node throws where there is no whole answer. The body goes out at once, so Node gives it a Content-Length and does not chunk
 * it, which some servers do not take.
 */
export async function exchange({ url, body, ...terms }: Wire): Promise<Answer> {
  const request = (url.protocol === 'https:' ? https : http).request(url, terms)
  // It may fail once more after the answer, when nobody waits for it.
  request.on('error', () => undefined)
  const answered = once(request, 'response')
  request.end(body)
  const [response] = (await Promise.race([answered, refusalOfProxy(request)])) as [IncomingMessage]
  return { status: response.statusCode ?? 0, headers: response.headers, body: await bodyOf(response) }
}

/** Rejects if a proxy opens no tunnel: what it says then would be taken for the server's answer. */
const refusalOfProxy = (request: http.ClientRequest): Promise<never> =>
  new Promise((_, reject) => {
    request.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      if (statusCode !== 200) reject(new LogferryError('LF_SINK_UNAVAILABLE', `the proxy answers ${statusCode}`))
    })
  })

async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > LONGEST_ANSWER) throw new LogferryError('LF_SINK_UNAVAILABLE', `the answer is longer than ${LONGEST_ANSWER} bytes`)
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  return response.headers['content-encoding'] === 'gzip' ? inflate(body, { maxOutputLength: LONGEST_ANSWER }) : body
}

const inflate = promisify(gunzip)
