import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keysIn, makeBucket, objectsIn } from '../servers/bucket-objects.ts'
import { describeWithServer } from '../servers/describe-with-server.ts'
import { S3_KEY, type S3Server, startVersitygw } from '../servers/s3-servers.ts'
import { emptyFolder, filesBelow, ROOT } from './logferry.ts'

/** How often a run is killed; `npm run test:nightly` asks for more. */
const KILLS = Number(process.env['LOGFERRY_KILLS'] ?? 10)
/** More than two slices: one has 5,000 at most. */
const ENTRIES = 12_000

describeWithServer('versitygw-1.8.0', (fetched) => {
  let server: S3Server
  beforeAll(async () => {
    server = await startVersitygw(fetched)
    await makeBucket(server.endpoint, 'logs')
  })
  afterAll(() => server?.remove())

  test(
    `a run killed at any moment, and run again, stores what an undisturbed one does, and nothing twice (${KILLS} times)`,
    async () => {
      const folder = emptyFolder()
      writeLog(path.join(folder, 'slow.log'))
      await runToEnd(folder, 'file:./archive')
      const expected = stored(folder, bytesOf(filesBelow(path.join(folder, 'archive'))))
      expect([expected.ids.length, new Set(expected.ids).size]).toEqual([ENTRIES, ENTRIES])
      expect(expected.archived).toBe(statSync(path.join(folder, 'slow.log')).size)
      let inTheMiddle = 0

      for (let round = 0; round < KILLS; round++) {
        const url = `s3://logs/round-${round}`
        const objects = async () => Object.fromEntries(await objectsIn(server.endpoint, 'logs', `round-${round}/`))
        rmSync(path.join(folder, 'search'), { recursive: true, force: true })
        const { child, ended } = startRun(folder, url)
        const enough = Math.floor(Math.random() * expected.objects.length)
        while (child.exitCode === null && (await keysIn(server.endpoint, 'logs', `round-${round}/`)).length < enough) await setTimeout(5)
        await Promise.race([ended, setTimeout(Math.random() * 300)])
        child.kill('SIGKILL')
        await ended
        const left = Object.keys(await objects()).length
        if (left > 0 && left < expected.objects.length) inTheMiddle++

        const stderr = await runToEnd(folder, url)

        expect(stored(folder, await objects())).toEqual(expected)
        expect(stderr).not.toMatch(/warning/i)
      }
      expect(inTheMiddle).toBeGreaterThan(0)
    },
    60_000 + KILLS * 20_000,
  )

  function startRun(folder: string, url: string) {
    const options = { url, format: 'text', endpoint: server.endpoint }
    const config = {
      routes: [{ match: { logGroup: '**' }, parser: 'mysql-slow', to: ['search', { sink: 'archive', raw: true }] }],
      sinks: { search: { use: 'opensearch', options: { url: 'file:./search' } }, archive: { use: 's3', options } },
      deadLetter: false,
      memory: 'archive',
    }
    writeFileSync(path.join(folder, 'plugins.config.json'), JSON.stringify(config))
    const args = [path.join(ROOT, 'dist/cli/main.js'), 'run', '--log-group', '/aws/rds/instance/shop-1/slowquery', 'slow.log']
    const env = { AWS_ACCESS_KEY_ID: S3_KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: S3_KEY.secretAccessKey, NO_COLOR: '1' }
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
    return { child, ended: once(child, 'close') }
  }

  /** What it says on stderr. */
  async function runToEnd(folder: string, url: string): Promise<string> {
    const { child, ended } = startRun(folder, url)
    let stderr = ''
    child.stderr.on('data', (chunk) => (stderr += chunk))
    const [status] = await ended
    expect({ status, stderr }).toMatchObject({ status: 0 })
    return stderr
  }
})

/** What lies in the search folder and the archive, to compare: the very bytes, and the ids of the documents. */
function stored(folder: string, archive: Readonly<Record<string, Buffer>>) {
  const search = bytesOf(filesBelow(path.join(folder, 'search')))
  const objects = Object.entries(archive).filter(([key]) => !key.startsWith('_logferry/'))
  return {
    objects: objects.map(([key, bytes]) => [key, bytes.toString('base64')]).sort(),
    search: Object.entries(search)
      .map(([name, bytes]) => [name, bytes.toString('latin1')])
      .sort(),
    ids: Object.values(search).flatMap((bytes) => [...bytes.toString('latin1').matchAll(/"_id":"([^"]+)"/g)].map(([, id]) => id)),
    archived: objects.reduce((sum, [, bytes]) => sum + gunzipSync(bytes).length, 0),
  }
}

/** What a crash leaves under a temporary name is nothing that anybody reads. */
const bytesOf = (files: ReturnType<typeof filesBelow>): Readonly<Record<string, Buffer>> =>
  Object.fromEntries(
    Object.entries(files)
      .filter(([name]) => !path.basename(name).startsWith('.tmp-'))
      .map(([name, { bytes }]) => [name, bytes]),
  )

/** Over nine hours, so that a slice is several objects. */
function writeLog(file: string): void {
  const start = Date.UTC(2026, 10, 22, 6)
  const entries = Array.from({ length: ENTRIES }, (_, i) => {
    const time = new Date(start + i * 720)
    return `# Time: ${time.toISOString()}\n# User@Host: app[app] @ localhost []  Id: ${i}\n# Query_time: ${i / 1000}  Lock_time: 0.000001 Rows_sent: 1  Rows_examined: ${i}\nSET timestamp=${Math.floor(time.getTime() / 1000)};\nSELECT ${i} FROM orders;\n`
  })
  writeFileSync(file, entries.join(''))
}
