import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { instanceOf } from '../../../core/testing/index.ts'
import slack from '../../../sinks/slack/index.ts'
import { recordOf, write } from '../sink.ts'

/** An incoming webhook that answers so, and what came to it. */
async function hook(status = 200, said = 'ok', headers: Readonly<Record<string, string>> = {}) {
  const bodies: Readonly<Record<string, unknown>>[] = []
  const server = createServer(async (request, response) => {
    bodies.push(JSON.parse(await text(request)))
    response.writeHead(status, headers).end(said)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const sink = instanceOf(slack, { webhook: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T/B/secret` })
  return { sink, bodies }
}

test('a webhook gets the message, without a channel, and no pictures are drawn for it', async () => {
  const { sink, bodies } = await hook()
  let drawn = 0

  const [outcome] = await write(sink, [recordOf()], {
    pictures: async () => {
      drawn++
      return []
    },
  })

  expect(outcome?.status).toBe('delivered')
  expect(bodies).toEqual([expect.objectContaining({ text: 'Slow query 12.4 s on `shop-1` at 11:10:01 UTC: `SELECT 1`' })])
  expect(bodies[0]).not.toHaveProperty('channel')
  expect(drawn).toBe(0)
})

test.each([
  [404, 'no_service', { status: 'retry', code: 'LF_SINK_DENIED', detail: expect.stringContaining('make a new one') }],
  [410, 'channel_is_archived', { status: 'retry', code: 'LF_SINK_UNFIT' }],
  [429, 'rate_limited', { status: 'retry', retryAfterMs: 3000 }],
  [500, 'rollup_error', { status: 'retry', code: 'LF_SINK_UNAVAILABLE' }],
  [400, 'invalid_payload', { status: 'rejected', code: 'LF_SINK_REFUSED' }],
])('HTTP %i %s', async (status, said, expected) => {
  const { sink } = await hook(status, said, status === 429 ? { 'retry-after': '3' } : {})

  const [outcome] = await write(sink, [recordOf()])

  expect(outcome).toMatchObject(expected)
  expect(JSON.stringify(outcome)).not.toContain('secret')
})
