import { describe, expect, test } from 'vitest'
import type { LogferryError } from '../../../core/index.ts'
import { fakeJob } from '../../../core/testing/index.ts'
import { readAnswer } from '../../../sinks/opensearch/answer.ts'
import { recordOf, write } from '../sink.ts'
import { makeAuthority } from './certificate.ts'
import { type Answerer, actionsIn, answerItems, CREATED, loopback, type Reply } from './loopback.ts'
import { openSink } from './open-sink.ts'

const two = [recordOf({ id: 'a' }), recordOf({ id: 'b' })]
const one = [recordOf({ id: 'a' })]

/** About 300 KiB: worth halving. */
const many = Array.from({ length: 100 }, (_, i) => recordOf({ id: String(i), text: 'x'.repeat(3000) }))

async function sinkFor(answer: Answerer, options: Readonly<Record<string, unknown>> = {}) {
  const server = await loopback(answer)
  return { ...openSink(server.url, options), server, host: new URL(server.url).host }
}

const json = (status: number, type: string, reason: string, more: Partial<Reply> = {}): Reply => ({
  status,
  body: { error: { root_cause: [], type, reason }, status },
  ...more,
})

const thrownBy = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (thrown: LogferryError) => thrown,
  )

describe('an answer to a whole body that is worth another try', () => {
  test.each<[string, Reply, object]>([
    [
      '503 of a cluster that starts',
      json(503, 'cluster_block_exception', 'blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];'),
      {},
    ],
    ['503 in plain text', { status: 503, headers: { 'content-type': 'text/plain' }, body: 'OpenSearch Security not initialized.' }, {}],
    ['502 of a proxy, in HTML', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad Gateway</html>' }, {}],
    ['500', json(500, 'null_pointer_exception', 'hidden'), {}],
    ['408', { status: 408 }, {}],
    ['429', json(429, 'rejected_execution_exception', 'rejected execution of coordinating operation [hidden]'), {}],
    ['429, with how long to wait', { status: 429, headers: { 'retry-after': '7' } }, { retryAfterMs: 7000 }],
    ['503, with how long to wait', { status: 503, headers: { 'retry-after': '0' } }, { retryAfterMs: 0 }],
    [
      '429, with when to come again',
      { status: 429, headers: { date: 'Sun, 22 Nov 2026 11:10:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 11:10:30 GMT' } },
      { retryAfterMs: 30_000 },
    ],
    ['429, with what is no time', { status: 429, headers: { 'retry-after': 'soon' } }, {}],
    ['200, but cut off', { headers: { 'content-type': 'application/json' }, body: '{"took":1,"errors":false,"items":[{"crea' }, {}],
    ['200, but empty', { headers: { 'content-type': 'application/json' }, body: '' }, {}],
  ])('%s', async (_, reply, more) => {
    const { sink, said } = await sinkFor(() => reply)

    const outcomes = await write(sink, two)

    const outcome = { status: 'retry', code: 'LF_SINK_UNAVAILABLE', detail: expect.not.stringContaining('hidden'), ...more }
    expect(outcomes).toEqual([outcome, outcome])
    expect(said).toEqual([])
  })
})

describe('an answer that only a person can mend: it waits, and what to check is said once', () => {
  const html = { headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' }

  test.each<[string, Reply, string, RegExp]>([
    [
      '401 in plain text',
      { status: 401, headers: { 'content-type': 'text/plain' }, body: 'Unauthorized' },
      'LF_SINK_DENIED',
      /set `user` and `password`/,
    ],
    [
      '403',
      json(403, 'security_exception', 'no permissions for [indices:data/write/bulk] and User [name=hidden]'),
      'LF_SINK_DENIED',
      /set `user`/,
    ],
    [
      '403 of a cluster that is read-only',
      json(403, 'cluster_block_exception', 'blocked by: [FORBIDDEN/6/cluster read-only (api)];'),
      'LF_SINK_BLOCKED',
      /read_only/,
    ],
    ['404', { status: 404, body: { error: 'no handler found for uri [/hidden]', status: 404 } }, 'LF_SINK_UNFIT', /Check `url`/],
    ['405', { status: 405, body: { error: 'Incorrect HTTP method for uri', status: 405 } }, 'LF_SINK_UNFIT', /Check `url`/],
    ['406', { status: 406, body: { error: 'Content-Type header [] is not supported', status: 406 } }, 'LF_SINK_UNFIT', /Check `url`/],
    ['302 to a login page', { status: 302, headers: { location: '/login' } }, 'LF_SINK_UNFIT', /Check `url`/],
    ['400 in HTML', { ...html, status: 400 }, 'LF_SINK_UNFIT', /Check `url`/],
    [
      '400 of a parameter',
      json(400, 'illegal_argument_exception', 'request [/_bulk] contains unrecognized parameter: [filter_path]'),
      'LF_SINK_UNFIT',
      /Check `url`/,
    ],
    ['501', { status: 501 }, 'LF_SINK_UNFIT', /Check `url`/],
    ['200 in HTML', html, 'LF_SINK_UNFIT', /Check `url`/],
    ['200 without items', { body: {} }, 'LF_SINK_UNFIT', /Check `url`/],
    ['200 with items that are no list', { body: { items: {} } }, 'LF_SINK_UNFIT', /Check `url`/],
    ['200 with what is no object', { body: 'null', headers: { 'content-type': 'application/json' } }, 'LF_SINK_UNFIT', /Check `url`/],
  ])('%s', async (_, reply, code, remedy) => {
    const { sink, said, host } = await sinkFor(() => reply)

    const outcomes = [...(await write(sink, two)), ...(await write(sink, two))]

    const outcome = {
      status: 'retry',
      code,
      detail: expect.stringMatching(new RegExp(`^${host}: HTTP ${reply.status ?? 200}`)),
      retryAfterMs: 300_000,
    }
    expect(outcomes).toEqual([outcome, outcome, outcome, outcome])
    expect(said).toEqual([
      { message: 'records have to wait', facts: { sink: 'search', reason: expect.any(String), remedy: expect.stringMatching(remedy) } },
    ])
    expect(JSON.stringify([outcomes, said])).not.toMatch(/hidden|<html>/)
  })

  test('a certificate that is not trusted', async () => {
    const { url, port } = await loopback(() => ({}), makeAuthority().issue('127.0.0.1'))
    const { sink, said } = openSink(url)

    const outcomes = [...(await write(sink, one)), ...(await write(sink, one))]

    const reason = `127.0.0.1:${port}: its certificate is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)`
    const outcome = { status: 'retry', code: 'LF_SINK_UNTRUSTED', detail: reason, retryAfterMs: 300_000 }
    expect(outcomes).toEqual([outcome, outcome])
    expect(said).toMatchObject([{ facts: { reason, remedy: expect.stringContaining('`ca`') } }])
  })

  test('what it is depends on who asks', async () => {
    const { sink, said } = await sinkFor(() => ({ status: 401 }), { user: 'u', password: 'hidden' })

    await write(sink, one)

    expect(said[0]?.facts['remedy']).toBe('Check `user` and `password`, and that the user has a role that may write.')
  })
})

describe('a body that is refused as a whole', () => {
  const refusals: readonly [string, Reply, string][] = [
    ['413, without a word', { status: 413 }, 'LF_SINK_TOO_LARGE'],
    ['413 of a proxy', { status: 413, headers: { 'content-type': 'text/html' }, body: '<html></html>' }, 'LF_SINK_TOO_LARGE'],
    [
      '429 above what the server ever takes',
      json(
        429,
        'rejected_execution_exception',
        'rejected execution of coordinating operation [coordinating_operation_bytes=200, max_coordinating_and_primary_bytes=100]',
      ),
      'LF_SINK_TOO_LARGE',
    ],
    [
      '400',
      json(400, 'illegal_argument_exception', 'Malformed action/metadata line [1], expected START_OBJECT but found [hidden]'),
      'LF_SINK_REFUSED',
    ],
  ]

  test.each(refusals)('%s: halves are asked for', async (_, reply) => {
    const { sink } = await sinkFor(() => reply)

    expect(await thrownBy(write(sink, two))).toMatchObject({ code: 'LF_SINK_TOO_LARGE' })
  })

  test.each(refusals)('%s: a record that is alone is rejected', async (_, reply, code) => {
    const { sink, host } = await sinkFor(() => reply)

    const outcomes = await write(sink, [recordOf({ id: '' }), ...one])

    expect(outcomes).toEqual([
      expect.objectContaining({ status: 'rejected', code: 'LF_SINK_NAME_INVALID' }),
      { status: 'rejected', code, detail: expect.stringMatching(new RegExp(`^${host}: HTTP ${reply.status}`)) },
    ])
    expect(JSON.stringify(outcomes)).not.toContain('hidden')
  })

  test('a 429 that does not say so is only worth another try', async () => {
    const { sink } = await sinkFor(() =>
      json(429, 'rejected_execution_exception', '[coordinating_operation_bytes=100, max_coordinating_and_primary_bytes=200]'),
    )

    expect(await write(sink, one)).toMatchObject([{ status: 'retry', code: 'LF_SINK_UNAVAILABLE' }])
  })

  test('one that is longer than `maxBytes` is not even sent', async () => {
    const { sink, server } = await sinkFor(({ body }) => answerItems(body, () => CREATED), { maxBytes: 65_536 })
    const long = recordOf({ id: 'long', text: 'x'.repeat(70_000) })

    expect(await thrownBy(write(sink, [long, ...one]))).toMatchObject({ code: 'LF_SINK_TOO_LARGE' })
    expect(await write(sink, [long])).toEqual([
      {
        status: 'rejected',
        code: 'LF_SINK_TOO_LARGE',
        detail: expect.stringMatching(/^the document has 70\d\d\d bytes, and "maxBytes" allows 65536$/),
      },
    ])
    expect(server.heard).toEqual([])
    expect(await write(sink, one)).toEqual([{ status: 'delivered' }])
  })
})

describe('from the second try on, halves are asked for', () => {
  test.each<[string, Answerer]>([
    ['after a reset, which may hide anything', () => 'reset'],
    ['after half an answer', () => 'break off'],
    ['after a full memory', () => json(429, 'circuit_breaking_exception', '[parent] Data too large, data for [hidden]')],
    ['after a queue that is full', () => json(429, 'rejected_execution_exception', 'rejected execution of coordinating operation')],
  ])('%s', async (_, answer) => {
    const { sink } = await sinkFor(answer)

    expect(await write(sink, many)).toEqual(many.map(() => expect.objectContaining({ status: 'retry', code: 'LF_SINK_UNAVAILABLE' })))
    expect(await thrownBy(write(sink, many, { attempt: 2 }))).toMatchObject({ code: 'LF_SINK_TOO_LARGE' })
    // But not without end.
    expect(await write(sink, many.slice(0, 50), { attempt: 3 })).toMatchObject(many.slice(0, 50).map(() => ({ status: 'retry' })))
  })

  test('after a hang', async () => {
    const { sink } = await sinkFor(() => 'hang')
    const late = () => ({ signal: AbortSignal.timeout(100) })

    expect((await write(sink, many, late()))[0]).toMatchObject({ status: 'retry', code: 'LF_SINK_TIMEOUT' })
    expect(await thrownBy(write(sink, many, { ...late(), attempt: 2 }))).toMatchObject({ code: 'LF_SINK_TOO_LARGE' })
  })

  test.each<[string, Answerer]>([
    ['a server that says how long to wait', () => json(429, 'rejected_execution_exception', '', { headers: { 'retry-after': '1' } })],
    ['a server that fails', () => json(503, 'cluster_manager_not_discovered_exception', '')],
    ['the end of all time', () => 'hang'],
  ])('but not after %s', async (name, answer) => {
    const { sink } = await sinkFor(answer)
    const deadline = new AbortController()
    if (name.startsWith('the end')) setTimeout(() => deadline.abort(), 100)

    const outcomes = await write(sink, many, { signal: deadline.signal, attempt: 2 })

    expect(outcomes[0]).toMatchObject({ status: 'retry' })
  })

  test('nor where there is no server', async () => {
    const { sink } = openSink('http://127.0.0.1:9')

    expect((await write(sink, many, { attempt: 2 }))[0]).toMatchObject({
      status: 'retry',
      code: 'LF_SINK_UNAVAILABLE',
      detail: '127.0.0.1:9: nothing listens there (ECONNREFUSED)',
    })
  })
})

describe('what AWS says', () => {
  const denied =
    (message: string, date = new Date().toUTCString()): Answerer =>
    () => ({ status: 403, headers: { date }, body: { message } })

  test.each([
    [
      'User: arn:aws:sts::123456789012:assumed-role/hidden is not authorized to perform: es:ESHttpPost',
      'LF_SINK_DENIED',
      'HTTP 403, User: ',
    ],
    [
      'The security token included in the request is expired',
      'LF_CREDENTIALS_EXPIRED',
      'HTTP 403, The security token included in the request is expired',
    ],
    [
      'The request signature we calculated does not match the signature you provided. hidden',
      'LF_SINK_DENIED',
      'HTTP 403, The request signature we calculated does not match',
    ],
    ['Forbidden hidden', 'LF_SINK_DENIED', 'HTTP 403, no reason given'],
  ])('%s', async (message, code, detail) => {
    const { sink, host } = await sinkFor(denied(message))

    expect(await write(sink, one)).toEqual([{ status: 'retry', code, detail: `${host}: ${detail}`, retryAfterMs: 300_000 }])
  })
})

describe('a signature that is refused where the clocks differ', () => {
  const answer = (date: string | undefined) => ({ status: 403, headers: { ...(date && { date }) }, body: Buffer.from('{"message":"no"}') })
  const asked = {
    host: 'h',
    auth: { kind: 'sigv4', service: 'es', region: 'eu-central-1' },
    now: Date.parse('2026-11-22T11:10:00Z'),
  } as const

  test.each([
    ['Sun, 22 Nov 2026 11:04:00 GMT', '360 s ahead of'],
    ['Sun, 22 Nov 2026 12:10:00 GMT', '3600 s behind'],
  ])('is put down to that: %s', (date, skew) => {
    const read = readAnswer(answer(date), asked)

    const detail = `h: HTTP 403, no reason given; this clock is ${skew} the server's`
    expect(read).toEqual({
      all: { status: 'retry', code: 'LF_CLOCK_SKEWED', detail, retryAfterMs: 300_000 },
      remedy: 'Set the clock of this machine.',
    })
  })

  test.each(['Sun, 22 Nov 2026 11:06:00 GMT', 'no date', undefined])('but not to a clock that is right, or not known: %s', (date) => {
    expect(readAnswer(answer(date), asked)).toMatchObject({
      all: { code: 'LF_SINK_DENIED' },
      remedy: expect.stringContaining('es:ESHttpPost'),
    })
  })

  test('nor where nothing is signed', () => {
    const read = readAnswer(answer('Sun, 22 Nov 2026 12:10:00 GMT'), { ...asked, auth: { kind: 'none' } })

    expect(read).toMatchObject({ all: { code: 'LF_SINK_DENIED' } })
  })
})

test('a request asks for a short wait and for what is read of the answer, and no more', async () => {
  const { sink, server } = await sinkFor(({ body }) => answerItems(body, () => CREATED))

  await write(sink, two)

  expect(server.heard).toHaveLength(1)
  expect(server.heard[0]).toMatchObject({
    method: 'POST',
    path: '/_bulk',
    query: {
      timeout: '10s',
      filter_path:
        'took,errors,items.*._id,items.*.status,items.*.result,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason',
    },
    headers: { 'content-type': 'application/x-ndjson' },
  })
})

test.each([
  [{ index: 'slow-{Instance}-{YYYY.MM.DD}' }, 'slow-shop-1-2026.11.22', recordOf().id],
  [{ index: 'slow-{YYYY.MM.DD}', timeZone: 'Asia/Tokyo' }, 'slow-2026.11.22', recordOf().id],
  [{ index: 'slow-{YYYY.MM.DD}', timeZone: 'Pacific/Kiritimati' }, 'slow-2026.11.23', recordOf().id],
  [{ dataStream: 'logs-mysql.slowlog-default' }, 'logs-mysql.slowlog-default', recordOf().id],
  [{ ids: false }, 'cwl-aws-rds-instance-shop-1-slowquery-2026.11.22', undefined],
])('by the options %j a document goes to %s', async (options, index, id) => {
  const { sink, server } = await sinkFor(({ body }) => answerItems(body, () => CREATED), options)

  expect(await write(sink, [recordOf()])).toEqual([{ status: 'delivered' }])
  const [action] = actionsIn(server.heard[0]?.body ?? '')
  expect(action).toMatchObject({ index, id })
  expect(action?.document['@timestamp']).toBe('2026-11-22T11:10:01.847Z')
})

test('nothing is sent for no record, nor for records whose names no server takes', async () => {
  const { sink, server } = await sinkFor(() => 'reset')

  expect(await sink.write([], fakeJob())).toEqual([])
  expect(await write(sink, [recordOf({ id: '' })])).toMatchObject([{ status: 'rejected', code: 'LF_SINK_NAME_INVALID' }])
  expect(server.heard).toEqual([])
})
