import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkFolder } from '../../../sinks/check-folder.ts'
import { tempFolder } from '../sink.ts'
import { mountTmpfs } from '../tmpfs.ts'
import { bucketSink } from './bucket-sink.ts'
import { type FakeStore, fakeStore } from './fake-store.ts'

const never = new AbortController().signal

async function check(mischief: FakeStore['mischief'], prepare: (store: FakeStore) => void = () => undefined) {
  const store = await fakeStore()
  store.mischief = mischief
  prepare(store)
  const findings = await bucketSink(store.endpoint).sink.check(never)
  return { findings, store }
}

const OK = { level: 'ok', code: 'LF_SINK_DENIED', detail: 's3://logs/slow/ takes objects' }
const denied = { status: 403, code: 'AccessDenied' } as const

describe('the check of a bucket', () => {
  test.each([404, 412])('asks for what must be refused (%d), so nothing is written, and looks for it', async (status) => {
    const refusal = { status, code: status === 404 ? 'NoSuchKey' : 'PreconditionFailed' }
    const { findings, store } = await check(({ method }) => (method === 'PUT' ? refusal : undefined))

    expect(findings).toEqual([OK])
    expect(store.asked.map(({ method }) => method)).toEqual(['PUT', 'GET'])
  })

  test('asks with the options that an archive object has', async () => {
    const store = await fakeStore()

    await bucketSink(store.endpoint, { storageClass: 'GLACIER_IR', tags: { team: 'dba' } }).sink.check(never)

    expect(store.asked[0]?.headers).toMatchObject({ 'x-amz-storage-class': 'GLACIER_IR', 'x-amz-tagging': 'team=dba' })
  })

  test('warns of a store that does not compare, and removes what that has written', async () => {
    const { findings, store } = await check(({ method }) => {
      if (method === 'PUT') return { status: 200, headers: { etag: '"1"' } }
      return undefined
    })

    expect(findings).toEqual([OK, { level: 'warning', code: 'LF_MEMORY_UNSAFE', detail: expect.stringContaining('s3://logs/slow/') }])
    expect(store.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT logs/slow/_logferry/check',
      'DELETE logs/slow/_logferry/check',
    ])
  })

  test.each<[string, FakeStore['mischief']]>([
    ['so may not compare either', ({ headers, method }) => (method === 'GET' || headers['if-match'] !== undefined ? denied : undefined)],
    ['but may compare', ({ method }) => (method === 'GET' ? denied : undefined)],
  ])('knows who may write but not read (%s): good for an archive, not for a memory', async (_, mischief) => {
    const { findings, store } = await check(mischief)

    expect(findings).toEqual([
      OK,
      { level: 'warning', code: 'LF_SINK_DENIED', detail: expect.stringMatching(/a memory needs s3:GetObject and s3:ListBucket, too$/) },
    ])
    expect(store.objects.size).toBe(0)
  })

  test('removes what a store that ignores a digest has written', async () => {
    const { findings, store } = await check(({ method, headers }) => {
      if (headers['if-match'] !== undefined) return denied
      return method === 'PUT' ? { status: 200, headers: { etag: '"1"' } } : undefined
    })

    expect(findings.map(({ level }) => level)).toEqual(['ok', 'warning'])
    expect(store.asked.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'DELETE'])
  })

  test.each([
    [denied, 'LF_SINK_DENIED'],
    [{ status: 404, code: 'NoSuchBucket' }, 'LF_BUCKET_MISSING'],
    [{ status: 503, code: 'SlowDown' }, 'LF_SINK_UNAVAILABLE'],
    [{ status: 400, code: 'InvalidStorageClass' }, 'LF_SINK_UNFIT'],
    ['reset', 'LF_SINK_UNAVAILABLE'],
  ] as const)('says what is wrong: %o', async (mischief, code) => {
    const { findings } = await check(() => mischief)

    expect(findings).toEqual([{ level: 'error', code, detail: expect.stringContaining('s3://logs') }])
  })

  test('ends with its signal', async () => {
    const store = await fakeStore()
    store.mischief = () => 'hang'

    expect(await bucketSink(store.endpoint).sink.check(AbortSignal.timeout(50))).toMatchObject([
      { level: 'error', code: 'LF_SINK_TIMEOUT' },
    ])
  })
})

describe('the check of a folder', () => {
  const isRoot = process.getuid?.() === 0

  test('that is there, or is not yet, says that it can be written, and does not make it', async () => {
    const folder = tempFolder()
    const below = join(folder, 'a', 'b')

    expect(await checkFolder(folder)).toEqual([{ level: 'ok', code: 'LF_DISK_DENIED', detail: `${folder} can be written` }])
    expect(await checkFolder(below)).toEqual([{ level: 'ok', code: 'LF_DISK_DENIED', detail: `${below} can be written` }])
    expect(existsSync(join(folder, 'a'))).toBe(false)
  })

  test('says that a file is in its place, or above it', async () => {
    const file = join(tempFolder(), 'file')
    writeFileSync(file, '')

    expect(await checkFolder(file)).toEqual([{ level: 'error', code: 'LF_DISK_FAILED', detail: `${file} is there, but is no folder` }])
    expect(await checkFolder(join(file, 'a'))).toMatchObject([
      { level: 'error', code: 'LF_DISK_FAILED', detail: expect.stringContaining('ENOTDIR') },
    ])
  })

  test.skipIf(isRoot)('says that it may not be written (skipped: root may write all)', async () => {
    const folder = tempFolder()
    chmodSync(folder, 0o500)

    expect(await checkFolder(folder)).toMatchObject([{ level: 'error', code: 'LF_DISK_DENIED' }])
  })

  test('says that its disk is read-only, or full', async ({ skip }) => {
    const [readOnly, full] = [mountTmpfs('ro'), mountTmpfs('size=64k')]
    if ('reason' in readOnly) return skip(readOnly.reason)
    if ('reason' in full) return skip(full.reason)
    writeFileSync(join(full.folder, 'ballast'), Buffer.alloc(64 * 1024))

    expect(await checkFolder(readOnly.folder)).toMatchObject([{ level: 'error', code: 'LF_DISK_DENIED' }])
    expect(await checkFolder(join(full.folder, 'a'))).toMatchObject([{ level: 'error', code: 'LF_DISK_FULL' }])
  })
})
