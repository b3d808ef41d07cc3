import { describe, expect, onTestFinished, test } from 'vitest'
import { ERRORS } from '../../../core/index.ts'
import { HOUR_MS, recordOf, TIME, write } from '../sink.ts'
import { bucketSink } from './bucket-sink.ts'
import { type FakeStore, fakeStore, type Mischief } from './fake-store.ts'

const REGION = `the region 'us-east-1' is wrong; expecting 'eu-west-1'`

/** What a store does, and the outcome it must come to. */
const ANSWERS: readonly (readonly [string, Mischief, string, RegExp])[] = [
  [
    '503 SlowDown',
    { status: 503, code: 'SlowDown' },
    'LF_SINK_UNAVAILABLE',
    /^s3:\/\/logs\/slow\/aws\/.*: HTTP 503 SlowDown, in the words of the store$/,
  ],
  ['500 InternalError', { status: 500, code: 'InternalError' }, 'LF_SINK_UNAVAILABLE', /: HTTP 500 InternalError/],
  ['502 of a proxy', { status: 502, body: '<html>Bad gateway</html>' }, 'LF_SINK_UNAVAILABLE', /: HTTP 502, not in the words of S3/],
  ['500 without a word', { status: 500 }, 'LF_SINK_UNAVAILABLE', /: HTTP 500, not in the words of S3/],
  ['an error that is cut off', { status: 503, body: '<?xml version="1.0"?><Error><Code>Slow' }, 'LF_SINK_UNAVAILABLE', /: HTTP 503/],
  ['429', { status: 429, code: 'TooManyRequests' }, 'LF_SINK_UNAVAILABLE', /429 TooManyRequests/],
  [
    '409 ConditionalRequestConflict',
    { status: 409, code: 'ConditionalRequestConflict' },
    'LF_SINK_UNAVAILABLE',
    /409 ConditionalRequestConflict/,
  ],
  ['400 RequestTimeout', { status: 400, code: 'RequestTimeout' }, 'LF_SINK_UNAVAILABLE', /400 RequestTimeout/],
  ['400 BadDigest', { status: 400, code: 'BadDigest' }, 'LF_SINK_UNAVAILABLE', /400 BadDigest/],
  ['403 AccessDenied', { status: 403, code: 'AccessDenied' }, 'LF_SINK_DENIED', /403 AccessDenied, in the words of the store$/],
  ['a wrong secret', { status: 403, code: 'SignatureDoesNotMatch' }, 'LF_SINK_DENIED', /^s3:\/\/logs: HTTP 403 SignatureDoesNotMatch/],
  ['an unknown key', { status: 403, code: 'InvalidAccessKeyId' }, 'LF_SINK_DENIED', /^s3:\/\/logs: HTTP 403 InvalidAccessKeyId/],
  ['400 InvalidToken', { status: 400, code: 'InvalidToken' }, 'LF_SINK_DENIED', /^s3:\/\/logs: HTTP 400 InvalidToken/],
  ['a key that is malformed', { status: 400, code: 'AuthorizationHeaderMalformed' }, 'LF_SINK_DENIED', /AuthorizationHeaderMalformed/],
  [
    'expired credentials',
    { status: 400, code: 'ExpiredToken', xml: '<Token-0>hush</Token-0>' },
    'LF_CREDENTIALS_EXPIRED',
    /^s3:\/\/logs: HTTP 400 ExpiredToken, in/,
  ],
  ['another clock', { status: 403, code: 'RequestTimeTooSkewed' }, 'LF_CLOCK_SKEWED', /^s3:\/\/logs: HTTP 403 RequestTimeTooSkewed/],
  ['no such bucket', { status: 404, code: 'NoSuchBucket' }, 'LF_BUCKET_MISSING', /^s3:\/\/logs: HTTP 404 NoSuchBucket/],
  [
    '404 of a web server',
    { status: 404, body: 'not here' },
    'LF_BUCKET_MISSING',
    /^s3:\/\/logs: HTTP 404, not in the words of S3: does `endpoint` lead to a store\?$/,
  ],
  [
    '301 to another region',
    { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-west-1' } },
    'LF_BUCKET_REGION',
    /^s3:\/\/logs: HTTP 301 PermanentRedirect, .*; the bucket is in eu-west-1$/,
  ],
  [
    '307',
    { status: 307, code: 'TemporaryRedirect', headers: { location: 'http://127.0.0.1:9/' } },
    'LF_BUCKET_REGION',
    /307 TemporaryRedirect/,
  ],
  [
    '400 of another region',
    { status: 400, code: 'AuthorizationHeaderMalformed', message: REGION, xml: '<Region>eu-west-1</Region>' },
    'LF_BUCKET_REGION',
    /expecting 'eu-west-1'; the bucket is in eu-west-1$/,
  ],
  ['507', { status: 507, code: 'InsufficientStorage' }, 'LF_SINK_FULL', /507 InsufficientStorage/],
  ['a quota', { status: 403, code: 'QuotaExceeded' }, 'LF_SINK_FULL', /403 QuotaExceeded/],
  ['an option that it does not take', { status: 400, code: 'InvalidStorageClass' }, 'LF_SINK_UNFIT', /400 InvalidStorageClass/],
  ['what it does not know', { status: 501, code: 'NotImplemented' }, 'LF_SINK_UNFIT', /501 NotImplemented/],
  [
    'yes to everything',
    { status: 200, body: '<html>Welcome</html>' },
    'LF_SINK_UNFIT',
    /: HTTP 200 without an ETag; does `endpoint` lead to a store\?$/,
  ],
  ['a reset', 'reset', 'LF_SINK_UNAVAILABLE', /^s3:\/\/logs: ECONNRESET, socket hang up$/],
  ['half an answer', 'half', 'LF_SINK_UNAVAILABLE', /^s3:\/\/logs: ECONNRESET, aborted$/],
]

describe('a store that answers with', () => {
  test.each(ANSWERS)('%s gets it again, and why is said once', async (_, mischief, code, detail) => {
    const store = await fakeStore()
    store.mischief = () => mischief
    const { sink, logged } = bucketSink(store.endpoint)
    const records = [recordOf(), recordOf({ id: 'later', time: TIME + HOUR_MS })]

    const outcomes = [...(await write(sink, records)), ...(await write(sink, records))]

    for (const outcome of outcomes) expect(outcome).toEqual({ status: 'retry', code, detail: expect.stringMatching(detail) })
    expect(logged).toEqual([expect.stringContaining(` | archive | ${code} | s3://logs`)])
    expect(logged[0]).toContain(ERRORS[code as keyof typeof ERRORS].next)
    expect(JSON.stringify([outcomes, logged])).not.toMatch(/hush|testersecret/)
  })

  test('412, for the object is there, has it', async () => {
    const store = await fakeStore()
    store.mischief = () => ({ status: 412, code: 'PreconditionFailed' })
    const { sink, logged } = bucketSink(store.endpoint)

    expect(await write(sink, [recordOf()])).toEqual([{ status: 'delivered' }])
    expect(logged).toEqual([])
  })

  test('a key that is too long never gets that record', async () => {
    const store = await fakeStore()
    store.mischief = () => ({ status: 400, code: 'KeyTooLongError' })

    expect(await write(bucketSink(store.endpoint).sink, [recordOf()])).toMatchObject([{ status: 'rejected', code: 'LF_SINK_NAME_INVALID' }])
  })

  test.each([
    ['7', 7000],
    ['Wed, 25 Nov 2026 03:49:10 GMT', undefined],
    ['soon', undefined],
  ])('Retry-After: %s is waited for, where it is seconds', async (value, ms) => {
    const store = await fakeStore()
    store.mischief = () => ({ status: 503, code: 'SlowDown', headers: { 'retry-after': value } })

    const [outcome] = await write(bucketSink(store.endpoint).sink, [recordOf()])

    expect(outcome).toHaveProperty('status', 'retry')
    expect(Object(outcome).retryAfterMs).toBe(ms)
  })
})

describe('a store that is not there', () => {
  test.each([
    ['http://127.0.0.1:1', /^s3:\/\/logs: ECONNREFUSED, /],
    ['http://no-such-host.invalid', /^s3:\/\/logs: (ENOTFOUND|EAI_AGAIN), /],
  ])('at %s gets the records later', async (endpoint, detail) => {
    const { sink, logged } = bucketSink(endpoint)

    const outcomes = await write(sink, [recordOf(), recordOf({ id: 'b', time: TIME + HOUR_MS })])

    for (const outcome of outcomes)
      expect(outcome).toEqual({ status: 'retry', code: 'LF_SINK_UNAVAILABLE', detail: expect.stringMatching(detail) })
    expect(logged).toHaveLength(1)
  })

  test('a fault is said again once all was written in between', async () => {
    const store = await fakeStore()
    const { sink, logged } = bucketSink(store.endpoint)
    const down: FakeStore['mischief'] = () => ({ status: 500, code: 'InternalError' })

    for (const mischief of [down, down, () => undefined, down]) {
      store.mischief = mischief
      await write(sink, [recordOf()])
    }

    expect(logged).toHaveLength(2)
  })
})

test('another clock is read from the answer, and the next attempt is right', async () => {
  const store = await fakeStore()
  const there = Date.now() + 40 * 60_000
  const signedAt = (stamp: string) => Date.parse(stamp.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'))
  store.mischief = ({ headers }) => {
    const isSkewed = Math.abs(signedAt(String(headers['x-amz-date'])) - there) > 15 * 60_000
    return isSkewed ? { status: 403, code: 'RequestTimeTooSkewed', headers: { date: new Date(there).toUTCString() } } : undefined
  }
  const { sink } = bucketSink(store.endpoint)

  expect(await write(sink, [recordOf()])).toMatchObject([{ code: 'LF_CLOCK_SKEWED' }])
  expect(await write(sink, [recordOf()], { attempt: 2 })).toEqual([{ status: 'delivered' }])
})

test('what hits every object is not tried on each', async () => {
  const store = await fakeStore()
  store.mischief = () => ({ status: 404, code: 'NoSuchBucket' })
  const records = Array.from({ length: 200 }, (_, i) => recordOf({ id: String(i), time: TIME + i * HOUR_MS }))

  const outcomes = await write(bucketSink(store.endpoint).sink, records)

  expect(new Set(outcomes.map((outcome) => Object(outcome).code))).toEqual(new Set(['LF_BUCKET_MISSING']))
  expect(store.asked.length).toBeLessThanOrEqual(16)
})

test('many objects at once make Node warn of nothing', async () => {
  const store = await fakeStore()
  const warnings: Error[] = []
  const onWarning = (warning: Error) => void warnings.push(warning)
  process.on('warning', onWarning)
  onTestFinished(() => void process.off('warning', onWarning))
  const records = Array.from({ length: 100 }, (_, i) => recordOf({ id: String(i), time: TIME + i * HOUR_MS }))

  await write(bucketSink(store.endpoint).sink, records)
  await new Promise((resolve) => setImmediate(resolve))

  expect(store.objects.size).toBe(100)
  expect(warnings).toEqual([])
})

test('each object has its own outcome', async () => {
  const store = await fakeStore()
  store.mischief = ({ path }) => (path.includes('/12/') ? { status: 503, code: 'SlowDown' } : undefined)
  const records = [recordOf(), recordOf({ id: 'b', time: TIME + HOUR_MS }), recordOf({ id: 'c' })]

  const outcomes = await write(bucketSink(store.endpoint).sink, records)

  expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'retry', 'delivered'])
})

test.each<Mischief>(['reset', 'half', 'lost', { status: 503, code: 'SlowDown' }])(
  '%s is asked once: it is the core that tries again',
  async (mischief) => {
    const store = await fakeStore()
    store.mischief = () => mischief

    await write(bucketSink(store.endpoint).sink, [recordOf()])

    expect(store.asked).toHaveLength(1)
  },
)

test.each(['lost', 'half'] as const)('an object whose answer was %s is delivered by the next attempt, and there once', async (mischief) => {
  const store = await fakeStore()
  store.mischief = () => (store.asked.length === 1 ? mischief : undefined)
  const { sink } = bucketSink(store.endpoint)

  expect(await write(sink, [recordOf()])).toMatchObject([{ code: 'LF_SINK_UNAVAILABLE' }])
  expect(await write(sink, [recordOf()], { attempt: 2 })).toEqual([{ status: 'delivered' }])

  expect(store.objects.size).toBe(1)
})

describe('a store that hangs', () => {
  test.each([
    ['the time of one request is up', new DOMException('the time is up', 'TimeoutError'), 'LF_SINK_TIMEOUT'],
    ['the deadline comes', new Error('stop'), 'LF_DEADLINE'],
  ])('is left when %s; what it had taken is delivered', async (_, reason, code) => {
    const store = await fakeStore()
    store.mischief = ({ path }) => (path.includes('/12/') ? 'hang' : undefined)
    const stop = new AbortController()
    const records = [recordOf(), recordOf({ id: 'b', time: TIME + HOUR_MS })]
    const { sink, logged } = bucketSink(store.endpoint)

    const writing = write(sink, records, { signal: stop.signal })
    await expect.poll(() => store.objects.size === 1 && store.asked.length === 2, { timeout: 10_000 }).toBe(true)
    stop.abort(reason)

    expect(await writing).toEqual([
      { status: 'delivered' },
      { status: 'retry', code, detail: expect.stringMatching(/^s3:\/\/logs\/slow\/.*: no answer in time$/) },
    ])
    expect(logged).toEqual([])
  })
})
