import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fakeContext } from '../../core/testing/index.ts'
import { openReader } from '../../replay/open-reader.ts'
import type { ObjectReader } from '../../replay/reader.ts'
import s3 from '../../sinks/s3/index.ts'
import { planOf, sinkPlan } from '../core/pipeline/world.ts'
import { makeBucket } from '../servers/bucket-objects.ts'
import { describeWithServer } from '../servers/describe-with-server.ts'
import { S3_KEY, type S3Server, startMoto, startVersitygw } from '../servers/s3-servers.ts'

let server: S3Server
let client: S3Client

const put = (Key: string, Body: string | Uint8Array) => client.send(new PutObjectCommand({ Bucket: 'logs', Key, Body }))

function readerOf(from: string, more: object = {}): ObjectReader {
  const secretAccessKey = { secret: 'value', value: S3_KEY.secretAccessKey }
  const options = {
    url: 's3://logs/slow',
    endpoint: server.endpoint,
    accessKeyId: S3_KEY.accessKeyId,
    secretAccessKey,
    checksum: 'CRC32',
    ...more,
  }
  const plan = planOf([], [sinkPlan('archive', s3, { options })])
  return openReader(from, plan, { ...fakeContext('replay'), secret: async () => '' }, new AbortController().signal).reader
}

async function keysIn(reader: ObjectReader, prefix = '') {
  const keys: string[] = []
  for await (const { key } of reader.list(prefix)) keys.push(key)
  return keys
}

async function bytesOf(reader: ObjectReader, key: string) {
  const chunks: Uint8Array[] = []
  for await (const chunk of reader.read(key)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function proves(open: (folder: string) => Promise<S3Server>, folder: string): void {
  beforeAll(async () => {
    server = await open(folder)
    await makeBucket(server.endpoint, 'logs')
    client = new S3Client({ endpoint: server.endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { ...S3_KEY } })
  })
  afterAll(async () => {
    client?.destroy()
    await server?.remove()
  })

  test('lists in order, but not what lies beside the prefix, nor the memory', async () => {
    for (const key of ['slow/b', 'slow/a-b', 'slow/a/1', 'slow/_logferry/memory/x.json', 'slower/x']) await put(key, 'x')
    const reader = readerOf('archive')

    expect(await keysIn(reader)).toEqual(['a-b', 'a/1', 'b'])
    expect(await keysIn(reader, 'a/')).toEqual(['a/1'])
  })

  test('gives what lies under a key, however large, and nothing of an empty one', async () => {
    const bytes = Buffer.alloc(16 * 1024 * 1024 + 5, 'x')
    await put('slow/large', bytes)
    await put('slow/full', bytes.subarray(5))
    await put('slow/empty', '')
    const reader = readerOf('archive')

    expect((await bytesOf(reader, 'large')).equals(bytes)).toBe(true)
    expect((await bytesOf(reader, 'full')).length).toBe(16 * 1024 * 1024)
    expect((await bytesOf(reader, 'empty')).length).toBe(0)
  })

  test('deletes', async () => {
    await put('slow/old/x', 'x')
    const reader = readerOf('archive')

    await reader.delete('old/x')

    expect(await keysIn(reader, 'old/')).toEqual([])
  })

  test('is read by the options of a sink with the same bucket where a url is given', async () => {
    await put('failures/aws/lambda/x', '{}')

    expect(await keysIn(readerOf('s3://logs/failures'))).toEqual(['aws/lambda/x'])
  })

  test('says by a code what is not there', async () => {
    await expect(keysIn(readerOf('archive', { url: 's3://nowhere/slow' }))).rejects.toThrow('LF_BUCKET_MISSING s3://nowhere')
    await expect(bytesOf(readerOf('archive'), 'none')).rejects.toThrow('LF_INPUT_MISSING s3://logs/slow/none')
  })
}

describeWithServer('versitygw-1.8.0', (folder) => {
  proves(startVersitygw, folder)

  test('lists more than one page', async () => {
    const keys = Array.from({ length: 1010 }, (_, i) => `many/${String(i).padStart(4, '0')}`)
    for (let i = 0; i < keys.length; i += 50) await Promise.all(keys.slice(i, i + 50).map((key) => put(`slow/${key}`, 'x')))

    expect(await keysIn(readerOf('archive'), 'many/')).toEqual(keys)
  })
})
describeWithServer('moto-5.2.5', (folder) => proves(startMoto, folder))
