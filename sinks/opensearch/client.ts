import { readFile } from 'node:fs/promises'
import http, { type Agent } from 'node:http'
import https from 'node:https'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { awsChain } from '../../aws/credentials.ts'
import { type Context, LogferryError, messageOf } from '../../core/index.ts'
import { type Auth, type Connection, isLoopback } from './connection.ts'
import { type Answer, exchange, type Request, type Wire } from './request.ts'
import { openSigner, type Sign } from './sign.ts'
import { transportError } from './transport-error.ts'

/** A way to one server, whose connections stay open between requests. */
export interface Client {
  /** The server, as messages name it: host and port. */
  readonly host: string
  /** The whole answer, whatever its status. Rejects with a LogferryError where there is none. */
  send(request: Request, signal: AbortSignal): Promise<Answer>
  close(): void
}

/** Opens nothing before the first request. */
export function openClient(connection: Connection, { now, proxyFor }: Pick<Context, 'now' | 'proxyFor'>): Client {
  const { url: server, auth } = connection
  const isNear = isLoopback(server)
  const proxy = proxyFor(server.href)
  const line = kept(() => openLine(connection, proxy))
  const authorize = kept(() => openAuth(auth, now))

  const attempt = async ({ method, path, query = {}, type = 'application/json', body }: Request, signal: AbortSignal) => {
    const url = new URL(`${path}${queryText(query)}`, server)
    const isSmall = body === undefined || body.length < LEAST_GZIP
    const sent = isNear || isSmall ? body : await compress(body, { level: 1 })
    const headers = {
      host: server.host,
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(sent === body ? {} : { 'content-encoding': 'gzip' }),
    }
    const sign = await authorize.get()
    const authorized = await sign({ method, url, headers, ...(sent === undefined ? {} : { body: sent }) })
    const unsigned = { 'user-agent': 'logferry', ...(isNear ? {} : { 'accept-encoding': 'gzip' }) }
    const wire = { url, method, headers: { ...authorized, ...unsigned }, ...(await line.get()), signal }
    return exchange(sent === undefined ? wire : { ...wire, body: sent })
  }

  return {
    host: server.host,
    async send(request, signal) {
      try {
        return await attempt(request, signal)
      } catch (thrown) {
        throw transportError(thrown, proxy === undefined ? server.host : `${server.host} by the proxy ${proxyHost(proxy)}`, signal)
      }
    },
    close() {
      line.drop(({ agent }) => agent.destroy())
    },
  }
}

/** What is smaller is not compressed. */
const LEAST_GZIP = 1024
const compress = promisify(gzip)

/** Encoded as a signature wants it, so that nobody on the way need write it anew: all but letters, digits, `-._~`. */
function queryText(query: Readonly<Record<string, string>>): string {
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  const text = Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&')
  return text === '' ? '' : `?${text}`
}

/** What is the same for all requests. The authority is for the server alone, not for a proxy on the way. */
async function openLine({ url, ca }: Connection, proxy: string | undefined): Promise<Pick<Wire, 'agent' | 'ca'>> {
  const agent = proxy === undefined ? new (url.protocol === 'https:' ? https : http).Agent(KEPT) : await openTunnels(proxy)
  return ca === undefined ? { agent } : { agent, ca: await pemOf(ca) }
}

const KEPT = { keepAlive: true }

async function openTunnels(proxy: string): Promise<Agent> {
  if (!URL.canParse(proxy)) throw new LogferryError('LF_SINK_UNAVAILABLE', 'the proxy that the environment names is no url')
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  return new HttpsProxyAgent(proxy, KEPT)
}

/** Its url may hold a password. */
const proxyHost = (proxy: string) => (URL.canParse(proxy) ? new URL(proxy).host : 'of the environment')

/** In a variable, line ends are often written `\n`. */
async function pemOf(ca: string): Promise<string> {
  if (ca.includes('-----BEGIN')) return ca.replaceAll('\\n', '\n')
  try {
    return await readFile(ca, 'utf8')
  } catch (thrown) {
    throw new LogferryError('LF_SINK_UNTRUSTED', `the file of "ca" cannot be read: ${messageOf(thrown)}`)
  }
}

type Authorize = (request: Parameters<Sign>[0]) => ReturnType<Sign>

async function openAuth(auth: Auth, now: () => number): Promise<Authorize> {
  if (auth.kind === 'none') return async ({ headers }) => headers
  if (auth.kind === 'basic') {
    return async ({ headers }) => {
      const token = Buffer.from(`${auth.user}:${await auth.password()}`).toString('base64')
      return { ...headers, authorization: `Basic ${token}` }
    }
  }
  const sign = await openSigner(auth, (await awsChain(now))({}))
  return (request) => sign(request, new Date(now()))
}

/** Opened once, at first use; anew after it failed. */
function kept<T>(open: () => Promise<T>): { get(): Promise<T>; drop(close: (opened: T) => void): void } {
  let opened: Promise<T> | undefined
  return {
    get() {
      opened ??= open().catch((thrown: unknown) => {
        opened = undefined
        throw thrown
      })
      return opened
    },
    drop(close) {
      opened?.then(close, () => undefined)
      opened = undefined
    },
  }
}
