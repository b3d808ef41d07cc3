import { expect, test } from 'vitest'
import { defineSink, delivered, type Job } from '../../core/index.ts'
import { createHandler } from '../../lambda/index.ts'
import type { InvocationReport } from '../../lambda/report.ts'
import { measuredReserve } from '../../lambda/reserve.ts'
import { encode } from '../sources/cloudwatch/subscription.ts'
import { envelope } from '../sources/kinesis/stream.ts'

/** A function with a sink that hangs while it is told to, and hears no signal. */
function opened() {
  const state = { hangs: true, jobs: [] as Job[], written: 0 }
  const slow = defineSink({
    name: 'slow',
    summary: 'Hangs.',
    options: {},
    create: () => ({
      async write(records, job) {
        state.jobs.push(job)
        if (state.hangs) await new Promise(() => undefined)
        state.written += records.length
        return records.map(() => delivered)
      },
    }),
  })
  const reports: InvocationReport[] = []
  const handle = createHandler({
    config: {
      plugins: ['slow'],
      routes: [{ match: { logGroup: '**' }, parser: 'passthrough', to: ['kept'] }],
      sinks: { kept: { use: 'slow' } },
      deadLetter: false,
    },
    plugins: [slow],
    log: () => undefined,
    report: (report) => reports.push(report),
  })
  const invoke = (id: string, ms: number) => {
    const end = Date.now() + ms
    return handle(encode(envelope({ ids: [id] })), { getRemainingTimeInMillis: () => end - Date.now() })
  }
  return { state, reports, invoke }
}

test('a sink that hangs is told to stop, the answer says what must be sent again, and the next invocation is clean', async () => {
  const { state, invoke, reports } = opened()

  const first = invoke('a', 1200)
  await expect(first).rejects.toThrow('LF_NOT_DELIVERED 1 of 1 events must be sent again: LF_DEADLINE 1')
  expect(state.jobs.map(({ signal }) => signal.aborted)).toEqual([true])
  state.hangs = false
  const second = await invoke('b', 30_000)

  expect(second).toEqual({ received: 1, delivered: 1, dropped: 0, rejected: 0 })
  expect(state.written).toBe(1)
  expect(state.jobs.at(-1)?.signal.aborted).toBe(false)
  expect(reports.map(({ isCold }) => isCold)).toEqual([true, false])
  expect(reports[1]?.ledger.codes).toEqual({})
})

test('the reserve follows what the process has seen, and only grows', () => {
  const reserve = measuredReserve()

  const guess = reserve.ms()
  reserve.saw(10, 0)
  const calm = reserve.ms()
  reserve.saw(400, 900)
  const busy = reserve.ms()
  reserve.saw(0, 0)

  expect(calm).toBeLessThan(guess)
  expect(busy).toBe(500 + 1.5 * 800)
  expect(reserve.ms()).toBe(busy)
})
