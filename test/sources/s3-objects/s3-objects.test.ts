import { gzipSync } from 'node:zlib'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { delivered, type Memory, retry } from '../../../core/index.ts'
import { localMemory } from '../../../core/pipeline/guarded-memory.ts'
import { type FakePipelineTerms, fakePipeline, instanceOf, sourceSuite } from '../../../core/testing/index.ts'
import s3Objects, { type ObjectsAnswer } from '../../../sources/s3-objects/index.ts'
import { makeBucket } from '../../servers/bucket-objects.ts'
import { describeWithServer } from '../../servers/describe-with-server.ts'
import { S3_KEY, type S3Server, startVersitygw } from '../../servers/s3-servers.ts'

const lines = Array.from({ length: 12_000 }, (_, i) => `line ${i}\n`).join('')
const stop = new AbortController().signal
const put = (key: string) => ({
  Records: [
    { eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', awsRegion: 'us-east-1', s3: { bucket: { name: 'logs' }, object: { key } } },
  ],
})

describeWithServer('versitygw-1.8.0', (folder) => {
  let server: S3Server
  beforeAll(async () => {
    server = await startVersitygw(folder)
    vi.stubEnv('AWS_ACCESS_KEY_ID', S3_KEY.accessKeyId)
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', S3_KEY.secretAccessKey)
    await makeBucket(server.endpoint, 'logs')
    const { accessKeyId, secretAccessKey } = S3_KEY
    const client = new S3Client({
      endpoint: server.endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    })
    const objects = { 'a/b/slow.log': lines, 'a/slow.log.1.gz': gzipSync(lines), empty: '', 'cut.gz': gzipSync(lines).subarray(0, 500) }
    for (const [Key, Body] of Object.entries(objects)) await client.send(new PutObjectCommand({ Bucket: 'logs', Key, Body }))
    client.destroy()
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await server.remove()
  })
  const options = () => ({ endpoint: server.endpoint })
  const open = () => instanceOf(s3Objects, options())
  const read = async (key: string, terms: FakePipelineTerms = {}) => {
    const { pipeline, deliveries, events } = fakePipeline(terms)
    return { answer: (await open().read(put(key), pipeline, stop)) as ObjectsAnswer, deliveries, events: events() }
  }

  test.each(['a/b/slow.log', 'a/slow.log.1.gz'])('%s is read whole, in slices, and counts as of its folder', async (key) => {
    const { answer, deliveries, events } = await read(key)

    expect(events.map(({ message }) => message).join('')).toBe(lines)
    expect(deliveries.length).toBeGreaterThan(1)
    expect(answer.objects).toEqual([{ path: `s3://logs/${key}`, events: 12_000, bytes: lines.length }])
    expect(events[0]?.origin).toEqual({
      source: 's3',
      logGroup: key === 'a/b/slow.log' ? 's3://logs/a/b' : 's3://logs/a',
      logStream: 'slow.log',
      region: 'us-east-1',
    })
  })

  test('an empty object is through at once', async () => {
    expect((await read('empty')).answer.objects).toEqual([{ path: 's3://logs/empty', events: 0, bytes: 0 }])
  })

  test('one that is read in part goes on there the next time, with the carry', async () => {
    const memory: Memory = localMemory()
    const failing = read('a/b/slow.log', { memory, outcome: (_, delivery) => (delivery === 2 ? retry('LF_SINK_UNAVAILABLE') : delivered) })
    await expect(failing).rejects.toThrow(/LF_NOT_DELIVERED s3:\/\/logs\/a\/b\/slow.log is read up to byte \d+: .*LF_SINK_UNAVAILABLE/)

    const { deliveries, events } = await read('a/b/slow.log', { memory })

    expect(deliveries[0]?.carry).toEqual({ seen: 5000 })
    expect(events[0]?.message).toBe('line 5000\n')
    expect(events.at(-1)?.message).toBe('line 11999\n')
  })

  test.each([
    ['none', 'LF_INPUT_MISSING s3://logs/none: there is no such object any more'],
    ['cut.gz', 'LF_INPUT_GZIP s3://logs/cut.gz is cut off'],
  ])('%s is an error that says why', async (key, message) => {
    await expect(read(key)).rejects.toThrow(message)
  })

  for (const { name, run } of sourceSuite({
    plugin: s3Objects,
    open: () => ({ options: options(), trigger: put('a/b/slow.log') }),
    isSentAgain: ({ thrown }) =>
      (thrown as { readonly code?: string } | undefined)?.code === 'LF_NOT_DELIVERED' ||
      (thrown as { readonly code?: string } | undefined)?.code === 'LF_STOPPED',
  })) {
    test(`it keeps the contract of a source: ${name}`, run)
  }
})
