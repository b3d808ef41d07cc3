import { describe, expect, test } from 'vitest'
import { HOUR_MS, TIME } from '../sink.ts'
import { containers, deliver, slowQuery } from './containers.ts'
import type { SlackServer } from './slack-server.ts'

const roots = ({ messages }: SlackServer) => messages.filter(({ thread_ts }) => thread_ts === undefined)

describe('an alert is posted once', () => {
  test('though the search is down for three deliveries, and all of them are sent again', async () => {
    let deliveries = 0
    const { server, engines } = await containers(4, { everyMs: HOUR_MS, isDown: () => deliveries <= 3 })

    const statuses: (string | undefined)[] = []
    for (const engine of engines) {
      deliveries++
      statuses.push((await deliver(engine, slowQuery('a')))[0]?.status)
    }

    expect(statuses).toEqual(['retry', 'retry', 'retry', 'delivered'])
    expect(server.messages).toHaveLength(1)
  })

  test('without `every`, though it is delivered again and again, and by other containers', async () => {
    const { server, engines } = await containers(3)

    for (const engine of engines) await deliver(engine, slowQuery('a'), slowQuery('b'))

    expect(server.messages).toHaveLength(2)
  })

  test.each([[undefined], [HOUR_MS]])('though eight containers have the very same delivery at once, with `every` of %s', async (every) => {
    const { server, engines } = await containers(8, every === undefined ? {} : { everyMs: every })

    const answers = await Promise.all(engines.map((engine) => deliver(engine, slowQuery('a'))))

    expect(server.messages).toHaveLength(1)
    expect(answers.flat().every(({ status }) => status === 'delivered')).toBe(true)
  })

  test('though eight containers see one of its kind at the same moment, and the next one says that it was not alone', async () => {
    const { server, engines } = await containers(8, { everyMs: HOUR_MS })

    await Promise.all(engines.map((engine, i) => deliver(engine, slowQuery(`e${i}`, {}, TIME + i))))
    await deliver(engines[0], slowQuery('later', {}, TIME + HOUR_MS + 100))

    expect(roots(server)).toHaveLength(1)
    expect(server.messages).toHaveLength(2)
    expect(JSON.stringify(server.messages[0]?.blocks)).toContain('9 times or more')
  })

  test('and again where Slack took it, but its answer did not come: once more at the most', async () => {
    const { server, engines } = await containers(3, { everyMs: HOUR_MS })
    server.trouble('chat.postMessage', 'done, then reset')

    const answers = []
    for (const engine of engines) answers.push(...(await deliver(engine, slowQuery('a'))))

    expect(answers.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered'])
    expect(server.messages).toHaveLength(2)
  })
})
