import { once } from 'node:events'
import http from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { onTestFinished } from 'vitest'

/** A proxy on 127.0.0.1 that opens tunnels, each to a port of this machine in place of the host asked for; it ends with the test. */
export async function proxyTo(ports: Readonly<Record<string, number>>, status = 200) {
  const asked: { readonly target: string; readonly authorization: string | undefined }[] = []
  const server = http.createServer()
  server.on('connect', ({ url = '', headers }, client) => {
    asked.push({ target: url, authorization: headers['proxy-authorization'] })
    const port = ports[url]
    if (status !== 200 || port === undefined) {
      client.end(`HTTP/1.1 ${status === 200 ? 502 : status} Refused\r\ncontent-length: 9\r\n\r\nthe proxy`)
      return
    }
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(client)
      client.pipe(upstream)
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
    onTestFinished(() => void client.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}
