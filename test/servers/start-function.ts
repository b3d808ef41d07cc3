import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from './free-port.mjs'

export interface RunningFunction {
  /** What the emulator answers: the handler's answer, or `{ errorType, errorMessage }`, or a text. One at a time. */
  readonly invoke: (event: unknown) => Promise<unknown>
  /** All that the function has written so far. */
  readonly said: () => string
  readonly stop: () => Promise<void>
}

export interface FunctionTerms {
  /** Holds `index.mjs`. */
  readonly task: string
  readonly timeoutSeconds: number
  readonly env?: Readonly<Record<string, string>>
}

const BOOTSTRAP = path.resolve(import.meta.dirname, 'lambda-bootstrap.mjs')

/** Runs a function under the emulator that lies in `folder`. It panics on two invocations at once. */
export async function startFunction(folder: string, { task, timeoutSeconds, env = {} }: FunctionTerms): Promise<RunningFunction> {
  const [port, api] = [await freePort(), await freePort()]
  const addresses = ['--runtime-interface-emulator-address', `127.0.0.1:${port}`, '--runtime-api-address', `127.0.0.1:${api}`]
  const child = spawn(path.join(folder, 'rie'), [...addresses, '--log-level', 'error', process.execPath, BOOTSTRAP], {
    cwd: task,
    env: {
      PATH: process.env['PATH'],
      AWS_LAMBDA_FUNCTION_NAME: 'logferry',
      AWS_LAMBDA_FUNCTION_TIMEOUT: String(timeoutSeconds),
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_REGION: 'us-east-1',
      LAMBDA_TASK_ROOT: task,
      _HANDLER: 'index.handler',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  const kill = () => void child.kill('SIGKILL')
  process.on('exit', kill)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const url = `http://127.0.0.1:${port}/2015-03-31/functions/function/invocations`
  for (let tries = 0; !(await isOpen(port)); tries++) {
    if (tries === 200 || child.exitCode !== null) throw new Error(`the emulator does not come up: ${said}`)
    await setTimeout(20)
  }
  return {
    async invoke(event) {
      const text = await (await fetch(url, { method: 'POST', body: JSON.stringify(event) })).text()
      try {
        return JSON.parse(text)
      } catch {
        return text
      }
    },
    said: () => said,
    async stop() {
      process.off('exit', kill)
      kill()
      await ended
    },
  }
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy().destroyed))
    socket.on('error', () => resolve(false))
  })
