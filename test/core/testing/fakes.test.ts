import { describe, expect, test } from 'vitest'
import { defineSink, delivered, type LogRecord, type Outcome, retry, type Sink } from '../../../core/index.ts'
import {
  exampleEvent,
  exampleRecord,
  type FaultySinkTerms,
  fakeContext,
  fakeJob,
  fakePipeline,
  faultyMemory,
  faultySink,
  freeze,
  instanceOf,
} from '../../../core/testing/index.ts'
import { lossInJson } from '../../../core/testing/lossless.ts'

const records = Array.from({ length: 100 }, (_, i) => exampleRecord({ id: `${i}` }))

function open(terms: FaultySinkTerms = {}) {
  const { plugin, ...seen } = faultySink(terms)
  return { sink: instanceOf(plugin), ...seen }
}
const write = (sink: Sink, attempt = 1, list: readonly LogRecord[] = records) => sink.write(list, fakeJob({ attempt }))
const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status)

describe('a faulty sink', () => {
  test('works where nothing is said, and tells what it was given', async () => {
    const { sink, kept, batches } = open()

    expect(await write(sink)).toEqual(records.map(() => delivered))
    await write(sink, 2)

    expect(kept).toEqual([...records, ...records])
    expect(batches).toEqual([records.map(({ id }) => id)])
  })

  test('throws before it has written, or after it', async () => {
    const [throws, unsure] = [open({ fault: 'throws' }), open({ fault: 'unsure' })]

    await expect(write(throws.sink)).rejects.toThrow('broken on purpose')
    await expect(write(unsure.sink)).rejects.toThrow('broken on purpose')

    expect([throws.kept, unsure.kept]).toEqual([[], records])
  })

  test('hangs until the signal, or for ever', async () => {
    const stop = new AbortController()
    const hangs = open({ fault: 'hangs' }).sink.write(records, fakeJob({ signal: stop.signal }))
    const deaf = open({ fault: 'deaf' }).sink.write(records, fakeJob({ signal: stop.signal }))

    stop.abort(new Error('the time is up'))

    await expect(hangs).rejects.toThrow('the time is up')
    expect(await Promise.race([deaf, new Promise((resolve) => setTimeout(resolve, 50, 'nothing'))])).toBe('nothing')
  })

  test('answers with an outcome too many or too few', async () => {
    expect(await write(open({ fault: 'too many' }).sink)).toHaveLength(101)
    expect(await write(open({ fault: 'too few' }).sink)).toHaveLength(99)
  })

  test('takes two records at most', async () => {
    const { sink, kept } = open({ fault: 'too large' })

    await expect(write(sink, 1, records.slice(0, 3))).rejects.toMatchObject({ code: 'LF_SINK_TOO_LARGE' })
    await write(sink, 1, records.slice(0, 2))

    expect(kept).toHaveLength(2)
  })

  test('takes a record at the third attempt, or never', async () => {
    const [later, never] = [open({ fault: 'retry' }).sink, open({ fault: 'refuses' }).sink]

    const last = async (sink: Sink) => [
      (await write(sink, 1))[0]?.status,
      (await write(sink, 2))[0]?.status,
      (await write(sink, 3))[0]?.status,
    ]

    expect(await last(later)).toEqual(['retry', 'retry', 'delivered'])
    expect(await last(never)).toEqual(['rejected', 'rejected', 'rejected'])
  })

  test('does this to one record and that to another, and comes good', async () => {
    const { sink } = open({ fault: 'mixed' })

    const first = statuses(await write(sink, 1))
    const last = statuses(await write(sink, 5))

    expect(new Set(first)).toEqual(new Set(['delivered', 'rejected', 'retry']))
    expect(last).toEqual(first.map((status) => (status === 'retry' ? 'delivered' : status)))
  })

  test('fails as often as its share says, and does the same for the same seed', async () => {
    const failures = async (seed: number) => {
      const { sink } = open({ fault: 'throws', share: 0.5, seed })
      return (await Promise.allSettled(records.map((record) => write(sink, 1, [record])))).map(({ status }) => status)
    }

    const [one, same, other] = [await failures(1), await failures(1), await failures(2)]

    expect(one).toEqual(same)
    expect(one).not.toEqual(other)
    expect(one.filter((status) => status === 'rejected').length).toBeGreaterThan(25)
    expect(one.filter((status) => status === 'rejected').length).toBeLessThan(75)
  })

  test('is what else is said', () => {
    expect(open({ idempotent: false, batch: { records: 1 } }).sink).toMatchObject({ idempotent: false, batch: { records: 1 } })
  })
})

describe('a faulty memory', () => {
  test('throws without doing it, or having done it', async () => {
    const [throws, unsure] = (['throws', 'unsure'] as const).map((fault) => faultyMemory({ fault, when: (method) => method === 'put' }))

    await expect(throws?.put('k', 'v')).rejects.toThrow('broken on purpose')
    await expect(unsure?.put('k', 'v')).rejects.toThrow('broken on purpose')

    expect([await throws?.get('k'), (await unsure?.get('k'))?.value]).toEqual([undefined, 'v'])
  })

  test('says that another was first', async () => {
    const memory = faultyMemory({ fault: 'loses', when: (_, key) => key === 'k' })

    expect([await memory.put('k', 'v'), await memory.put('other', 'v')]).toEqual([false, true])
    expect(await memory.get('k')).toBeUndefined()
  })

  test('does it late, or never answers', async () => {
    const late = faultyMemory({ fault: 'late' })

    expect([await late.put('k', 'v'), (await late.get('k'))?.value]).toEqual([true, 'v'])
    const silent = faultyMemory({ fault: 'hangs' }).get('k')
    expect(await Promise.race([silent, new Promise((resolve) => setTimeout(resolve, 50, 'nothing'))])).toBe('nothing')
  })
})

test('a fake pipeline answers as it is told, and freezes what it is given', async () => {
  const { pipeline, deliveries, events } = fakePipeline({
    outcome: ({ message }, nth) => (message === `${nth}` ? delivered : retry('LF_DEADLINE')),
  })
  const list = [structuredClone(exampleEvent('1')), structuredClone(exampleEvent('2'))]

  const first = await pipeline.deliver(list)
  const second = await pipeline.deliver(list, first.carry)

  expect([statuses(first.outcomes), statuses(second.outcomes)]).toEqual([
    ['delivered', 'retry'],
    ['retry', 'delivered'],
  ])
  expect(second.carry).toEqual({ seen: 4 })
  expect(deliveries).toEqual([
    { events: list, carry: undefined },
    { events: list, carry: { seen: 2 } },
  ])
  expect(events()).toHaveLength(4)
  expect(list.every((event) => Object.isFrozen(event) && Object.isFrozen(event.origin))).toBe(true)
})

test('an instance gets its defaults, its secrets and its context, and wrong options are refused', async () => {
  const given: unknown[] = []
  const plugin = defineSink({
    name: 'spy',
    summary: 'Looks.',
    options: {
      size: { type: 'integer', description: 'A size.', default: 3 },
      token: { type: 'string', description: 'A token.', writeOnly: true },
    },
    create(options, { id, log }) {
      given.push(options.size, options.token, id)
      log('made', { size: options.size })
      return { write: async () => [] }
    },
  })
  const context = fakeContext('here')

  instanceOf(plugin, { token: 'abc' }, context)

  const [size, token, id] = given as [number, () => Promise<string>, string]
  expect([size, await token(), id]).toEqual([3, 'abc', 'here'])
  expect(context.logged).toEqual(['made'])
  expect(() => instanceOf(plugin, { colour: 'red' })).toThrow('LF_OPTION_INVALID')
})

test('freeze goes all the way down, in circles, too, and leaves bytes as they are', () => {
  const value = { list: [{ a: 1 }], bytes: new Uint8Array(1), self: {} }
  value.self = value

  freeze(value)

  expect([value, value.list, value.list[0]].every(Object.isFrozen)).toBe(true)
  value.bytes[0] = 7
  expect(value.bytes[0]).toBe(7)
})

test.each([
  [{ a: [1, 'x', null, true, { b: [] }] }, undefined],
  [Object.assign(Object.create(null), { a: 1 }), undefined],
  [{ a: [undefined] }, 'it.a[0] is undefined'],
  [{ a: { b: Number.POSITIVE_INFINITY } }, 'it.a.b is Infinity'],
  [[new Date(0)], 'it[0] is a Date'],
  [{ a: () => 1 }, 'it.a is a function'],
  [{ a: 1n }, 'it.a is a bigint'],
])('what JSON loses of %o: %s', (value, loss) => {
  expect(lossInJson(value, 'it')).toBe(loss)
})
