import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { describeWithServer } from '../servers/describe-with-server.ts'
import { type RunningFunction, startFunction } from '../servers/start-function.ts'
import { encode } from '../sources/cloudwatch/subscription.ts'
import { packKeeper } from './packed.ts'
import { unpack } from './unzip.ts'

const subscription = (...messages: readonly string[]) =>
  encode({
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/aws/rds/instance/shop-1/slowquery',
    logStream: 'shop-1',
    logEvents: messages.map((message, i) => ({ id: `${i}-${message.slice(0, 8)}`, timestamp: 1_795_345_800_000, message })),
  })

describeWithServer('rie-1.170.0', (emulator) => {
  async function start(timeoutSeconds = 30): Promise<RunningFunction & { readonly kept: () => readonly string[] }> {
    const { zip, folder, kept } = await packKeeper()
    const task = path.join(folder, 'task')
    unpack(zip, task)
    const running = await startFunction(emulator, { task, timeoutSeconds, env: { KEPT: kept } })
    onTestFinished(running.stop)
    return { ...running, kept: () => (existsSync(kept) ? readFileSync(kept, 'utf8').trimEnd().split('\n') : []) }
  }

  test('a packed function answers, three times in one process', async () => {
    const { invoke, kept, said } = await start()

    const answers = []
    for (const id of ['a', 'b', 'c']) answers.push(await invoke(subscription(`SELECT ${id}`)))

    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ received: 1, delivered: 1, dropped: 0, rejected: 0 })))
    expect(kept()).toEqual(['0-SELECT a', '0-SELECT b', '0-SELECT c'])
    const reports = said()
      .split('\n')
      .filter((line) => line.includes('"_aws"'))
      .map((line) => JSON.parse(line))
    expect(reports.map(({ ColdStarts, Events, requestId }) => [ColdStarts, Events, typeof requestId])).toEqual([
      [1, 1, 'string'],
      [0, 1, 'string'],
      [0, 1, 'string'],
    ])
  })

  test('what must be sent again is an error, and the next invocation is clean', async () => {
    const { invoke, kept } = await start()

    const failed = await invoke(subscription('DOWN'))
    const next = await invoke(subscription('SELECT 1'))

    expect(failed).toMatchObject({ errorType: 'LogferryError', errorMessage: expect.stringContaining('LF_NOT_DELIVERED 1 of 1') })
    expect(next).toMatchObject({ delivered: 1 })
    expect(kept()).toEqual(['0-SELECT 1'])
  })

  test('a sink that hangs is given up in time to answer, in the same process', async () => {
    const { invoke, said } = await start(3)

    const failed = await invoke(subscription('HANG'))
    const next = await invoke(subscription('SELECT 1'))

    expect(failed).toMatchObject({ errorMessage: expect.stringContaining('LF_DEADLINE 1') })
    expect(next).toMatchObject({ delivered: 1 })
    expect(said()).toContain('"ColdStarts":0')
  })

  test('an unknown event is an error that names what was seen', async () => {
    const { invoke } = await start()

    expect(await invoke({ Records: [{ eventSource: 'aws:dynamodb' }] })).toMatchObject({
      errorMessage: expect.stringContaining('LF_EVENT_UNKNOWN no source knows an event with the keys Records (aws:dynamodb)'),
    })
  })

  test('after a process that ended, the next one takes the event', async () => {
    const { invoke, kept } = await start()

    await invoke(subscription('EXIT'))
    const next = await invoke(subscription('SELECT 1'))

    expect(next).toMatchObject({ delivered: 1 })
    expect(kept()).toEqual(['0-SELECT 1'])
  })

  test('a payload of nearly 6 MB goes through', async () => {
    const { invoke, kept } = await start(110)
    // Random text hardly shrinks; in small letters none of it tells the sink what to do.
    const messages = Array.from(
      { length: 4000 },
      (_, i) =>
        `${i} ${Buffer.from(crypto.getRandomValues(new Uint8Array(1100)))
          .toString('base64')
          .toLowerCase()}`,
    )
    const payload = subscription(...messages)

    const answer = await invoke(payload)

    expect(JSON.stringify(payload).length).toBeGreaterThan(4_000_000)
    expect(JSON.stringify(payload).length).toBeLessThan(6_291_556)
    expect(answer).toMatchObject({ received: 4000, delivered: 4000 })
    expect(kept()).toHaveLength(4000)
  }, 120_000)
})
