import { describe, expect, test } from 'vitest'
import { type LogRecord, type Outcome, type Picture, retry, type Sink } from '../../../core/index.ts'
import { instanceOf } from '../../../core/testing/index.ts'
import slack from '../../../sinks/slack/index.ts'
import { recordOf, TIME, write } from '../sink.ts'
import { type SlackMessage, type SlackServer, type SlackTerms, startSlack, type Trouble } from './slack-server.ts'

async function opened(options: object = {}, terms: SlackTerms = {}): Promise<{ readonly server: SlackServer; readonly sink: Sink }> {
  const server = await startSlack(terms)
  return { server, sink: instanceOf(slack, { url: server.url, token: 'xoxb-good', channel: '#alerts', ...options }) }
}
const record = (id: string, more: Partial<LogRecord> = {}) => recordOf({ id, ...more })
const receiptOf = (outcome: Outcome | undefined) => (outcome?.status === 'delivered' ? outcome.receipt : undefined)
const again = (id: string, outcome: Outcome | undefined, more: Partial<LogRecord> = {}): LogRecord => {
  const receipt = receiptOf(outcome)
  return record(id, { ...(receipt === undefined ? {} : { receipt }), ...more })
}
const factsIn = ({ blocks }: SlackMessage) => JSON.stringify(blocks)
const png: Picture = { title: 'CPU of shop-1', png: new Uint8Array([0x89, 0x50, 0x4e, 0x47]) }

describe('a message', () => {
  test('arrives in its channel, and its receipt says where', async () => {
    const { server, sink } = await opened()

    const [outcome] = await write(sink, [recordOf()])

    expect(server.messages).toHaveLength(1)
    expect(server.messages[0]).toMatchObject({ channel: 'C1', text: 'Slow query 12.4 s on `shop-1`: `SELECT 1`' })
    expect(receiptOf(outcome)).toMatchObject({ channel: 'C1', ts: server.messages[0]?.ts })
  })

  test('goes where the value of a field says, else to the one channel', async () => {
    const channels = [
      { id: 'C1', name: 'alerts', is_member: true },
      { id: 'C2', name: 'shop', is_member: true },
    ]
    const { server, sink } = await opened({ channelBy: 'Instance', channels: { 'shop-1': '#shop' } }, { channels })

    await write(sink, [record('a'), record('b', { fields: { Instance: 'other' } }), record('c', { fields: { Instance: 'constructor' } })])

    expect(server.messages.map(({ channel }) => channel)).toEqual(['C2', 'C1', 'C1'])
  })

  test('is marked from a threshold on, and calls whom it shall from `critical` on', async () => {
    const { server, sink } = await opened({ warn: 5, critical: 60, mention: 'here' })

    await write(
      sink,
      [4, 5, 60].map((Query_time) => record(`${Query_time}`, { fields: { Query_time, Query: 'SELECT 1' } })),
    )

    expect(server.messages.map(({ text }) => text.slice(0, 12))).toEqual(
      ['Slow query 4', '🟠 Slow query', '<!here> 🔴 S'].map((text) => text.slice(0, 12)),
    )
    expect(factsIn(server.messages[2] as SlackMessage)).toContain('<!here>')
  })

  test('has buttons to where one looks next, with what a log says encoded', async () => {
    const links = { Runbook: 'https://wiki.example.com/{Instance}?q={Query_id}', Dashboards: 'https://search.example.com/#{from}/{to}' }
    const { server, sink } = await opened({ links })
    const fields = { Instance: 'a b/../<c>', Query_id: 'x&y', Query_time: 1 }

    await write(sink, [
      record('a', { fields, origin: { source: 'cloudwatch', logGroup: '/aws/rds/x', logStream: 'a"b', region: 'eu-west-1' } }),
    ])

    const actions = server.messages[0]?.blocks.find(({ type }) => type === 'actions') as unknown as { elements: { url: string }[] }
    const [insights, runbook, dashboards] = actions.elements.map(({ url }) => url)
    expect(insights).toBe(
      "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:logs-insights$3FqueryDetail$3D~(end~'2026-11-22T11*3a25*3a01.847Z~start~'2026-11-22T10*3a55*3a01.847Z~timeType~'ABSOLUTE~tz~'UTC~editorString~'fields*20*40timestamp*2c*20*40message*0a*7c*20filter*20*40logStream*20*3d*20*22a*5c*22b*22*0a*7c*20sort*20*40timestamp*20desc*0a*7c*20limit*2050~source~(~'*2faws*2frds*2fx))",
    )
    expect(runbook).toBe('https://wiki.example.com/a%20b%2F..%2F%3Cc%3E?q=x%26y')
    expect(dashboards).toBe('https://search.example.com/#2026-11-22T10%3A55%3A01.847Z/2026-11-22T11%3A25%3A01.847Z')
  })

  test('tells the time in the zone of its readers, too', async () => {
    const { server, sink } = await opened({ timeZone: 'Asia/Seoul' })

    await write(sink, [recordOf()])

    expect(factsIn(server.messages[0] as SlackMessage)).toContain('2026-11-22 11:10:01 UTC (Sun, 20:10 GMT+9)')
  })

  test('has its pictures in its thread, after the text', async () => {
    const { server, sink } = await opened()

    await write(sink, [recordOf()], { pictures: async () => [png, { ...png, title: 'slow queries' }] })

    expect(server.messages[0]?.files).toEqual(['CPU of shop-1', 'slow queries'])
    expect(server.calls[0]).toBe('chat.postMessage')
  })

  test.each<[string, Trouble]>([
    ['files.getUploadURLExternal', { error: 'missing_scope', more: { needed: 'files:write' } }],
    ['upload', { status: 500 }],
    ['upload', 'reset'],
    ['files.completeUploadExternal', { error: 'internal_error' }],
  ])('whose picture fails at %s has arrived, and says so in a line', async (method, trouble) => {
    const { server, sink } = await opened()
    server.trouble(method, trouble)

    const [outcome] = await write(sink, [recordOf()], { pictures: async () => [png] })

    expect(outcome?.status).toBe('delivered')
    expect(server.messages.map(({ thread_ts }) => thread_ts)).toEqual([undefined, server.messages[0]?.ts])
    expect(server.messages[1]?.text).toContain('Its picture could not be uploaded')
  })
})

describe('a query that fires again', () => {
  test('goes to the thread of the first message, which says how often, how long and when last', async () => {
    const { server, sink } = await opened()

    const [first] = await write(sink, [record('a')])
    const [second] = await write(sink, [
      again('b', first, { heldBack: 12, time: TIME + 3_600_000, fields: { Query_time: 18.2, Instance: 'shop-1', Query: 'SELECT 2' } }),
    ])
    await write(sink, [again('c', second, { time: TIME + 7_200_000 })])

    const [root, ...thread] = server.messages
    expect(server.messages).toHaveLength(3)
    expect(thread.every(({ thread_ts }) => thread_ts === root?.ts)).toBe(true)
    expect(factsIn(root as SlackMessage)).toContain('15 times or more, 18.2 s at most, last 2026-11-22 13:10:01 UTC')
    expect(factsIn(root as SlackMessage)).toContain('SELECT 1')
    expect(thread[0]?.text).toContain('SELECT 2')
  })

  test('after a long quiet has a message of its own', async () => {
    const { server, sink } = await opened({ resolveAfterMinutes: 60 })

    const [first] = await write(sink, [record('a')])
    await write(sink, [again('b', first, { time: TIME + 3_600_001 })])

    expect(server.messages.map(({ thread_ts }) => thread_ts)).toEqual([undefined, undefined])
  })

  test.each([
    ['channel', [undefined, undefined], 0],
    ['drop', [undefined], 1],
  ])('with `repeats: %s`', async (repeats, threads, updates) => {
    const { server, sink } = await opened({ repeats })

    const [first] = await write(sink, [record('a')])
    await write(sink, [again('b', first)])

    expect(server.messages.map(({ thread_ts }) => thread_ts)).toEqual(threads)
    expect(server.calls.filter((method) => method === 'chat.update')).toHaveLength(updates)
  })

  test('whose first message is gone has a new one', async () => {
    const { server, sink } = await opened()

    const [first] = await write(sink, [record('a')])
    const gone = { ...(receiptOf(first) as object), ts: '1.000001' }
    const [second] = await write(sink, [record('b', { receipt: gone as never })])

    expect(server.messages).toHaveLength(2)
    expect(receiptOf(second)).toMatchObject({ ts: server.messages[1]?.ts, seen: 1 })
  })

  test('whose first message cannot be updated now is posted once', async () => {
    const { server, sink } = await opened()
    const [first] = await write(sink, [record('a')])
    server.trouble('chat.update', { status: 500 })

    const [second] = await write(sink, [again('b', first)])

    expect(second?.status).toBe('delivered')
    expect(server.messages).toHaveLength(2)
  })
})

describe('many at once', () => {
  test('are one message, with the worst statements by total time, and all of them counted', async () => {
    const { server, sink } = await opened()
    const records = Array.from({ length: 60 }, (_, i) =>
      record(`r${i}`, {
        heldBack: 2,
        fields: { Instance: 'shop-1', Query_time: i % 15, Query: `SELECT ${i}`, Fingerprint: `select ${i % 15}` },
      }),
    )

    const outcomes = await write(sink, records)

    expect(server.messages).toHaveLength(1)
    expect(server.messages[0]?.text).toContain('180 slow queries, 15 of a kind. The worst: *12×*  ·  56 s in all, 14 s at most')
    expect(server.messages[0]?.blocks).toHaveLength(1 + 10 + 1 + 1)
    expect(outcomes.every(({ status }) => status === 'delivered')).toBe(true)
  })

  test('but not more than `maxMessages` are a message each', async () => {
    const { server, sink } = await opened({ maxMessages: 3 })

    await write(
      sink,
      ['a', 'b', 'c'].map((id) => record(id)),
    )

    expect(server.messages).toHaveLength(3)
  })
})

describe('what Slack answers', () => {
  test.each<[Trouble, Partial<Outcome> & { readonly detail?: unknown }]>([
    [{ error: 'invalid_auth' }, { status: 'retry', code: 'LF_SINK_DENIED', detail: expect.stringContaining('install the app anew') }],
    [{ error: 'token_expired' }, { status: 'retry', code: 'LF_SINK_DENIED' }],
    [
      { error: 'missing_scope', more: { needed: 'chat:write' } },
      { status: 'retry', code: 'LF_SINK_DENIED', detail: expect.stringContaining('chat:write') },
    ],
    [{ error: 'channel_not_found' }, { status: 'retry', code: 'LF_SINK_UNFIT', detail: expect.stringContaining('correct `channel`') }],
    [{ error: 'not_in_channel' }, { status: 'retry', code: 'LF_SINK_UNFIT', detail: expect.stringContaining('/invite') }],
    [{ error: 'is_archived' }, { status: 'retry', code: 'LF_SINK_UNFIT' }],
    [{ error: 'ratelimited' }, { status: 'retry', code: 'LF_SINK_UNAVAILABLE', retryAfterMs: 1000 }],
    [
      { status: 429, retryAfter: '7' },
      { status: 'retry', code: 'LF_SINK_UNAVAILABLE', retryAfterMs: 7000 },
    ],
    [{ status: 429 }, { status: 'retry', code: 'LF_SINK_UNAVAILABLE' }],
    [{ error: 'internal_error' }, { status: 'retry', code: 'LF_SINK_UNAVAILABLE' }],
    [{ error: 'something_new' }, { status: 'retry', code: 'LF_SINK_UNAVAILABLE', detail: expect.stringContaining('something_new') }],
    [{ status: 503 }, { status: 'retry', code: 'LF_SINK_UNAVAILABLE', detail: 'HTTP 503' }],
    [
      { status: 404, body: '<html>' },
      { status: 'retry', code: 'LF_SINK_UNFIT' },
    ],
    [
      { status: 200, body: 'not json' },
      { status: 'retry', code: 'LF_SINK_UNAVAILABLE' },
    ],
    ['reset', { status: 'retry', code: 'LF_SINK_UNAVAILABLE' }],
  ])('%j has one outcome, and is asked once', async (trouble, expected) => {
    const { server, sink } = await opened()
    server.trouble('chat.postMessage', trouble)

    const [outcome] = await write(sink, [recordOf()])

    expect(outcome).toMatchObject(expected)
    expect(server.calls).toEqual(['chat.postMessage'])
  })

  test.each(['invalid_blocks', 'msg_blocks_too_long', 'msg_too_long'])('%s: the alert arrives without its blocks', async (error) => {
    const { server, sink } = await opened()
    server.trouble('chat.postMessage', { error })

    const [outcome] = await write(sink, [recordOf()])

    expect(outcome?.status).toBe('delivered')
    expect(server.messages[0]).toMatchObject({ blocks: [], text: expect.stringContaining('```\nSELECT 1\n```') })
  })

  test('what is refused both ways goes to the dead letter', async () => {
    const { server, sink } = await opened()
    server.trouble('chat.postMessage', { error: 'invalid_blocks' }, { error: 'msg_too_long' })

    expect(await write(sink, [recordOf()])).toMatchObject([{ status: 'rejected', code: 'LF_SINK_REFUSED' }])
  })

  test('a hang ends with the signal, and what was posted before stays delivered', async () => {
    const { server, sink } = await opened()
    server.trouble('chat.postMessage', undefined, 'hang')
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 200)

    const outcomes = await write(sink, [record('a'), record('b'), record('c')], { signal: stop.signal })

    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'retry', 'retry'])
    expect(outcomes[1]).toEqual(retry('LF_DEADLINE', 'no answer in time'))
  })

  test('after one that is throttled the rest are not tried', async () => {
    const { server, sink } = await opened({}, { perSecond: 2 })

    const outcomes = await write(
      sink,
      ['a', 'b', 'c', 'd'].map((id) => record(id)),
    )

    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'retry', 'retry'])
    expect(outcomes[3]).toMatchObject({ retryAfterMs: 1000 })
    expect(server.calls).toHaveLength(3)
  })
})

describe('the check', () => {
  const levels = async (options: object, terms: SlackTerms) => {
    const { sink, server } = await opened(options, terms)
    const findings = (await sink.check?.(new AbortController().signal)) ?? []
    expect(server.messages).toEqual([])
    return findings.map(({ level, detail }) => `${level}: ${detail}`)
  }

  test('says who it is, and that its channels are there', async () => {
    expect(await levels({}, {})).toEqual(['ok: the token is that of logferry of Shop', 'ok: #alerts is there, and the app is in it'])
  })

  test.each<[string, object, SlackTerms, string]>([
    ['a wrong token', { token: 'xoxb-old' }, {}, 'error: Slack says invalid_auth: install the app anew'],
    ['no scope to post', {}, { scopes: ['channels:read'] }, 'error: the app has not the scope chat:write, to post'],
    [
      'no scope for pictures',
      {},
      { scopes: ['chat:write', 'channels:read'] },
      'warning: the app has not the scope files:write, for pictures',
    ],
    ['no scope to look', {}, { scopes: ['chat:write', 'files:write'] }, 'warning: whether #alerts can be posted to is not known'],
    ['no such channel', { channel: '#alrts' }, {}, 'error: #alrts is no channel that the app can see'],
    ['a channel that it is not in', {}, { channels: [{ id: 'C1', name: 'alerts' }] }, 'warning: the app is not in #alerts: invite it'],
    ['an archived channel', {}, { channels: [{ id: 'C1', name: 'alerts', is_archived: true }] }, 'error: #alerts is archived'],
  ])('finds %s, and says what to do', async (_, options, terms, expected) => {
    expect((await levels(options, terms)).some((finding) => finding.startsWith(expected))).toBe(true)
  })
})
