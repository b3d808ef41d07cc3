import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fact, Memory } from '../../../core/index.ts'
import { claim } from '../../../core/pipeline/claims.ts'
import { makeBucket } from '../../servers/bucket-objects.ts'
import { describeWithServer } from '../../servers/describe-with-server.ts'
import { type S3Server, startVersitygw } from '../../servers/s3-servers.ts'
import type { ChildWork } from '../child.ts'
import { type Child, type Compiled, compileChild } from '../processes.ts'
import { recordOf } from '../sink.ts'
import { bucketSink, optionsFor } from './bucket-sink.ts'

/** Many processes begin at once; on a busy machine that takes a while. */
const PATIENCE_MS = 120_000

describeWithServer('versitygw-1.8.0', (folder) => {
  let server: S3Server
  let child: Compiled
  beforeAll(async () => {
    child = await compileChild()
    server = await startVersitygw(folder)
    await makeBucket(server.endpoint, 'logs')
  })
  afterAll(async () => {
    await server?.remove()
    await child?.remove()
  })

  const memoryAt = (url: string) => bucketSink(server.endpoint, { url }).memory
  const startAt = (url: string, work: ChildWork) => child.start({ ...work, url, options: optionsFor(server.endpoint, { url }) })
  const raceOf = async (racers: readonly Child[], round: number) => {
    await Promise.all(racers.map(({ printed }) => printed(round)))
    for (const { process } of racers) process.stdin?.write('go\n')
    await Promise.all(racers.map(({ printed }) => printed(round + 1)))
    return racers.map(({ lines }) => lines[round])
  }

  test('lets one of 32 claim a key, and one alert of 32 speak; if that dies before it says so, another may once its time is up', {
    timeout: PATIENCE_MS,
  }, async () => {
    const url = 's3://logs/claims'
    const until = Date.now() + 3_600_000
    const racers = Array.from({ length: 32 }, (_, i) =>
      startAt(url, { does: 'claim', key: 'claims/one', value: String(i), speak: { record: recordOf({ id: String(i) }), until } }),
    )
    const claims = await raceOf(racers, 1)
    const alerts = await raceOf(racers, 2)
    for (const { process } of racers) process.kill('SIGKILL')
    await Promise.all(racers.map(({ ended }) => ended))

    const memory = memoryAt(url)
    const winners = claims.flatMap((answer, i) => (answer === 'true' ? [String(i)] : []))
    expect(claims.filter((answer) => answer === 'false')).toHaveLength(31)
    expect(winners).toEqual([(await factOf(memory, 'claims/one')).value])
    const speakers = alerts.flatMap((answer, i) => (answer === 'speaks' ? [String(i)] : []))
    expect(alerts.filter((answer) => answer === 'is silent')).toHaveLength(31)
    expect(JSON.parse((await factOf(memory, 'claims/one/alert')).value)).toMatchObject({ state: 'claimed', by: speakers[0], until })
    expect(await speaksAt(memory, until - 1)).toBe(false)
    expect(await speaksAt(memory, until + 1)).toBe(true)
  })

  test('loses no step and takes none twice while processes that count on one fact are stopped and killed', {
    timeout: PATIENCE_MS,
  }, async () => {
    const url = 's3://logs/counts'
    const counters = Array.from({ length: 4 }, () => startAt(url, { does: 'count', key: 'count', times: 40 }))
    await Promise.all(counters.map(({ printed }) => printed(1)))
    let running = true
    const restless = (async () => {
      while (running) {
        const { process } = counters[Math.floor(Math.random() * counters.length)] as Child
        process.kill('SIGSTOP')
        await setTimeout(Math.random() * 15)
        process.kill('SIGCONT')
        await setTimeout(Math.random() * 5)
      }
    })()
    const [slowest] = counters.toSorted((a, b) => a.lines.length - b.lines.length)

    await slowest?.printed(5)
    slowest?.process.kill('SIGKILL')
    const ends = await Promise.all(counters.map(({ ended }) => ended))
    running = false
    await restless

    const said = counters.reduce((sum, { lines }) => sum + lines.length, 0)
    expect(ends.toSorted()).toEqual([0, 0, 0, null])
    // The one that was killed may have taken a step that it did not live to say.
    expect([said, said + 1]).toContain(Number((await factOf(memoryAt(url), 'count')).value))
  })
})

async function factOf(memory: Memory, key: string): Promise<Fact> {
  const fact = await memory.get(key)
  if (fact === undefined) throw new Error('no fact')
  return fact
}

/** Whether a record of another id may speak for the key at that time. */
async function speaksAt(memory: Memory, time: number): Promise<boolean> {
  const group = { key: 'claims/one/alert', records: [recordOf({ id: 'another' })] }
  const { record } = await claim(group, {
    memory,
    everyMs: 3_600_000,
    now: () => time,
    until: time + 1000,
    signal: new AbortController().signal,
    note: () => undefined,
  })
  return record !== undefined
}
