import type { Context } from '../core/index.ts'

/** For a client of AWS that asks this url, the proxy on the way there, if the environment names one. */
export async function proxyAgent(url: string, { proxyFor }: Pick<Context, 'proxyFor'>) {
  const proxy = proxyFor(url)
  if (proxy === undefined) return undefined
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  return new HttpsProxyAgent(proxy, { keepAlive: true })
}
