import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from './free-port.mjs'
import { javaFor, OPENSEARCH_VERSION } from './opensearch.mjs'

/** A small heap that is not touched before it is needed, and a compiler that is quick to begin. */
const JAVA_OPTS = '-Xms256m -Xmx256m -XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1'
/** It refuses to run as root; root may run it as the user that owns nothing. */
const NOBODY = { uid: 65534, gid: 65534 }
const PATIENCE_MS = 240_000

/**
 * Makes a place of its own for the server that was fetched to `folder`, and starts it there, on loopback; resolves once it can be used. It
 * ends with the process at the latest. `settings` are its own: `{ 'http.max_content_length': '1mb' }`.
 */
export async function startOpenSearch(folder, settings = {}, javaOpts = JAVA_OPTS) {
  const place = mkdtempSync(path.join(tmpdir(), 'logferry-opensearch-'))
  const home = path.join(place, 'home')
  cpSync(path.join(folder, 'home'), home, { recursive: true })
  for (const name of ['data', 'logs']) mkdirSync(path.join(place, name))
  const isRoot = process.getuid?.() === 0
  if (isRoot) execFileSync('chown', ['-R', `${NOBODY.uid}:${NOBODY.gid}`, place])
  const ports = [await freePort(), await freePort()]
  const all = {
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'http.port': ports[0],
    'transport.port': ports[1],
    'path.data': path.join(place, 'data'),
    'path.logs': path.join(place, 'logs'),
    // A disk that is almost full would block every index.
    'cluster.routing.allocation.disk.threshold_enabled': false,
    ...settings,
  }
  const env = { ...process.env, OPENSEARCH_JAVA_HOME: javaFor(OPENSEARCH_VERSION), OPENSEARCH_JAVA_OPTS: javaOpts }
  const url = `http://127.0.0.1:${ports[0]}`
  let child

  const kill = async (signal = 'SIGKILL') => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
  const start = async () => {
    const args = Object.entries(all).map(([name, value]) => `-E${name}=${value}`)
    child = spawn(path.join(home, 'bin/opensearch'), args, { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'], ...(isRoot ? NOBODY : {}) })
    const log = path.join(place, 'out.log')
    writeFileSync(log, '')
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => writeFileSync(log, chunk, { flag: 'a' }))
    for (const before = Date.now(); Date.now() - before < PATIENCE_MS && child.exitCode === null; await setTimeout(100)) {
      if (await isUsable(url)) return
    }
    await kill()
    throw new Error(`OpenSearch does not come up: ${readFileSync(log, 'utf8').slice(-3000)}`)
  }
  const remove = () => {
    child?.kill('SIGKILL')
    rmSync(place, { recursive: true, force: true })
  }
  process.on('exit', remove)

  await start()
  return {
    url,
    /** Of the process that is the server now. */
    pid: () => child.pid,
    kill,
    /** Again at the same place, with what it has stored. */
    start,
    async remove() {
      process.off('exit', remove)
      await kill()
      remove()
    },
  }
}

/** It answers long before: with that, it would refuse to make an index. */
const isUsable = (url) =>
  fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`, { signal: AbortSignal.timeout(2000) }).then(
    ({ status }) => status === 200,
    () => false,
  )
