import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { freePort } from './free-port.mjs'

export interface ServerTerms {
  readonly program: string
  readonly args: (port: number) => readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Absent: one that is free. */
  readonly port?: number
}

/** A server in a process of its own, on loopback. It goes with the test run, whatever becomes of that. */
export interface ServerProcess {
  readonly port: number
  /** Kills it, and waits until it is gone. */
  readonly stop: () => Promise<void>
}

const PATIENCE_MS = 30_000

/** Resolves once the server answers HTTP, whatever it says. Throws with what it has said if it ends before, or does not come up. */
export async function startServer({ program, args, env = {}, port }: ServerTerms): Promise<ServerProcess> {
  const own = port ?? (await freePort())
  const child = spawn(program, args(own), { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  const kill = () => void child.kill('SIGKILL')
  process.on('exit', kill)
  const stop = async () => {
    process.off('exit', kill)
    kill()
    await ended
  }
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = (said + chunk).slice(-4000)))
  for (const before = Date.now(); Date.now() - before < PATIENCE_MS && child.exitCode === null; await setTimeout(20)) {
    if (await answers(own)) return { port: own, stop }
  }
  await stop()
  throw new Error(`${program} does not come up on port ${own}: ${said}`)
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1000) }).then(
    (response) => response.arrayBuffer().then(() => true),
    () => false,
  )
