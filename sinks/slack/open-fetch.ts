import http from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Context } from '../../core/index.ts'

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>

/** `fetch` that ends with the signal, and takes the proxy that the environment names for a url; Node's own knows none before Node 24. */
export function openFetch({ proxyFor }: Pick<Context, 'proxyFor'>, signal: AbortSignal): Fetch {
  return async (to, init = {}) => {
    const within = { ...init, signal: AbortSignal.any([signal, ...(init.signal ? [init.signal] : [])]) }
    const proxy = proxyFor(String(to))
    if (proxy === undefined) return fetch(to, within)
    const { HttpsProxyAgent } = await import('https-proxy-agent')
    return throughAgent(new Request(to, within), new HttpsProxyAgent(proxy))
  }
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
