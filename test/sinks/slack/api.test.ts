import { describe, expect, test, vi } from 'vitest'
import { checkOptions } from '../../../core/config/check-options.ts'
import { LogferryError, type LogRecord, type Outcome, type Picture, retry, type Sink } from '../../../core/index.ts'
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
    expect(server.messages[0]).toMatchObject({ channel: 'C1', text: 'Slow query 12.4 s on `shop-1` at 11:10:01 UTC: `SELECT 1`' })
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
      [4, 5, 60].map((Query_time) => record(`${Query_time}`, { fields: { Instance: 'event', Query_time, Query: 'SELECT 1' } })),
    )

    expect(server.messages.map(({ text }) => text.replace(/ on .*/, ''))).toEqual([
      'Slow query 4 s',
      '🟠 Warning: slow query 5 s',
      '<!here> 🔴 Critical: slow query 60 s',
    ])
    expect(server.messages[2]?.blocks[0]).toMatchObject({ text: { text: '🔴 Critical: slow query on event' } })
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

  test('has texts in place of buttons where the config says so', async () => {
    const { server, sink } = await opened({ linksAs: 'text', links: { 'Run <book>': 'https://wiki.example.com/{Instance}?a=1&b=2' } })

    await write(sink, [recordOf()])

    expect(server.messages[0]?.blocks.at(-2)).toEqual({
      type: 'context',
      elements: [{ type: 'mrkdwn', text: '<https://wiki.example.com/shop-1?a=1&amp;b=2|Run &lt;book&gt;>', verbatim: true }],
    })
  })

  test('tells the time in the zone of its readers, too', async () => {
    const { server, sink } = await opened({ timeZone: 'Asia/Seoul' })

    await write(sink, [recordOf()])

    expect(server.messages[0]?.text).toContain('on `shop-1` at 20:10:01 GMT+9: ')
    expect(factsIn(server.messages[0] as SlackMessage)).toContain('2026-11-22 11:10:01 UTC (Sun, 20:10 GMT+9)"')
  })

  test('says how many came with it, and is as severe as the worst of them', async () => {
    const { server, sink } = await opened({ critical: 60 })
    const fields = (Query_time: number) => ({ Instance: 'shop-1', Query_time, Query: 'SELECT 1' })
    const alike = () => [record('b', { fields: fields(75.2), time: TIME + 60_000 }), record('c', { fields: fields(3) })]

    const [outcome] = await write(sink, [record('a', { fields: fields(12) })], { alike })
    await write(sink, [again('d', outcome, { heldBack: 5 })])

    expect(server.messages[0]?.text).toMatch(/^🔴 Critical: slow query 12 s on/)
    expect(factsIn(server.messages[0] as SlackMessage)).toContain('7 times or more, the longest told 75.2 s')
    expect(factsIn(server.messages[0] as SlackMessage)).toContain('*Then*\\n2 more like it until 11:11:01 UTC, the longest 75.2 s')
    expect(factsIn(server.messages[1] as SlackMessage)).toContain('3 or more like it since the last message')
  })

  test('has its pictures in its thread, after all texts', async () => {
    const { server, sink } = await opened()

    await write(sink, [record('a'), record('b')], { pictures: async ({ id }) => [png, { ...png, title: `slow queries ${id}` }] })

    expect(server.messages.map(({ files }) => files)).toEqual([
      ['CPU of shop-1', 'slow queries a'],
      ['CPU of shop-1', 'slow queries b'],
    ])
    expect(server.messages[0]?.alts).toEqual(['CPU of shop-1', 'slow queries a'])
    expect(server.calls.slice(0, 3)).toEqual(['chat.postMessage', 'chat.postMessage', 'files.getUploadURLExternal'])
  })

  test('says in one line which of its pictures could not be drawn, and why', async () => {
    const { server, sink } = await opened()

    await write(sink, [recordOf()], { pictures: async () => [png], missing: () => ['cpu: not drawn in time', 'slow: <!channel> `x`'] })

    expect(server.messages[0]?.files).toEqual(['CPU of shop-1'])
    expect(server.messages[1]).toMatchObject({
      thread_ts: server.messages[0]?.ts,
      text: "A picture could not be drawn: `cpu: not drawn in time`; one could not be drawn: `slow: &lt;!channel&gt; 'x'`",
    })
  })

  test('is delivered though its pictures are never drawn', async () => {
    const { server, sink } = await opened()

    const outcomes = await write(sink, [record('a'), record('b')], {
      pictures: () => new Promise(() => {}),
      signal: AbortSignal.timeout(200),
    })

    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'delivered'])
    expect(server.messages).toHaveLength(2)
  })

  test.each<[string, Trouble]>([
    ['files.getUploadURLExternal', { error: 'missing_scope', more: { needed: 'files:write' } }],
    ['upload', { status: 500 }],
    ['upload', 'reset'],
    ['files.completeUploadExternal', { error: 'internal_error' }],
    ['files.completeUploadExternal', 'reset'],
  ])('whose picture fails at %s has arrived, and says so in a line', async (method, trouble) => {
    const { server, sink } = await opened()
    server.trouble(method, trouble)

    const [outcome] = await write(sink, [recordOf()], { pictures: async () => [png] })

    expect(outcome?.status).toBe('delivered')
    expect(server.messages.map(({ thread_ts }) => thread_ts)).toEqual([undefined, server.messages[0]?.ts])
    expect(server.messages[1]?.text).toMatch(/^A picture could not be uploaded: `.+`$/)
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
    expect(factsIn(root as SlackMessage)).toContain('15 times or more, the longest told 18.2 s, last told 2026-11-22 13:10:01 UTC')
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

  test('whose first message was taken away has a new one', async () => {
    const { server, sink } = await opened()
    const [first] = await write(sink, [record('a')])
    server.remove(server.messages[0]?.ts ?? '')

    const [second] = await write(sink, [again('b', first)])

    expect(server.messages).toHaveLength(1)
    expect(receiptOf(second)).toMatchObject({ ts: server.messages[0]?.ts, seen: 1 })
  })

  test('has a new one where the config names another channel now', async () => {
    const channels = [
      { id: 'C1', name: 'alerts', is_member: true },
      { id: 'C2', name: 'shop', is_member: true },
    ]
    const { server, sink } = await opened({}, { channels })
    const [first] = await write(sink, [record('a')])
    const elsewhere = instanceOf(slack, { url: server.url, token: 'xoxb-good', channel: '#shop' })

    await write(elsewhere, [again('b', first)])

    expect(server.messages.map(({ channel, thread_ts }) => [channel, thread_ts])).toEqual([
      ['C1', undefined],
      ['C2', undefined],
    ])
  })

  test('and is worse than before stands in the channel, too, and calls', async () => {
    const { server, sink } = await opened({ warn: 5, critical: 60, mention: 'here' })
    const fields = (Query_time: number) => ({ Instance: 'shop-1', Query_time, Query: 'SELECT 1' })
    const [first] = await write(sink, [record('a', { fields: fields(6) })])

    const [second] = await write(sink, [again('b', first, { fields: fields(600) })])
    await write(sink, [again('c', second, { fields: fields(700) })])

    expect(server.messages.map(({ isBroadcast }) => isBroadcast)).toEqual([false, true, false])
    expect(server.messages.map(({ text }) => text.startsWith('<!here>'))).toEqual([false, true, false])
    expect(server.messages[0]?.text).toContain('🔴 Critical: slow query 6 s')
  })

  test('whose first message cannot be updated is sent again, and then goes to the thread alone', async () => {
    const { server, sink } = await opened()
    const [first] = await write(sink, [record('a')])
    server.trouble('chat.update', { status: 500 }, { status: 500 })

    const statuses = []
    for (const attempt of [1, 2]) statuses.push((await write(sink, [again('b', first)], { attempt }))[0]?.status)

    expect(statuses).toEqual(['retry', 'delivered'])
    expect(server.messages).toHaveLength(2)
  })

  test('is not posted twice where only its update got through', async () => {
    const { server, sink } = await opened()
    const [first] = await write(sink, [record('a')])
    server.trouble('chat.postMessage', { status: 503 })

    for (const attempt of [1, 2]) await write(sink, [again('b', first)], { attempt })

    expect(server.messages).toHaveLength(2)
    expect(factsIn(server.messages[0] as SlackMessage)).toContain('2 times or more')
  })

  test('goes to the thread where the first message may not be changed any more, or, with `drop`, to a new one', async () => {
    for (const [repeats, isThread] of [
      ['thread', true],
      ['drop', false],
    ]) {
      const { server, sink } = await opened({ repeats })
      const [first] = await write(sink, [record('a')])
      server.trouble('chat.update', { error: 'edit_window_closed' })

      const [second] = await write(sink, [again('b', first)])

      expect(second?.status).toBe('delivered')
      expect(server.messages[1]?.thread_ts !== undefined).toBe(isThread)
    }
  })

  test('says of a long statement how much of it is not there, as the first message did', async () => {
    const { server, sink } = await opened()
    const fields = { Instance: 'shop-1', Query_time: 9, Query: `SELECT '${'x'.repeat(20_000)}'` }
    const leftIn = () => /(?<=… )[\d,]+(?= more characters)/.exec(factsIn(server.messages[0] as SlackMessage))?.[0]
    const [first] = await write(sink, [record('a', { fields })])
    const before = leftIn()

    await write(sink, [again('b', first, { fields })])

    expect(before).toBeDefined()
    expect(leftIn()).toBe(before)
    expect(JSON.stringify(receiptOf(first)).length).toBeLessThan(4000)
  })

  test.each([[{}], [{ channel: 'C1', ts: '1.2' }], [{ channel: 'C1', ts: '1.2', to: '#alerts', last: TIME, alert: {} }], ['text'], [7]])(
    'with a receipt that is none of ours, %j, has a message of its own',
    async (receipt) => {
      const { server, sink } = await opened()

      const [outcome] = await write(sink, [record('a', { receipt: receipt as never })])

      expect(outcome?.status).toBe('delivered')
      expect(server.messages).toHaveLength(1)
    },
  )
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
    expect(server.messages[0]?.text).toContain(
      '180 slow queries of 15 kinds on `shop-1` from 11:10:01 UTC on. The worst: *12×*  ·  56 s or more in all, the longest told 14 s',
    )
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

describe('many at once that are known', () => {
  test('are counted by their first messages, and those that were never alone say with the next how often they came', async () => {
    const { server, sink } = await opened({ maxMessages: 1 })
    const [first] = await write(sink, [record('a')])

    const [known, fresh] = await write(sink, [again('b', first, { heldBack: 3 }), record('c', { heldBack: 2 })])
    await write(sink, [again('d', known)])
    await write(sink, [again('e', fresh)])

    const [root, , , later] = server.messages
    expect(server.messages.map(({ thread_ts }) => thread_ts)).toEqual([undefined, undefined, root?.ts, undefined])
    expect(factsIn(root as SlackMessage)).toContain('6 times or more')
    expect(factsIn(later as SlackMessage)).toContain('4 times or more')
  })

  test('call where one of them is critical, and say the worst', async () => {
    const { server, sink } = await opened({ maxMessages: 1, warn: 5, critical: 60, mention: 'U0123ABCD' })
    const fields = (Query_time: number, Instance: string) => ({ Instance, Query_time, Query: 'SELECT 1' })

    await write(sink, [record('a', { fields: fields(6, 'shop-1') }), record('b', { fields: fields(66, 'shop-2') })])

    expect(server.messages[0]?.text).toMatch(/^<@U0123ABCD> 🔴 Critical: 2 slow queries of 2 kinds on 2 instances from/)
    expect(factsIn(server.messages[0] as SlackMessage)).toContain('<@U0123ABCD>')
  })

  test('arrive without blocks where Slack does not take them, all of them told', async () => {
    const { server, sink } = await opened({ maxMessages: 1 })
    server.trouble('chat.postMessage', { error: 'invalid_blocks' })

    const outcomes = await write(
      sink,
      [1, 2].map((n) => record(`r${n}`, { fields: { Instance: `shop-${n}`, Query_time: n, Query: `SELECT ${n}` } })),
    )

    expect(outcomes.every((outcome) => outcome.status === 'delivered' && outcome.note === 'salvaged')).toBe(true)
    expect(server.messages[0]).toMatchObject({ blocks: [], text: expect.stringContaining('SELECT 1') })
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
    [{ error: '<!channel> x' }, { status: 'retry', code: 'LF_SINK_UNAVAILABLE', detail: expect.stringContaining('not one of Slack') }],
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

    expect(outcome).toMatchObject({ status: 'delivered', note: 'salvaged' })
    expect(server.messages[0]).toMatchObject({ blocks: [], text: expect.stringContaining('```\nSELECT 1\n```') })
  })

  test('what it says that we do not know is not in the way of the next one', async () => {
    const { server, sink } = await opened()
    server.trouble('chat.postMessage', { error: 'something_new' }, { error: 'something_new' })

    const outcomes = await write(sink, [record('a'), record('b')])

    expect(outcomes).toMatchObject([
      { status: 'retry', code: 'LF_SINK_UNAVAILABLE', detail: expect.stringContaining('something_new') },
      { status: 'delivered' },
    ])
    expect(server.messages).toHaveLength(1)
  })

  test.each(['', '  ', 'xoxb-a\nxoxb-b', 'xoxb-ü'])('the token %j is refused without being shown', async (token) => {
    const server = await startSlack()
    const context = { id: 'alerts', now: Date.now, proxyFor: () => undefined, log: () => undefined }
    const sink = slack.create(
      { ...checkOptions(slack, { url: server.url, token: 'x', channel: '#alerts' }), token: async () => token } as never,
      context,
    )

    const [outcome] = await write(sink as Sink, [recordOf()])

    expect(outcome).toEqual(retry('LF_SINK_DENIED', expect.stringContaining('keep the bot token (xoxb-…) there')))
    expect(server.calls).toEqual([])
  })

  test('a secret that cannot be had is said as such', async () => {
    const server = await startSlack()
    const context = { id: 'alerts', now: Date.now, proxyFor: () => undefined, log: () => undefined }
    const token = async () => {
      throw new LogferryError('LF_SECRET_UNAVAILABLE', 'ssm:/slack is not there')
    }
    const sink = slack.create({ ...checkOptions(slack, { url: server.url, token: 'x', channel: '#alerts' }), token } as never, context)

    expect(await write(sink as Sink, [recordOf()])).toEqual([retry('LF_SECRET_UNAVAILABLE', 'ssm:/slack is not there')])
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
    const hanging = vi.waitFor(() => expect(server.calls).toHaveLength(2), { timeout: 4000 }).then(() => stop.abort())

    const outcomes = await write(sink, [record('a'), record('b'), record('c')], { signal: stop.signal })

    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'retry', 'retry'])
    expect(outcomes[1]).toEqual(retry('LF_DEADLINE', 'no answer in time'))
    await hanging
  })

  test('what is left at the third attempt is one message', async () => {
    const { server, sink } = await opened()

    await write(sink, [record('a'), record('b')], { attempt: 3 })

    expect(server.messages).toHaveLength(1)
    expect(server.messages[0]?.text).toContain('2 slow queries of 1 kind on `shop-1`')
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

  const SCOPES = ['chat:write', 'files:write', 'channels:read']
  const SECRET = { id: 'C0123ABCD', name: 'alerts', is_member: true, is_private: true }
  const MANY = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `C9${i}`, name: `other-${i}` }))

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
    ['a channel that it is not in', {}, { channels: [{ id: 'C1', name: 'alerts' }] }, 'error: the app is not in #alerts: invite it'],
    [
      'a channel that it is not in, and may post to',
      {},
      { scopes: [...SCOPES, 'chat:write.public'], channels: [{ id: 'C1', name: 'alerts' }] },
      'warning: the app is not in #alerts: it may post there, but no pictures; invite it',
    ],
    [
      'no private one that it cannot see by name',
      {},
      { channels: [SECRET] },
      'error: #alerts is no channel that the app can see: correct it; if it is private',
    ],
    [
      'no private one that it cannot see by id',
      { channel: 'C0123ABCD' },
      { channels: [SECRET] },
      'warning: whether C0123ABCD can be posted to is not known',
    ],
    ['a private one that it sees', {}, { scopes: [...SCOPES, 'groups:read'], channels: [SECRET] }, 'ok: #alerts is there'],
    ['the one among thousands', {}, { channels: [...MANY(2500), { id: 'C1', name: 'alerts', is_member: true }] }, 'ok: #alerts is there'],
    [
      'that there are too many to look at all',
      {},
      { channels: MANY(20_001) },
      'warning: whether #alerts can be posted to is not known: the workspace has more',
    ],
    ['an archived channel', {}, { channels: [{ id: 'C1', name: 'alerts', is_archived: true }] }, 'error: #alerts is archived'],
  ])('finds %s, and says what to do', async (_, options, terms, expected) => {
    expect((await levels(options, terms)).some((finding) => finding.startsWith(expected))).toBe(true)
  })
})
