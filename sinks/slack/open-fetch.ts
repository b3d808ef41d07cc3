import http from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Context } from '../../core/index.ts'

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>

/** `fetch` that ends with the signal, and takes the proxy that the environment names; Node's own knows none before Node 24. */
export async function openFetch(url: string, { proxyFor }: Context, signal: AbortSignal): Promise<Fetch> {
  const proxy = proxyFor(url)
  const within = (init: RequestInit = {}): RequestInit => ({
    ...init,
    signal: AbortSignal.any([signal, ...(init.signal ? [init.signal] : [])]),
  })
  if (proxy === undefined) return (to, init) => fetch(to, within(init))
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  const agent = new HttpsProxyAgent(proxy)
  return (to, init) => throughAgent(new Request(to, within(init)), agent)
}

/** A request as `fetch` makes it, on the way of an agent. */
async function throughAgent(request: Request, agent: http.Agent): Promise<Response> {
  const url = new URL(request.url)
  const body = Buffer.from(await request.arrayBuffer())
  const headers = { ...Object.fromEntries(request.headers), 'content-length': String(body.length) }
  const { method, signal } = request
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? https : http).request(url, { method, headers, agent, signal }, (answer) => {
      buffer(Readable.from(answer)).then((bytes) => {
        const fields = Object.entries(answer.headers).flatMap(([name, value]) =>
          [value ?? []].flat().map((one): [string, string] => [name, one]),
        )
        resolve(new Response(bytes.length === 0 ? null : bytes, { status: answer.statusCode ?? 0, headers: fields }))
      }, reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
