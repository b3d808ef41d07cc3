import { readFileSync } from 'node:fs'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { LogRecord } from '../../../core/index.ts'
import { instanceOf } from '../../../core/testing/index.ts'
import s3 from '../../../sinks/s3/index.ts'
import { filesIn, HOUR_MS, only, parseLines, recordOf, TIME, tempFolder, write } from '../sink.ts'
import { bucketSink, inflated } from './bucket-sink.ts'
import { fakeStore } from './fake-store.ts'

const refused = { sink: 'search', branch: 'routes[0].to[0]', code: 'LF_SINK_REFUSED', detail: 'HTTP 400' } as const

const RECORDS: readonly LogRecord[] = [
  recordOf({ id: 'a' }),
  recordOf({ id: 'b', time: TIME + HOUR_MS, text: 'caf\udce9;', fields: { Query: 'caf\udce9' } }),
  recordOf({ id: 'c', origin: { source: 'file', logGroup: '/../a b', logStream: '2026/11/22/[$LATEST]#é' } }),
  recordOf({ id: 'd', refused }),
  recordOf({ id: 'e', time: Number.NaN, refused }),
]

describe.each([
  { format: 'events', partitions: 'path' },
  { format: 'text', partitions: 'path' },
  { format: 'events', partitions: 'hive' },
])('%o', (options) => {
  test('puts the very objects that a folder gets, byte by byte, under the same keys', async () => {
    const store = await fakeStore()
    const folder = tempFolder()

    const inBucket = await write(bucketSink(store.endpoint, options).sink, RECORDS)
    const inFolder = await write(instanceOf(s3, { url: `file:${folder}`, ...options }), RECORDS)

    const files = filesIn(folder).map((file) => [`logs/slow/${file}`, readFileSync(join(folder, file), 'base64')])
    expect(inBucket).toEqual(inFolder)
    expect(files).toHaveLength(4)
    expect([...store.objects].map(([path, body]) => [path, body.toString('base64')]).sort()).toEqual(files)
  })
})

test('every delivery twice, at the same time and after, makes the same set of objects', async () => {
  const store = await fakeStore()
  const deliveries = Array.from({ length: 8 }, (_, i) => RECORDS.map((record) => ({ ...record, id: `${record.id}${i}` })))
  const sinks = [bucketSink(store.endpoint).sink, bucketSink(store.endpoint).sink] as const

  const both = await Promise.all([...deliveries, ...deliveries].map((records, i) => write(sinks[i % 2 === 0 ? 0 : 1], records)))
  const after = [...store.objects.keys()]
  const again = await Promise.all(deliveries.map((records) => write(sinks[0], records)))

  expect(new Set([...both, ...again].flat().map(({ status }) => status))).toEqual(new Set(['delivered']))
  expect(after).toHaveLength(8 * 4)
  expect([...store.objects.keys()]).toEqual(after)
})

describe('a request', () => {
  test('says what the options say; a letter and a fact have no storage class, a fact no tags', async () => {
    const store = await fakeStore()
    const { sink, memory } = bucketSink(store.endpoint, {
      storageClass: 'GLACIER_IR',
      encryption: 'aws:kms',
      kmsKeyId: 'alias/logs',
      expectedBucketOwner: '123456789012',
      tags: { team: 'dba & co', cost: 12 },
      checksum: 'SHA256',
    })

    await write(sink, [recordOf(), recordOf({ id: 'd', refused })])
    await memory.put('k', 'v')

    const [archive, letter, fact] = ['/aws/', '/refused/', '/_logferry/'].map(
      (part) => store.asked.find(({ path }) => path.includes(part))?.headers,
    )
    const all = {
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'alias/logs',
      'x-amz-expected-bucket-owner': '123456789012',
      'x-amz-checksum-sha256': expect.stringMatching(/^[\w+/]{43}=$/),
      'if-none-match': '*',
    }
    const tags = 'team=dba%20%26%20co&cost=12'
    expect(archive).toMatchObject({
      ...all,
      'x-amz-storage-class': 'GLACIER_IR',
      'x-amz-tagging': tags,
      'content-type': 'application/gzip',
    })
    expect(letter).toMatchObject({ ...all, 'x-amz-tagging': tags, 'content-type': 'application/gzip' })
    expect(fact).toMatchObject({ ...all, 'content-type': 'application/json' })
    expect(letter).not.toHaveProperty('x-amz-storage-class')
    expect(fact).not.toHaveProperty('x-amz-storage-class')
    expect(fact).not.toHaveProperty('x-amz-tagging')
    expect(archive).not.toHaveProperty('content-encoding')
  })

  test('says no more than it must by default: a condition and a checksum', async () => {
    const store = await fakeStore()

    await write(bucketSink(store.endpoint).sink, [recordOf()])

    const names = Object.keys(only(store.asked).headers).filter((name) => name.startsWith('x-amz-') || name.startsWith('if-'))
    expect(names.sort()).toEqual([
      'if-none-match',
      'x-amz-checksum-crc32',
      'x-amz-content-sha256',
      'x-amz-date',
      'x-amz-sdk-checksum-algorithm',
      'x-amz-user-agent',
    ])
    expect(only(store.asked).headers.authorization).toMatch(/Credential=tester\/\d{8}\/us-east-1\/s3\/aws4_request/)
  })

  test('has no checksum where the store knows none', async () => {
    const store = await fakeStore()

    await write(bucketSink(store.endpoint, { checksum: 'none' }).sink, [recordOf()])

    expect(Object.keys(only(store.asked).headers).join()).not.toContain('checksum')
  })

  test('is signed for the region that is given, and has the bucket in its host where `pathStyle` is false', async () => {
    const store = await fakeStore()
    const { port } = new URL(store.endpoint)
    const { sink } = bucketSink(`http://localhost:${port}`, { pathStyle: false, region: 'eu-west-1' })

    await write(sink, [recordOf()])

    const [asked] = store.asked
    // Not every machine knows names below localhost.
    if (asked === undefined) return
    expect(asked.headers.host).toBe(`logs.localhost:${port}`)
    expect(asked.path).toMatch(/^slow\/aws\//)
    expect(asked.headers.authorization).toContain('/eu-west-1/s3/')
  })

  test('goes through the proxy that the surroundings name', async () => {
    const store = await fakeStore()
    const proxied: string[] = []
    const proxy = http.createServer().on('connect', (request, socket: net.Socket) => {
      proxied.push(String(request.url))
      const { port } = new URL(store.endpoint)
      const through = net.connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        through.pipe(socket).pipe(through)
      })
      for (const end of [through, socket]) end.on('error', () => undefined)
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void proxy.close())
    const asked: string[] = []
    const proxyFor = (url: string) => {
      asked.push(url)
      return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    }
    const { sink } = bucketSink('http://store.example:9000', {}, { proxyFor })

    expect(await write(sink, [recordOf()])).toEqual([{ status: 'delivered' }])
    await sink.close(new AbortController().signal)

    expect(asked).toEqual(['http://store.example:9000'])
    expect(proxied).toEqual(['store.example:9000'])
  })
})

describe('an object that is too large for the store', () => {
  test.each([
    ['413 of a proxy', { status: 413, body: '<html>' }],
    ['400 EntityTooLarge', { status: 400, code: 'EntityTooLarge' }],
  ])('(%s) is cut in two, alike each time, and a record that alone is too large is refused', async (_, answer) => {
    const store = await fakeStore()
    store.mischief = ({ body }) => (body.length > 400 ? answer : undefined)
    const records = [
      ...Array.from({ length: 9 }, (_, i) => recordOf({ id: String(i), text: `SELECT ${'%'.repeat(i)};` })),
      recordOf({ id: 'huge', text: Array.from({ length: 400 }, (_, i) => (i * 7919) % 9973).join() }),
    ]
    const { sink } = bucketSink(store.endpoint)

    const first = await write(sink, records)
    const objects = new Map(store.objects)
    const second = await write(sink, records)

    expect(first.map(({ status }) => status)).toEqual([...Array.from({ length: 9 }, () => 'delivered'), 'rejected'])
    expect(first.at(-1)).toMatchObject({ code: 'LF_SINK_TOO_LARGE' })
    expect(second).toEqual(first)
    expect(store.objects).toEqual(objects)
    const ids = Object.values(inflated(store.objects)).flatMap((text) => parseLines(text).map(({ id }) => id))
    expect(ids.sort()).toEqual(Array.from({ length: 9 }, (_, i) => String(i)))
  })
})

describe('credentials', () => {
  test('of the options are read anew for each request, so that a new secret is seen', async () => {
    const store = await fakeStore()
    const read: string[] = []
    const { sink } = bucketSink(store.endpoint)
    const { write: writeWith } = s3.create(
      {
        ...{ url: 's3://logs', endpoint: store.endpoint, format: 'events', partitions: 'path', checksum: 'CRC32', accessKeyId: 'tester' },
        secretAccessKey: async () => String(read.push('read')),
      } as never,
      { id: 'archive', now: Date.now, proxyFor: () => undefined, log: () => undefined },
    )
    const job = { signal: new AbortController().signal, attempt: 1, pictures: async () => [] }

    await writeWith([recordOf()], job)
    const before = read.length
    await writeWith([recordOf()], job)

    expect(read.length).toBeGreaterThan(before)
    await sink.close(job.signal)
  })

  test('that are nowhere are looked for once, and that is said with what to do', async () => {
    const metadata = await fakeStore()
    metadata.mischief = () => 'hang'
    for (const name of [
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_PROFILE',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
    ])
      vi.stubEnv(name, '')
    vi.stubEnv('HOME', tempFolder())
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', metadata.endpoint)
    onTestFinished(() => void vi.unstubAllEnvs())
    const store = await fakeStore()
    const { sink, logged } = bucketSink(store.endpoint, { accessKeyId: '', secretAccessKey: '' }, { now: Date.now })
    const records = Array.from({ length: 100 }, (_, i) => recordOf({ id: String(i), time: TIME + i * HOUR_MS }))

    const outcomes = [...(await write(sink, records)), ...(await write(sink, records))]

    expect(outcomes).toHaveLength(200)
    for (const outcome of outcomes)
      expect(outcome).toEqual({ status: 'retry', code: 'LF_CREDENTIALS_MISSING', detail: 'Could not load credentials from any providers' })
    expect(logged).toEqual([expect.stringMatching(/LF_CREDENTIALS_MISSING .*AWS_ACCESS_KEY_ID/)])
    // A token and a role, each asked for once.
    expect(metadata.asked.length).toBeLessThanOrEqual(2)
    expect(store.asked).toEqual([])
  })
})
