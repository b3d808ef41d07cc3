import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineSink, delivered, type LogEvent, type LogRecord, type Memory, retry } from '../../../core/index.ts'
import { localMemory } from '../../../core/pipeline/guarded-memory.ts'
import type { BranchPlan, Plan } from '../../../core/plan.ts'
import { chance } from '../../../core/testing/chance.ts'
import { faultyMemory } from '../../../core/testing/index.ts'
import { branchPlan, engineOf, eventOf, planOf, routePlan, sinkPlan } from './world.ts'

const HOUR = 3_600_000
const NOON = 1_795_345_200_000

/** A chat that shows all it was ever sent; `fails` decides by id and attempt whether a post gets through. */
const chatPlan = (posted: LogRecord[], memory: Memory, terms: Partial<BranchPlan>, fails: (id: string) => boolean = () => false): Plan => {
  const chat = defineSink({
    name: 'chat',
    summary: 'Keeps what it was sent.',
    options: {},
    create: () => ({
      batch: { records: 1, inFlight: 1 },
      idempotent: false,
      memory,
      async write(records) {
        return records.map((record) => {
          if (fails(record.id)) return retry('LF_SINK_UNAVAILABLE')
          posted.push(record)
          return { ...delivered, receipt: `ts-${record.id}` }
        })
      },
    }),
  })
  const route = routePlan('routes[0]', 'a', [branchPlan('routes[0].to[0]', 'chat', terms)])
  return planOf([route], [sinkPlan('chat', chat, { retry: { attempts: 1, baseMs: 1, capMs: 1 } })], { memory: 'chat' })
}

const slow = (id: string, minutes: number, instance = 'p1') =>
  eventOf(id, { does: 'records', fields: [{ Instance: instance }] }, { time: NOON + minutes * 60_000 })

describe('a sink that is not idempotent', () => {
  test('is sent each record once, however often it is delivered', async () => {
    const posted: LogRecord[] = []
    const memory = localMemory()
    const events = [slow('a', 0), slow('b', 1), slow('a', 0)]

    for (const _ of [1, 2])
      await engineOf(chatPlan(posted, memory, {}))
        .engine.pipeline({})
        .deliver(events)

    expect(posted.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test('answers a second delivery with what it gave at the first', async () => {
    const memory = localMemory()
    const deliver = () =>
      engineOf(chatPlan([], memory, {}))
        .engine.pipeline({})
        .deliver([slow('a', 0)])

    await deliver()

    expect((await deliver()).outcomes).toEqual([{ status: 'delivered', receipt: 'ts-a' }])
  })

  test('is sent a record again when the first write did not get through', async () => {
    const posted: LogRecord[] = []
    const memory = localMemory()
    let isDown = true
    const deliver = () =>
      engineOf(chatPlan(posted, memory, {}, () => isDown))
        .engine.pipeline({})
        .deliver([slow('a', 0)])

    expect((await deliver()).outcomes[0]?.status).toBe('retry')
    isDown = false
    expect((await deliver()).outcomes[0]?.status).toBe('delivered')

    expect(posted).toHaveLength(1)
  })
})

describe('every and by', () => {
  test('let one record per key and window through, and say how many were held back', async () => {
    const posted: LogRecord[] = []
    const memory = localMemory()
    const deliver = (...events: ReturnType<typeof slow>[]) =>
      engineOf(chatPlan(posted, memory, { everyMs: HOUR, by: ['Instance'] }))
        .engine.pipeline({})
        .deliver(events)

    await deliver(slow('a', 0), slow('b', 1), slow('c', 2, 'p2'))
    await deliver(slow('d', 30), slow('e', 59))
    await deliver(slow('f', 60))

    expect(posted.map(({ id, heldBack, receipt }) => [id, heldBack, receipt])).toEqual([
      ['a', undefined, undefined],
      ['c', undefined, undefined],
      ['f', 3, 'ts-a'],
    ])
  })

  test('let one through per window of one delivery, too, and say what each held back', async () => {
    const posted: LogRecord[] = []
    const memory = localMemory()
    const events = [0, 30, 60, 61, 119, 121, 300].map((minutes) => slow(`m${minutes}`, minutes))
    const deliver = () =>
      engineOf(chatPlan(posted, memory, { everyMs: HOUR, by: ['Instance'] }))
        .engine.pipeline({})
        .deliver(events)

    const { outcomes } = await deliver()
    await deliver()

    expect(posted.map(({ id, heldBack }) => [id, heldBack])).toEqual([
      ['m0', undefined],
      ['m60', 1],
      ['m121', 2],
      ['m300', undefined],
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      'delivered',
      'dropped',
      'delivered',
      'dropped',
      'dropped',
      'delivered',
      'delivered',
    ])
  })

  test('go on where a file has grown: what came later than the window of the record that spoke is said', async () => {
    const posted: LogRecord[] = []
    const memory = localMemory()
    const deliver = (...events: ReturnType<typeof slow>[]) =>
      engineOf(chatPlan(posted, memory, { everyMs: HOUR, by: ['Instance'] }))
        .engine.pipeline({})
        .deliver(events)

    await deliver(slow('a', 0))
    await deliver(slow('a', 0), slow('b', 20), slow('c', 120))

    expect(posted.map(({ id, heldBack }) => [id, heldBack])).toEqual([
      ['a', undefined],
      ['c', 1],
    ])
  })

  test('count nothing twice that is delivered twice', async () => {
    const posted: LogRecord[] = []
    const memory = localMemory()
    const deliver = (...events: ReturnType<typeof slow>[]) =>
      engineOf(chatPlan(posted, memory, { everyMs: HOUR, by: ['Instance'] }))
        .engine.pipeline({})
        .deliver(events)

    for (const _ of [1, 2, 3]) await deliver(slow('a', 0), slow('b', 1))
    for (const _ of [1, 2, 3]) await deliver(slow('c', 5))
    await deliver(slow('d', 61))

    expect(posted.at(-1)).toMatchObject({ id: 'd', heldBack: 2 })
  })

  test('a write that failed leaves the window as it was', async () => {
    const posted: LogRecord[] = []
    const memory = localMemory()
    const deliver = (event: ReturnType<typeof slow>, isDown: boolean) =>
      engineOf(chatPlan(posted, memory, { everyMs: HOUR, by: ['Instance'] }, () => isDown))
        .engine.pipeline({})
        .deliver([event])

    await deliver(slow('a', 0), false)
    await deliver(slow('b', 90), true)
    await deliver(slow('c', 91), false)

    expect(posted.map(({ id }) => id)).toEqual(['a', 'c'])
  })

  test('a claim whose owner died is taken over once its time is up, and not before', async () => {
    const posted: LogRecord[] = []
    const memory = localMemory()
    const dying = faultyMemory({ fault: 'hangs', memory, when: (_, __, value) => value?.includes('"sent"') === true })
    let now = NOON
    const deliver = (event: ReturnType<typeof slow>, of: Memory) =>
      engineOf(chatPlan(posted, of, { everyMs: HOUR, by: ['Instance'] }), { now: () => now })
        .engine.pipeline({ signal: AbortSignal.timeout(300), deadline: now + 300 })
        .deliver([event])

    await deliver(slow('a', 0), dying)
    await deliver(slow('b', 61), memory)
    now += 300 + 5001
    await deliver(slow('c', 62), memory)

    expect(posted.map(({ id }) => id)).toEqual(['a', 'c'])
  })

  test('a memory that fails lets the alert out, and is counted', async () => {
    const posted: LogRecord[] = []
    const { engine, ledgers } = engineOf(chatPlan(posted, faultyMemory({ fault: 'throws' }), { everyMs: HOUR, by: ['Instance'] }))

    await engine.pipeline({}).deliver([slow('a', 0), slow('b', 1)])

    expect(posted.map(({ id }) => id)).toEqual(['a'])
    expect(ledgers[0]?.notes).toEqual({ unclaimed: 1 })
  })

  test('a memory that fails just after a claim is asked again after the write', async () => {
    const posted: LogRecord[] = []
    const memory = localMemory()
    let isDown = false
    const lapsing: Memory = {
      ...memory,
      get(key) {
        if (!isDown) return memory.get(key)
        isDown = false
        return Promise.reject(new Error('not just now'))
      },
      put(key, value, old) {
        isDown = value.includes('"claimed"')
        return memory.put(key, value, old)
      },
    }
    const deliver = async (...events: readonly ReturnType<typeof slow>[]) => {
      const { engine, ledgers } = engineOf(chatPlan(posted, lapsing, { everyMs: HOUR, by: ['Instance'] }))
      await engine.pipeline({}).deliver(events)
      return ledgers[0]?.notes
    }

    await deliver(slow('a', 0))
    const notes = await deliver(slow('b', 30), slow('c', 61))
    await deliver(slow('c', 61))

    expect(posted.map(({ id }) => id)).toEqual(['a', 'c'])
    expect(notes).toEqual({})
  })

  test('a `by` field that is missing is the empty value', async () => {
    const posted: LogRecord[] = []
    const events = ['a', 'b'].map((id) => eventOf(id, { does: 'records', fields: [{}] }))

    await engineOf(chatPlan(posted, localMemory(), { everyMs: HOUR, by: ['Instance'] }))
      .engine.pipeline({})
      .deliver(events)

    expect(posted.map(({ id }) => id)).toEqual(['a'])
  })
})

describe('competing processes', () => {
  /** Engines over one memory, and a chat that takes its time; `isDown` says whether it takes what it is sent. */
  const slowChat = (posted: LogRecord[], memory: Memory, terms: Partial<BranchPlan>, isDown = (_: string) => false) => {
    const chat = defineSink({
      name: 'chat',
      summary: 'Takes its time.',
      options: {},
      create: () => ({
        batch: { records: Number.POSITIVE_INFINITY, inFlight: 1 },
        idempotent: false,
        memory,
        async write(records) {
          await setTimeout(60)
          return records.map((record) => {
            if (isDown(record.id)) return retry('LF_SINK_UNAVAILABLE')
            posted.push(record)
            return delivered
          })
        },
      }),
    })
    const route = routePlan('routes[0]', 'a', [branchPlan('routes[0].to[0]', 'chat', terms)])
    const sink = sinkPlan('chat', chat, { retry: { attempts: 1, baseMs: 1, capMs: 1 }, timeoutMs: 10_000 })
    return (...events: readonly LogEvent[]) =>
      engineOf(planOf([route], [sink], { memory: 'chat' }))
        .engine.pipeline({})
        .deliver(events)
  }

  test.each([
    ['its id', {}],
    ['its key', { everyMs: HOUR, by: ['Instance'] }],
  ])('that have the very same delivery at once post it once, by %s', async (_, terms) => {
    const posted: LogRecord[] = []
    const deliver = slowChat(posted, localMemory(), terms)

    const answers = await Promise.all(Array.from({ length: 8 }, () => deliver(slow('a', 0))))

    expect(posted).toHaveLength(1)
    expect(answers.map(({ outcomes }) => outcomes[0]?.status)).toEqual(Array.from({ length: 8 }, () => 'delivered'))
  })

  test('count all that they hold back, also while one of them is writing, and whatever the order of time', async () => {
    const posted: LogRecord[] = []
    const deliver = slowChat(posted, faultyMemory({ fault: 'late' }), { everyMs: HOUR, by: ['Instance'] })
    const deliveries = Array.from({ length: 20 }, (_, i) => Array.from({ length: 10 }, (_, j) => slow(`e${i}-${j}`, (i * 7 + j) % 59)))

    await Promise.all(
      [0, 1, 2, 3, 4].map(async (who) => {
        for (const [i, events] of deliveries.entries()) if (i % 5 === who) await deliver(...events)
      }),
    )
    for (const events of deliveries) await deliver(...events)
    await deliver(slow('last', 200))

    expect(posted).toHaveLength(2)
    expect(posted[1]).toMatchObject({ id: 'last', heldBack: 199 })
  })

  test('keep the count of one whose write failed', async () => {
    const posted: LogRecord[] = []
    const deliver = slowChat(posted, localMemory(), { everyMs: HOUR, by: ['Instance'] }, (id) => id === 'a' && posted.length === 0)

    await Promise.all([deliver(slow('a', 0)), setTimeout(30).then(() => deliver(slow('b', 1), slow('c', 2)))])
    await deliver(slow('d', 3))

    expect(posted).toMatchObject([{ id: 'd', heldBack: 2 }])
  })

  test('post one message per key between them, and each record that is delivered is one that was posted', { timeout: 60_000 }, async () => {
    const arbitrary = fc.tuple(fc.array(fc.constantFrom('p1', 'p2', 'p3'), { minLength: 2, maxLength: 12 }), fc.integer())
    await fc.assert(
      fc.asyncProperty(arbitrary, async ([instances, seed]) => {
        const posted: LogRecord[] = []
        const memory = faultyMemory({ fault: 'late' })
        const plan = chatPlan(posted, memory, { everyMs: HOUR, by: ['Instance'] })

        await Promise.all(
          instances.map((instance, i) =>
            engineOf(plan)
              .engine.pipeline({})
              .deliver([slow(`e${i}-${seed}`, i, instance)]),
          ),
        )

        const keys = posted.map(({ fields }) => fields['Instance'])
        expect(keys.toSorted()).toEqual([...new Set(instances)].toSorted())
      }),
      { numRuns: 40 },
    )
  })

  test('with writes that fail now and then, nothing stays unsaid and nothing is said twice', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const posted: LogRecord[] = []
        let round = 0
        const plan = chatPlan(posted, faultyMemory({ fault: 'late' }), {}, (id) => round < 5 && chance(seed, id, round) < 0.5)
        const events = Array.from({ length: 8 }, (_, i) => slow(`e${i}`, i))

        for (; round <= 5; round++) await Promise.all(events.map((event) => engineOf(plan).engine.pipeline({}).deliver([event])))

        expect(posted.map(({ id }) => id).toSorted()).toEqual(events.map(({ id }) => id))
      }),
      { numRuns: 20 },
    )
  })
})
