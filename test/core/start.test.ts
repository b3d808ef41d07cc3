import { describe, expect, test } from 'vitest'
import { defineSink, delivered, type Plugin, rejected } from '../../core/index.ts'
import { branchPlan, engineOf, eventOf, planOf, routePlan, sinkPlan } from './pipeline/world.ts'

const keeping = (kept: string[], more: object = {}): Plugin<'sink'> =>
  defineSink({
    name: 'keeping',
    summary: 'Keeps ids.',
    options: {},
    create: () => ({
      async write(records) {
        kept.push(...records.map(({ id }) => id))
        return records.map(() => delivered)
      },
      ...more,
    }),
  })

const twoSinks = () => {
  const one: string[] = []
  const two: string[] = []
  const route = routePlan('routes[0]', 'a', [branchPlan('routes[0].to[0]', 'one'), branchPlan('routes[0].to[1]', 'two')])
  return { one, two, plan: planOf([route], [sinkPlan('one', keeping(one)), sinkPlan('two', keeping(two))]) }
}
const event = eventOf('e', { does: 'records', fields: [{}] })

describe('a pipeline', () => {
  test('of only some sinks writes to no others', async () => {
    const { one, two, plan } = twoSinks()

    await engineOf(plan)
      .engine.pipeline({ only: ['one'] })
      .deliver([event])

    expect([one, two]).toEqual([['e'], []])
  })

  test('with some sinks muted writes to all but these', async () => {
    const { one, two, plan } = twoSinks()

    await engineOf(plan)
      .engine.pipeline({ mute: ['one'] })
      .deliver([event])

    expect([one, two]).toEqual([[], ['e']])
  })

  test('says once per log group that no route takes it, and drops its events', async () => {
    const { plan } = twoSinks()
    const { engine, said } = engineOf(plan)
    const lost = eventOf('e', { does: 'nothing' }, { origin: { source: 't', logGroup: 'b', logStream: 's' } })

    const { outcomes } = await engine.pipeline({}).deliver([lost, lost])
    await engine.pipeline({}).deliver([lost])

    expect(outcomes).toEqual(Array(2).fill({ status: 'dropped', reason: 'no route' }))
    expect(said).toEqual(['no route takes this log group; its events are dropped'])
  })

  test('of no events delivers nothing', async () => {
    expect(
      await engineOf(twoSinks().plan)
        .engine.pipeline({})
        .deliver([], { parser: { a: 1 } }),
    ).toEqual({ outcomes: [], carry: { parser: { a: 1 } } })
  })
})

describe('an engine', () => {
  test('writes records straight to one sink', async () => {
    const { one, two, plan } = twoSinks()
    const record = { id: 'r', time: 0, text: '', fields: {}, origin: event.origin }

    expect(await engineOf(plan).engine.write('two', [record], new AbortController().signal)).toEqual([delivered])
    expect([one, two]).toEqual([[], ['r']])
  })

  test('says which sink cannot be closed, and closes the others', async () => {
    const closed: string[] = []
    const failing = keeping([], { close: async () => Promise.reject(new Error('stuck')) })
    const fine = keeping([], { close: async () => void closed.push('fine') })
    const { engine, said } = engineOf(planOf([], [sinkPlan('one', failing), sinkPlan('two', fine)]))

    await engine.close(new AbortController().signal)

    expect(closed).toEqual(['fine'])
    expect(said).toEqual(['a sink could not be closed'])
  })
})

describe('the dead letter', () => {
  const refusing = defineSink({
    name: 'refusing',
    summary: 'Refuses all.',
    options: {},
    create: () => ({ write: async (records) => records.map(() => rejected('LF_SINK_REFUSED', 'never')) }),
  })
  const route = routePlan('routes[0]', 'a', [branchPlan('routes[0].to[0]', 'one')])

  test('gets each refused record with who refused it and why, and the event is then settled', async () => {
    const letters: unknown[] = []
    const dead = keeping([], {
      async write(records: readonly { id: string; refused?: object }[]) {
        letters.push(...records.map(({ id, refused }) => ({ id, ...refused })))
        return records.map(() => delivered)
      },
    })

    const { outcomes } = await engineOf(planOf([route], [sinkPlan('one', refusing), sinkPlan('dead', dead)], { deadLetter: 'dead' }))
      .engine.pipeline({})
      .deliver([event])

    expect(letters).toEqual([{ id: 'e', sink: 'one', branch: 'routes[0].to[0]', code: 'LF_SINK_REFUSED', detail: 'never' }])
    expect(outcomes[0]?.status).toBe('rejected')
  })

  test('that refuses, too, leaves the event to be sent again', async () => {
    const plan = planOf([route], [sinkPlan('one', refusing), sinkPlan('dead', refusing)], { deadLetter: 'dead' })

    const { outcomes } = await engineOf(plan).engine.pipeline({}).deliver([event])

    expect(outcomes[0]).toMatchObject({ status: 'retry', code: 'LF_DEAD_LETTER_FAILED' })
  })

  test('that is not wanted leaves it rejected, and counted', async () => {
    const { engine, ledgers } = engineOf(planOf([route], [sinkPlan('one', refusing)]))

    const { outcomes } = await engine.pipeline({}).deliver([event])

    expect(outcomes[0]?.status).toBe('rejected')
    expect(ledgers[0]?.codes).toEqual({ LF_SINK_REFUSED: 1 })
  })
})
