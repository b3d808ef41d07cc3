import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../../core/config/load.ts'
import type { LogEvent } from '../../../core/index.ts'
import { start } from '../../../core/start.ts'
import { balances, type Ledger } from '../../../core/telemetry.ts'
import { exampleRecord, instanceOf, sinkSuite } from '../../../core/testing/index.ts'
import passthrough from '../../../parsers/passthrough.ts'
import s3 from '../../../sinks/s3/index.ts'
import { makeBucket, objectsIn } from '../../servers/bucket-objects.ts'
import { describeWithServer } from '../../servers/describe-with-server.ts'
import { type S3Server, startMoto, startVersitygw } from '../../servers/s3-servers.ts'
import { batches } from '../batches.ts'
import { filesIn, recordOf, TIME, tempFolder, write } from '../sink.ts'
import { bucketSink, optionsFor } from './bucket-sink.ts'

let server: S3Server
let places = 0

/** A prefix that nobody else uses. */
const place = () => `p${++places}/`
const urlOf = (prefix: string) => `s3://logs/${prefix}`
const sinkAt = (prefix: string, more: object = {}) => bucketSink(server.endpoint, { url: urlOf(prefix), ...more })
const objectsAt = async (prefix: string) =>
  [...(await objectsIn(server.endpoint, 'logs', prefix))].map(([key, body]) => [key, body.toString('base64')] as const)

const FORMATS = [{ format: 'events' }, { format: 'text', partitions: 'hive' }]

/** What each store must do. */
function proves(open: (folder: string) => Promise<S3Server>, folder: string): void {
  beforeAll(async () => {
    server = await open(folder)
    await makeBucket(server.endpoint, 'logs')
  })
  afterAll(() => server?.remove())

  describe('keeps the contract', () => {
    const openPlace = () => {
      const prefix = place()
      return { options: optionsFor(server.endpoint, { url: urlOf(prefix) }), stored: () => objectsAt(prefix) }
    }
    const refused = exampleRecord({ id: 'refused', time: 8.64e15 })

    for (const { name, run } of sinkSuite({ plugin: s3, open: openPlace, refused })) test(name, run)
  })

  test.each(FORMATS)('%o: every delivery twice and in parallel makes the very objects that a folder gets', async (options) => {
    const prefix = place()
    const folder = tempFolder()
    const [one, other] = [sinkAt(prefix, options).sink, sinkAt(prefix, options).sink] as const
    const toFolder = instanceOf(s3, { url: `file:${folder}`, ...options })
    const stray = [
      recordOf({ text: 'caf\udce9 \udcff;', bytes: { offset: 0, length: 7 } }),
      recordOf({ id: '2', text: '\udc80', bytes: { offset: 7, length: 1 } }),
    ]
    const deliveries = [...batches.slice(0, 10), stray]

    const outcomes = await Promise.all([...deliveries, ...deliveries].map((records, i) => write(i % 2 === 0 ? one : other, records)))
    for (const records of deliveries) await write(toFolder, records)

    expect(new Set(outcomes.flat().map(({ status }) => status))).toEqual(new Set(['delivered']))
    const files = filesIn(folder).map((file) => [file, readFileSync(join(folder, file), 'base64')])
    expect(files.length).toBeGreaterThan(100)
    expect(await objectsAt(prefix)).toEqual(files)
  })
}

describeWithServer('moto-5.2.5', (folder) => proves(startMoto, folder))

describeWithServer('versitygw-1.8.0', (folder) => {
  proves(startVersitygw, folder)

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'none'])('takes the checksum %s', async (checksum) => {
    expect(await write(sinkAt(place(), { checksum }).sink, [recordOf()])).toEqual([{ status: 'delivered' }])
  })

  describe('says', () => {
    test.each([
      ['a wrong secret', { secretAccessKey: 'wrong' }, 'LF_SINK_DENIED', 'HTTP 403 SignatureDoesNotMatch'],
      ['an unknown key', { accessKeyId: 'nobody' }, 'LF_SINK_DENIED', 'HTTP 403 InvalidAccessKeyId'],
      ['another region', { region: 'eu-west-1' }, 'LF_BUCKET_REGION', 'the bucket is in us-east-1'],
      ['no such bucket', { url: 's3://nowhere/a' }, 'LF_BUCKET_MISSING', 's3://nowhere: HTTP 404 NoSuchBucket'],
      ['another owner', { expectedBucketOwner: '123456789012' }, 'LF_SINK_DENIED', 'does the bucket belong to 123456789012?'],
    ])('%s', async (_, options, code, detail) => {
      const { sink, logged } = sinkAt(place(), options)

      const outcomes = await write(sink, [recordOf(), recordOf({ id: 'b', origin: { ...recordOf().origin, logStream: 'b' } })])

      for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'retry', code, detail: expect.stringContaining(detail) })
      expect(logged).toHaveLength(1)
      expect(await sink.check(new AbortController().signal)).toMatchObject([{ level: 'error', code }])
    })
  })

  test('that takes one request at a time is slowed down for, and gets all', async () => {
    const own = await startVersitygw(folder)
    await makeBucket(own.endpoint, 'logs')
    await own.stop()
    await own.start(['--max-requests', '1'])
    const { deliver } = await engineFor(own.endpoint)

    const { outcomes, ledger } = await deliver(events(40, 20))
    await own.stop()
    await own.start([])

    expect(outcomes.every(({ status }) => status === 'delivered')).toBe(true)
    expect(balances(ledger)).toBe(true)
    expect([...(await objectsIn(own.endpoint, 'logs', 'all/')).keys()].filter((key) => !key.startsWith('_'))).toHaveLength(20)
    await own.remove()
  })

  test('that is read-only denies, and so says the check', async () => {
    const own = await startVersitygw(folder)
    await makeBucket(own.endpoint, 'logs')
    await own.stop()
    await own.start(['--readonly'])
    const { sink } = bucketSink(own.endpoint)

    expect(await write(sink, [recordOf()])).toMatchObject([{ status: 'retry', code: 'LF_SINK_DENIED' }])
    expect(await sink.check(new AbortController().signal)).toMatchObject([{ level: 'error', code: 'LF_SINK_DENIED' }])
    await own.remove()
  })

  test('that is stopped in the middle, and comes back, has everything, once', async () => {
    const own = await startVersitygw(folder)
    await makeBucket(own.endpoint, 'logs')
    const { deliver, logged } = await engineFor(own.endpoint)
    const slices = Array.from({ length: 20 }, (_, i) => events(30, 3, `${i}-`))
    const undisturbed = tempFolder()
    const toFolder = await engineFor(undefined, `file:${undisturbed}`)
    for (const slice of slices) await toFolder.deliver(slice)

    const delivering = (async () => {
      const ledgers: Ledger[] = []
      for (const slice of slices) ledgers.push((await deliver(slice)).ledger)
      return ledgers
    })()
    await expect
      .poll(async () => (await objectsIn(own.endpoint, 'logs', 'all/')).size, { interval: 20, timeout: 20_000 })
      .toBeGreaterThan(6)
    await own.stop()
    await setTimeout(1500)
    await own.start()
    const ledgers = await delivering

    for (const ledger of ledgers) {
      expect(ledger.branches['routes[0].to[0]']).toMatchObject({ offered: 30, delivered: 30, retry: 0 })
      expect(balances(ledger)).toBe(true)
    }
    expect(logged.filter((line) => line.includes('LF_SINK_UNAVAILABLE'))).toHaveLength(1)
    const files = filesIn(undisturbed).map((file) => [file, readFileSync(join(undisturbed, file), 'base64')])
    const objects = [...(await objectsIn(own.endpoint, 'logs', 'all/'))].map(([key, body]) => [key, body.toString('base64')])
    expect(objects).toEqual(files)
    await own.remove()
  })
})

/** Events of so many streams. */
const events = (count: number, streams: number, name = ''): readonly LogEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${name}${i}`,
    time: TIME + i,
    message: `SELECT ${i};`,
    origin: { source: 'cloudwatch', logGroup: '/aws/rds/instance/shop-1/slowquery', logStream: `shop-${i % streams}` },
  }))

/** An engine that writes everything to one archive, and tries for a long time. */
async function engineFor(endpoint: string | undefined, url = 's3://logs/all') {
  const options = endpoint === undefined ? { url } : optionsFor(endpoint, { url })
  const config = {
    routes: [{ match: { logGroup: '**' }, parser: 'passthrough', to: [{ sink: 'archive', raw: true }] }],
    sinks: { archive: { use: 's3', options, retry: { attempts: 50, baseMs: 50, capMs: 300 } } },
    deadLetter: false,
  }
  const { plan, problems } = await loadConfig({ value: config, folder: '/', env: {}, builtins: [passthrough, s3], plugins: [] })
  if (plan === undefined) throw new Error(JSON.stringify(problems))
  const ledgers: Ledger[] = []
  const logged: string[] = []
  const engine = start(plan, {
    now: Date.now,
    random: Math.random,
    proxyFor: () => undefined,
    log: (message, facts) => void logged.push(`${message} ${JSON.stringify(facts)}`),
    secret: async () => '',
    ledger: (ledger) => void ledgers.push(ledger),
  })
  const pipeline = engine.pipeline({})
  return {
    logged,
    async deliver(some: readonly LogEvent[]) {
      const { outcomes } = await pipeline.deliver(some)
      return { outcomes, ledger: ledgers.at(-1) as Ledger }
    },
  }
}
