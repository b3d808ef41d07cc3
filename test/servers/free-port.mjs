import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below those that a system gives to who asks for any, which are 32768 and above on Linux, and 49152 and above elsewhere. */
const PORTS = [20_000, 32_000]

/**
 * One that nothing listens on now. A server may take a minute to listen on it; if it were one of those that the system gives, somebody else
 * would have it by then, now and then, and get the questions whether the server is up.
 */
export async function freePort() {
  for (;;) {
    const port = randomInt(...PORTS)
    const server = createServer().listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch (thrown) {
      if (thrown.code === 'EADDRINUSE') continue
      throw thrown
    }
    await new Promise((resolve) => server.close(resolve))
    return port
  }
}
