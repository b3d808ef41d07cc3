import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type ServerProcess, startServer } from './server-process.ts'

export interface S3Server {
  readonly endpoint: string
  /** Kills it. Its objects stay. */
  readonly stop: () => Promise<void>
  /** Starts it again, at the same place, over the same objects. */
  readonly start: (flags?: readonly string[]) => Promise<void>
  /** Kills it, and removes its objects. */
  readonly remove: () => Promise<void>
}

/** The root user of a versitygw; moto believes any. The SDK writes into the credentials it is given: give it a copy. */
export const S3_KEY = Object.freeze({ accessKeyId: 'tester', secretAccessKey: 'testersecret' })

/** `folder`: where it was fetched to. `flags` are of versitygw itself: `--readonly`, say. */
export async function startVersitygw(folder: string, flags: readonly string[] = []): Promise<S3Server> {
  // Its own paths must be absolute.
  const home = mkdtempSync(path.join(tmpdir(), 'logferry-versitygw-'))
  const [data, iam] = ['data', 'iam'].map((name) => path.join(home, name)) as [string, string]
  for (const made of [data, iam]) mkdirSync(made)
  return serverOf(
    (port, given = flags) => ({
      program: path.join(folder, 'versitygw'),
      args: (own) => ['--port', `127.0.0.1:${own}`, '--quiet', '--iam-dir', iam, ...given, 'posix', data],
      env: { ROOT_ACCESS_KEY: S3_KEY.accessKeyId, ROOT_SECRET_KEY: S3_KEY.secretAccessKey },
      ...(port === undefined ? {} : { port }),
    }),
    () => rmSync(home, { recursive: true, force: true }),
  )
}

export const startMoto = (folder: string): Promise<S3Server> =>
  serverOf(
    (port) => ({
      program: path.join(folder, 'bin/python'),
      args: (own) => ['-c', 'from moto.server import main; main()', '-H', '127.0.0.1', '-p', String(own)],
      ...(port === undefined ? {} : { port }),
    }),
    () => undefined,
  )

async function serverOf(
  terms: (port?: number, flags?: readonly string[]) => Parameters<typeof startServer>[0],
  clean: () => void,
): Promise<S3Server> {
  let running: ServerProcess | undefined = await startServer(terms())
  const { port } = running
  const stop = async () => {
    await running?.stop()
    running = undefined
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop,
    async start(flags) {
      running ??= await startServer(terms(port, flags))
    },
    async remove() {
      await stop()
      clean()
    },
  }
}
