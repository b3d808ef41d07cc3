import { expect, test } from 'vitest'
import type { Memory } from '../../../core/index.ts'
import { claimKey } from '../../../core/pipeline/claims.ts'
import { HOUR_MS, only, TIME } from '../sink.ts'
import { containers, deliver, slowQuery } from './containers.ts'
import type { SlackMessage } from './slack-server.ts'

const KINDS = 50
const MINUTE_MS = 60_000

/** 10,000 slow queries in a minute, of 50 kinds, in slices as a log stream is cut. */
const storm = (from: number) => {
  const events = Array.from({ length: 10_000 }, (_, i) =>
    slowQuery(`${from}-${i}`, { Fingerprint: `select ${i % KINDS}`, Query_time: 1 + (i % KINDS) }, from + i * (MINUTE_MS / 10_000)),
  )
  return Array.from({ length: 20 }, (_, i) => events.slice(i * 500, (i + 1) * 500))
}

const shown = ({ blocks }: SlackMessage) => JSON.stringify(blocks)

/** How often each kind was told of, or is counted for the next. */
async function counted(memory: Memory): Promise<readonly number[]> {
  const keys = Array.from({ length: KINDS }, (_, i) =>
    claimKey('alerts', HOUR_MS, '{}', ['Instance', 'Fingerprint'], ['shop-1', `select ${i}`]),
  )
  const facts = await Promise.all(keys.map((key) => memory.get(key)))
  return facts.map((fact) => {
    const { held, receipt } = JSON.parse(fact?.value ?? '{}')
    return receipt.seen + held - receipt.told
  })
}

test('a storm over five containers is a few messages, every query is counted, and Slack is never asked too soon', async () => {
  const { server, engines, memory } = await containers(5, {
    everyMs: HOUR_MS,
    isOnDisk: false,
    slack: { perSecond: 4, updatesPerSecond: 4 },
  })
  const pour = async (from: number) => {
    const slices = storm(from)
    const answers = engines.map(async (engine, i) => {
      const outcomes = []
      for (const slice of slices.filter((_, j) => j % engines.length === i)) outcomes.push(...(await deliver(engine, ...slice)))
      return outcomes
    })
    return (await Promise.all(answers)).flat()
  }

  const first = await pour(TIME)
  const [firstMessages, firstCounts] = [server.messages.length, await counted(memory)]
  const second = await pour(TIME + HOUR_MS + MINUTE_MS)
  const secondMessages = server.messages.length - firstMessages
  const secondCounts = await counted(memory)
  const late = (hours: number) =>
    deliver(engines[0], slowQuery(`late-${hours}`, { Fingerprint: 'select 7' }, TIME + hours * HOUR_MS + 2 * MINUTE_MS))
  await late(2)
  await late(3)

  for (const outcomes of [first, second]) {
    expect(outcomes).toHaveLength(10_000)
    expect(outcomes.every(({ status }) => status === 'delivered')).toBe(true)
  }
  for (const messages of [firstMessages, secondMessages]) {
    expect(messages).toBeGreaterThan(0)
    expect(messages).toBeLessThanOrEqual(60)
  }
  expect(firstCounts).toEqual(Array.from({ length: KINDS }, () => 200))
  expect(secondCounts).toEqual(Array.from({ length: KINDS }, () => 400))
  expect(server.hasty).toEqual([])
  const [sample] = server.messages.slice(-1)
  const root = only(server.messages.filter(({ ts }) => ts === sample?.thread_ts))
  expect(shown(root)).toContain('402 times or more, the longest told 12 s')
  expect(root.updates).toBe(1)
})

test('where Slack takes four messages a second, each 429 is waited for, and what does not get through in time is told together', async () => {
  const { server, engines } = await containers(5, { everyMs: HOUR_MS, isOnDisk: false, slack: { perSecond: 4 } })

  const outcomes = await Promise.all(
    engines.map((engine, i) =>
      deliver(engine, ...Array.from({ length: 8 }, (_, j) => slowQuery(`${i}-${j}`, { Fingerprint: `select ${i} ${j}` }))),
    ),
  )

  expect(outcomes.flat().every(({ status }) => status === 'delivered')).toBe(true)
  expect(server.throttled.length).toBeGreaterThan(0)
  expect(server.hasty).toEqual([])
  expect(new Set(server.messages.flatMap((message) => shown(message).match(/SELECT '\d-\d'/g) ?? [])).size).toBe(40)
})
