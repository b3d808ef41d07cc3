import assert from 'node:assert/strict'
import type { Fact, Memory } from '../plugin.ts'
import type { Case } from './case.ts'

export interface MemoryTerms {
  /** A memory that is empty. Called anew for each case. */
  readonly open: () => Memory | Promise<Memory>
}

/** As the core makes them. */
const KEY = 'checkpoints/0123456789abcdef0123456789abcdef'
const OTHER_KEYS = ['claims/alerts/0123456789abcdef0123456789abcdef', 'claims/Alerts/0123456789abcdef0123456789abcdef', `${KEY}0`]
const VALUES = ['', '{"offset":0,"carry":{"Database":"shop"}}', ' é 𝄞 \r\0"\\ \n', 'x'.repeat(100_000)]
const PUTTERS = 20

/** The contract of a memory: of those who write at the same time, one wins. */
export const memorySuite = ({ open }: MemoryTerms): readonly Case[] =>
  memoryCases.map(({ name, run }) => ({ name, run: async () => run(await open()) }))

/** What is asked of a memory that is empty. */
export const memoryCases: readonly { readonly name: string; readonly run: (memory: Memory) => Promise<void> }[] = [
  {
    name: 'memory: a key that was never put has no fact',
    async run(memory) {
      assert.equal(await memory.get(KEY), undefined)
    },
  },
  {
    name: 'memory: what is put over nothing is there, letter by letter, with a tag',
    async run(memory) {
      for (const [i, value] of VALUES.entries()) {
        assert.equal(await memory.put(KEY + i, value), true, 'put over nothing')
        const { value: kept, tag } = await factAt(memory, KEY + i)
        assert.deepEqual([kept, typeof tag], [value, 'string'])
      }
    },
  },
  {
    name: 'memory: keys do not touch each other',
    async run(memory) {
      for (const key of [KEY, ...OTHER_KEYS]) assert.equal(await memory.put(key, key), true)
      assert.equal(await memory.delete(KEY, await factAt(memory, KEY)), true)
      for (const key of OTHER_KEYS) assert.equal((await factAt(memory, key)).value, key)
    },
  },
  {
    name: 'memory: put over nothing changes nothing where a fact is',
    async run(memory) {
      await memory.put(KEY, 'first')
      assert.equal(await memory.put(KEY, 'second'), false)
      assert.equal((await factAt(memory, KEY)).value, 'first')
    },
  },
  {
    name: 'memory: put writes over the fact that it names, and over no other',
    async run(memory) {
      await memory.put(KEY, 'first')
      const first = await factAt(memory, KEY)
      assert.equal(await memory.put(KEY, 'second', first), true, 'over the fact that is there')
      const second = await factAt(memory, KEY)
      assert.equal(second.value, 'second')
      assert.notEqual(second.tag, first.tag, 'another value has another tag')
      assert.equal(await memory.put(KEY, 'third', first), false, 'over one that is gone')
      assert.equal((await factAt(memory, KEY)).value, 'second')
    },
  },
  {
    name: 'memory: delete takes away the fact that it names, and no other',
    async run(memory) {
      await memory.put(KEY, 'first')
      const first = await factAt(memory, KEY)
      await memory.put(KEY, 'second', first)
      const second = await factAt(memory, KEY)
      assert.equal(await memory.delete(KEY, first), false, 'one that was written over')
      assert.equal((await factAt(memory, KEY)).value, 'second')
      assert.equal(await memory.delete(KEY, second), true, 'the one that is there')
      assert.equal(await memory.get(KEY), undefined)
      assert.equal(await memory.delete(KEY, second), false, 'one that is gone')
    },
  },
  {
    name: 'memory: after delete there is nothing: what names the old fact fails, what names none works',
    async run(memory) {
      await memory.put(KEY, 'first')
      const first = await factAt(memory, KEY)
      await memory.delete(KEY, first)
      assert.equal(await memory.put(KEY, 'second', first), false, 'over the fact that is gone')
      assert.equal(await memory.get(KEY), undefined)
      assert.equal(await memory.put(KEY, 'third'), true, 'over nothing')
      assert.equal((await factAt(memory, KEY)).value, 'third')
    },
  },
  {
    name: 'memory: of many that put over nothing at once, one wins',
    run: async (memory) => oneWins(memory, undefined),
  },
  {
    name: 'memory: of many that put over the same fact at once, one wins',
    async run(memory) {
      await memory.put(KEY, 'first')
      await oneWins(memory, await factAt(memory, KEY))
    },
  },
  {
    name: 'memory: of put and delete of the same fact at once, one wins',
    async run(memory) {
      for (let round = 0; round < 5; round++) {
        const key = KEY + round
        await memory.put(key, 'first')
        const first = await factAt(memory, key)
        const [isPut, isDeleted] = await Promise.all([memory.put(key, 'second', first), memory.delete(key, first)])
        assert.notEqual(isPut, isDeleted)
        assert.equal((await memory.get(key))?.value, isPut ? 'second' : undefined)
      }
    },
  },
]

async function oneWins(memory: Memory, old: Fact | undefined): Promise<void> {
  const values = Array.from({ length: PUTTERS }, (_, i) => `putter ${i}`)
  const won = await Promise.all(values.map((value) => memory.put(KEY, value, old)))
  const winners = values.filter((_, i) => won[i])
  assert.equal(winners.length, 1, `${winners.length} of ${PUTTERS} were told that they had won`)
  assert.equal((await factAt(memory, KEY)).value, winners[0], 'the fact is not that of the winner')
}

async function factAt(memory: Memory, key: string): Promise<Fact> {
  const fact = await memory.get(key)
  assert.ok(fact, `there is no fact at ${key}`)
  return fact
}
