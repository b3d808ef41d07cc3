import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fact, Memory } from '../../../core/index.ts'
import { bucketSink } from './bucket-sink.ts'
import { type FakeStore, fakeStore, type Mischief, openFakeStore } from './fake-store.ts'

const KEY = 'claims/alerts/0123456789abcdef'
const PATH = `logs/slow/_logferry/memory/${KEY}.json`

async function open() {
  const store = await fakeStore()
  return { store, memory: bucketSink(store.endpoint).memory }
}

async function factOf(memory: Memory, key = KEY): Promise<Fact> {
  const fact = await memory.get(key)
  if (fact === undefined) throw new Error('no fact')
  return fact
}

/** Misbehaves at the requests of these numbers, counted from now. */
function misbehave(store: FakeStore, mischiefs: Readonly<Record<number, Mischief>>): void {
  const before = store.asked.length
  store.mischief = () => mischiefs[store.asked.length - before]
}

describe('a fact', () => {
  test('is one small object, whose JSON says it', async () => {
    const { store, memory } = await open()

    await memory.put(KEY, '{"state":"sent"}')

    expect([...store.objects.keys()]).toEqual([PATH])
    expect(JSON.parse(String(store.objects.get(PATH)))).toEqual({
      value: '{"state":"sent"}',
      mark: expect.stringMatching(/^[0-9a-f]{12}$/),
      before: [],
    })
  })

  test('has another tag after the same value was put again', async () => {
    const { memory } = await open()
    await memory.put(KEY, 'one')
    const first = await factOf(memory)
    await memory.put(KEY, 'one', first)

    expect(await memory.put(KEY, 'two', first)).toBe(false)
  })

  test('that was deleted is an object without a value, and can be put anew', async () => {
    const { store, memory } = await open()
    await memory.put(KEY, 'one')
    await memory.delete(KEY, await factOf(memory))

    expect(JSON.parse(String(store.objects.get(PATH)))).not.toHaveProperty('value')
    expect(store.asked.map(({ method }) => method)).not.toContain('DELETE')
    expect(await memory.put(KEY, 'two')).toBe(true)
    expect(await memory.get(KEY)).toMatchObject({ value: 'two' })
  })

  test('whose object somebody removed is put over nothing, and not over what it was', async () => {
    const { store, memory } = await open()
    await memory.put(KEY, 'one')
    const one = await factOf(memory)
    store.objects.clear()

    expect(await memory.put(KEY, 'two', one)).toBe(false)
    expect(await memory.put(KEY, 'two')).toBe(true)
  })

  test('that is damaged is said to be, with its place and what to do', async () => {
    const { store, memory } = await open()
    store.objects.set(PATH, Buffer.from('{"value":'))

    await expect(memory.get(KEY)).rejects.toThrow(
      expect.objectContaining({
        code: 'LF_MEMORY_UNAVAILABLE',
        detail: `s3://${PATH} is damaged; delete it, and what it says is forgotten`,
      }),
    )
  })
})

describe('a put whose answer is lost', () => {
  test.each<Mischief>(['lost', 'half'])('(%s) was first, if its object is there', async (mischief) => {
    const { store, memory } = await open()
    misbehave(store, { 1: mischief })

    expect(await memory.put(KEY, 'one')).toBe(true)
    expect(store.asked.map(({ method }) => method)).toEqual(['PUT', 'GET'])
  })

  test.each<Mischief>(['reset', { status: 500, code: 'InternalError' }, { status: 409, code: 'ConditionalRequestConflict' }])(
    '(%o) is done again, if its object is not there',
    async (mischief) => {
      const { store, memory } = await open()
      await memory.put(KEY, 'one')
      const one = await factOf(memory)
      misbehave(store, { 1: mischief })

      expect(await memory.put(KEY, 'two', one)).toBe(true)
      expect(await memory.get(KEY)).toMatchObject({ value: 'two' })
    },
  )

  test('was first, though others have written over it before it could look', async () => {
    const { store, memory } = await open()
    store.mischief = ({ method }) => {
      if (method === 'PUT') return 'lost'
      const { mark } = JSON.parse(String(store.objects.get(PATH)))
      store.objects.set(PATH, Buffer.from(JSON.stringify({ value: 'theirs', mark: '000000000000', before: ['111111111111', mark] })))
      return undefined
    }

    expect(await memory.put(KEY, 'mine')).toBe(true)
  })

  test('has the marks of those before it, so that they know, too', async () => {
    const { store, memory } = await open()
    for (const value of ['one', 'two', 'three']) await memory.put(KEY, value, await memory.get(KEY))

    const marks = store.asked.filter(({ method }) => method === 'PUT').map(({ body }) => JSON.parse(String(body)).mark)
    const { mark, before } = JSON.parse(String(store.objects.get(PATH)))
    expect([mark, ...before]).toEqual(marks.toReversed())
  })

  test('came too late, if another is there', async () => {
    const { store, memory } = await open()
    store.mischief = ({ method, body }) => {
      if (method !== 'PUT' || !String(body).includes('mine')) return undefined
      store.objects.set(PATH, Buffer.from('{"value":"theirs","mark":"000000000000","before":[]}'))
      return 'reset'
    }

    expect(await memory.put(KEY, 'mine')).toBe(false)
    expect(await memory.get(KEY)).toMatchObject({ value: 'theirs' })
  })

  test('and of which nothing can be learnt is an error, neither won nor lost', async () => {
    const { store, memory } = await open()
    store.mischief = ({ method }) => (method === 'PUT' ? 'lost' : 'reset')

    await expect(memory.put(KEY, 'one')).rejects.toThrow(expect.objectContaining({ code: 'LF_SINK_UNAVAILABLE' }))
  })

  test('or never comes is an error after two seconds', async () => {
    const { store, memory } = await open()
    store.mischief = () => 'hang'

    await expect(memory.put(KEY, 'one')).rejects.toThrow(expect.objectContaining({ code: 'LF_SINK_TIMEOUT' }))
    expect(store.asked).toHaveLength(1)
  })
})

describe('a memory that may not', () => {
  const denied = { status: 403, code: 'AccessDenied' } as const

  test('look says which rights it needs, rather than that there is no fact', async () => {
    const { store, memory } = await open()
    store.mischief = () => denied

    await expect(memory.get(KEY)).rejects.toThrow(
      expect.objectContaining({ code: 'LF_SINK_DENIED', detail: expect.stringMatching(/s3:GetObject, and s3:ListBucket/) }),
    )
  })

  test('write says so, and does not go on trying', async () => {
    const { store, memory } = await open()
    store.mischief = () => denied

    await expect(memory.put(KEY, 'one')).rejects.toThrow(expect.objectContaining({ code: 'LF_SINK_DENIED' }))
    expect(store.asked).toHaveLength(1)
  })
})

test('several count on one fact over a store that misbehaves at will, and no step is lost or taken twice', async () => {
  const mischief = fc.constantFrom<Mischief | undefined>(
    undefined,
    undefined,
    undefined,
    'reset',
    'lost',
    'half',
    { status: 500, code: 'InternalError' },
    { status: 409, code: 'ConditionalRequestConflict' },
  )
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(mischief), async (mischiefs) => {
      const store = await openFakeStore()
      store.mischief = ({ method }) => (method === 'PUT' ? mischiefs.next().value : undefined)
      let open = 0
      let taken = 0
      const count = async () => {
        const { memory } = bucketSink(store.endpoint)
        for (let step = 0; step < 4; step++) {
          const fact = await memory.get(KEY)
          try {
            if (await memory.put(KEY, String(Number(fact?.value ?? 0) + 1), fact)) taken++
          } catch {
            // It may be there or not; the store does not say.
            open++
          }
        }
      }

      await Promise.all(Array.from({ length: 3 }, count))

      const { value } = JSON.parse(String(store.objects.get(PATH) ?? '{"value":0}'))
      expect(Number(value)).toBeGreaterThanOrEqual(taken)
      expect(Number(value)).toBeLessThanOrEqual(taken + open)
      await store.close()
    }),
    { numRuns: 8 },
  )
})
