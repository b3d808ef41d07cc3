import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { MAIN } from '../../cli/logferry.ts'
import { describeWithServer } from '../../servers/describe-with-server.ts'
import { opensearch as fetched } from '../../servers/opensearch.mjs'
import { tempFolder } from '../sink.ts'
import { realServer } from './real.ts'

const ENTRIES = 100_000
const entry = (i: number) =>
  [
    `# Time: ${new Date(Date.UTC(2026, 10, 22) + i).toISOString().slice(0, -1)}000Z`,
    `# User@Host: app[app] @  [10.0.0.${i % 250}]  Id: ${i}`,
    `# Query_time: ${(i % 977) / 100}  Lock_time: 0.000${i % 10} Rows_sent: ${i % 50}  Rows_examined: ${i}`,
    `SET timestamp=${1_795_305_600 + Math.floor(i / 1000)};`,
    `SELECT * FROM orders WHERE id = ${i};`,
    '',
  ].join('\n')

describeWithServer(fetched.name, (folder) => {
  const real = realServer(folder)
  const countDocuments = async (): Promise<number> => {
    await real.ask('POST', '/slow/_refresh')
    return (await real.ask('GET', '/slow/_count')).json.count ?? 0
  }

  test('100,000 records are all there, none of them twice, though the server is killed in the middle', async () => {
    const place = tempFolder()
    const log = path.join(place, 'slow.log')
    writeFileSync(log, Array.from({ length: ENTRIES }, (_, i) => entry(i)).join(''))
    const config = {
      sources: { log: { use: 'file', options: { paths: [log], logGroup: 'slow', tries: 0, waitMs: 200 } } },
      routes: [{ match: { logGroup: 'slow' }, parser: 'mysql-slow', to: ['search'] }],
      sinks: { search: { use: 'opensearch', options: { url: real.url, index: 'slow' } } },
      deadLetter: false,
    }
    writeFileSync(path.join(place, 'config.json'), JSON.stringify(config))

    const run = spawn(process.execPath, [MAIN, 'run', '-c', 'config.json', '--json'], { cwd: place, stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = once(run, 'close')
    const talk = text(run.stderr)
    const output = text(run.stdout)
    while ((await countDocuments()) < ENTRIES / 4 && run.exitCode === null) await setTimeout(250)
    await real.server.kill('SIGKILL')
    const wasRunning = run.exitCode === null
    await setTimeout(1000)
    await real.server.start()
    const [status] = await ended

    expect({ status, wasRunning, talk: status === 0 ? '' : await talk }).toEqual({ status: 0, wasRunning: true, talk: '' })
    expect(JSON.parse(await output)).toMatchObject({ events: { received: ENTRIES, delivered: ENTRIES } })
    expect(await countDocuments()).toBe(ENTRIES)
    const aggs = { sum: { sum: { field: 'Thread_id' } } }
    const { json } = await real.ask('POST', '/slow/_search?size=0', { aggs })
    expect(json.aggregations.sum.value).toBe((ENTRIES * (ENTRIES - 1)) / 2)
  }, 480_000)
})
