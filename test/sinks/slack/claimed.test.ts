import { describe, expect, test } from 'vitest'
import { checkOptions } from '../../../core/config/check-options.ts'
import { defineSink, delivered, type LogEvent, type Plugin, retry } from '../../../core/index.ts'
import type { Engine } from '../../../core/start.ts'
import s3 from '../../../sinks/s3/index.ts'
import slack from '../../../sinks/slack/index.ts'
import { branchPlan, engineOf, planOf, routePlan, scripted, sinkPlan } from '../../core/pipeline/world.ts'
import { TIME, tempFolder } from '../sink.ts'
import { type SlackServer, startSlack } from './slack-server.ts'

const alertOf = (id: string, fields: object = {}, time = TIME): LogEvent => ({
  id,
  time,
  message: JSON.stringify({ does: 'records', fields: [{ Instance: 'shop-1', Query_time: 12, Query: `SELECT '${id}'`, ...fields }] }),
  origin: { source: 's', logGroup: 'a', logStream: 's' },
})

/** Engines over one memory in a folder, as containers of Lambda have one bucket; `search` is down while `isDown` says so. */
async function containers(count: number, everyMs: number | undefined, isDown = () => false) {
  const server = await startSlack()
  const folder = tempFolder()
  const search = defineSink({
    name: 'search',
    summary: 's',
    options: {},
    create: () => ({ write: async (records) => records.map(() => (isDown() ? retry('LF_SINK_UNAVAILABLE') : delivered)) }),
  }) as Plugin<'sink'>
  const branches = [
    branchPlan('b0', 'search'),
    branchPlan('b1', 'alerts', { by: ['Instance', 'Kind'], ...(everyMs === undefined ? {} : { everyMs }) }),
  ]
  const once = { retry: { attempts: 1, baseMs: 1, capMs: 1 }, timeoutMs: 30_000 }
  const plan = planOf(
    [routePlan('r', 'a', branches, { parser: { id: 'scripted', plugin: scripted, options: {} } })],
    [
      sinkPlan('search', search, once),
      sinkPlan('alerts', slack as Plugin<'sink'>, {
        ...once,
        options: checkOptions(slack, { url: server.url, token: 'xoxb-good', channel: '#alerts' }),
      }),
      sinkPlan('kept', s3 as Plugin<'sink'>, { options: checkOptions(s3, { url: `file:${folder}` }) }),
    ],
    { memory: 'kept' },
  )
  const engines = Array.from({ length: count }, () => engineOf(plan).engine)
  return { server, engines }
}

const deliver = (engine: Engine | undefined, events: readonly LogEvent[]) => engine?.pipeline({}).deliver(events)
const roots = ({ messages }: SlackServer) => messages.filter(({ thread_ts }) => thread_ts === undefined)

describe('an alert is posted once', () => {
  test('though the search is down for three deliveries, and all of them are sent again', async () => {
    let deliveries = 0
    const { server, engines } = await containers(4, 3_600_000, () => deliveries <= 3)

    const statuses: (string | undefined)[] = []
    for (const engine of engines) {
      deliveries++
      statuses.push((await deliver(engine, [alertOf('a')]))?.outcomes[0]?.status)
    }

    expect(statuses).toEqual(['retry', 'retry', 'retry', 'delivered'])
    expect(server.messages).toHaveLength(1)
  })

  test('without `every`, though it is delivered again and again, and by other containers', async () => {
    const { server, engines } = await containers(3, undefined)

    for (const engine of engines) await deliver(engine, [alertOf('a'), alertOf('b')])

    expect(server.messages).toHaveLength(2)
  })

  test('though eight containers see one of its kind at the same moment, and the next one says that it was not alone', async () => {
    const { server, engines } = await containers(8, 3_600_000)

    await Promise.all(engines.map((engine, i) => deliver(engine, [alertOf(`e${i}`, {}, TIME + i)])))
    await deliver(engines[0], [alertOf('later', {}, TIME + 3_700_000)])

    expect(roots(server)).toHaveLength(1)
    expect(server.messages).toHaveLength(2)
    expect(JSON.stringify(server.messages[0]?.blocks)).toMatch(/[2-9] times or more/)
  })

  test('and again where Slack took it, but its answer did not come: once more at the most', async () => {
    const { server, engines } = await containers(2, 3_600_000)
    server.trouble('chat.postMessage', 'done, then reset')

    const first = await deliver(engines[0], [alertOf('a')])
    const second = await deliver(engines[1], [alertOf('a')])
    await deliver(engines[0], [alertOf('a')])

    expect([first, second].map((answer) => answer?.outcomes[0]?.status)).toEqual(['retry', 'delivered'])
    expect(server.messages).toHaveLength(2)
  })
})

test('a storm of 10,000 slow queries of 50 kinds, in five containers, is a few messages, and each has its outcome', async () => {
  const { server, engines } = await containers(5, 3_600_000)
  const events = Array.from({ length: 10_000 }, (_, i) => alertOf(`e${i}`, { Kind: `kind ${i % 50}` }, TIME + i * 6))
  const slices = Array.from({ length: 20 }, (_, i) => events.slice(i * 500, (i + 1) * 500))

  const answers = await Promise.all(
    engines.map(async (engine, i) => {
      const outcomes = []
      for (const slice of slices.filter((_, j) => j % 5 === i)) outcomes.push(...((await deliver(engine, slice))?.outcomes ?? []))
      return outcomes
    }),
  )

  expect(answers.flat()).toHaveLength(10_000)
  expect(answers.flat().every(({ status }) => status === 'delivered')).toBe(true)
  expect(server.messages.length).toBeLessThanOrEqual(20)
  expect(server.calls.filter((method) => method === 'chat.postMessage').length).toBe(server.messages.length)
})
