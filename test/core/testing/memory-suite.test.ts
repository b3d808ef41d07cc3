import type { Fact, Memory } from '../../../core/index.ts'
import { localMemory } from '../../../core/pipeline/guarded-memory.ts'
import { faultyMemory, memorySuite } from '../../../core/testing/index.ts'
import { type Breach, proveSuite } from './failures.ts'

type Open = () => Memory

/** A good memory, but for what is changed. */
const but =
  (change: (memory: Memory) => Partial<Memory>): Open =>
  () => {
    const memory = localMemory()
    return { ...memory, ...change(memory) }
  }

/** Looks, waits, and writes: what a compare-and-set must not do. */
const racing =
  (methods: readonly ('put' | 'delete')[]): Open =>
  () => {
    const facts = new Map<string, Fact>()
    let version = 0
    const turn = () => new Promise((resolve) => setImmediate(resolve))
    const memory: Memory = {
      get: async (key) => facts.get(key),
      async put(key, value, old) {
        if (facts.get(key)?.tag !== old?.tag) return false
        if (methods.includes('put')) await turn()
        facts.set(key, { value, tag: String(++version) })
        return true
      },
      async delete(key, old) {
        if (facts.get(key)?.tag !== old.tag) return false
        if (methods.includes('delete')) await turn()
        facts.delete(key)
        return true
      },
    }
    return memory
  }

const breaches: readonly Breach<Open>[] = [
  ['a fact where nothing was put', 'memory: a key that was never put', but(() => ({ get: async () => ({ value: '', tag: '' }) }))],
  [
    'a value that is trimmed',
    'memory: what is put over nothing',
    but(({ put }) => ({ put: (key, value, old) => put(key, value.trim(), old) })),
  ],
  [
    'a value that is cut',
    'memory: what is put over nothing',
    but(({ put }) => ({ put: (key, value, old) => put(key, value.slice(0, 65536), old) })),
  ],
  [
    'a tag that is a number',
    'memory: what is put over nothing',
    but(({ get }) => ({ get: async (key) => (await get(key)) && ({ value: (await get(key))?.value ?? '', tag: 1 } as never) })),
  ],
  [
    'keys without regard to case',
    'memory: keys do not touch',
    but(({ get, put }) => ({ get: (key) => get(key.toLowerCase()), put: (key, value, old) => put(key.toLowerCase(), value, old) })),
  ],
  [
    'a put over nothing that writes over a fact',
    'memory: put over nothing changes nothing',
    but(({ get, put }) => ({ put: async (key, value, old) => put(key, value, old ?? (await get(key))) })),
  ],
  [
    'a put that does not look at the tag',
    'memory: put writes over the fact that it names',
    but(({ get, put }) => ({ put: async (key, value, old) => put(key, value, old && (await get(key))) })),
  ],
  [
    'a tag that stays',
    'memory: put writes over the fact that it names',
    () => {
      const facts = new Map<string, Fact>()
      return {
        get: async (key) => facts.get(key),
        put: async (key, value, old) => facts.get(key)?.tag === old?.tag && facts.set(key, { value, tag: 'there' }).has(key),
        delete: async (key, old) => facts.get(key)?.tag === old.tag && facts.delete(key),
      }
    },
  ],
  ['a put that says no', 'memory: put writes over the fact that it names', () => faultyMemory({ fault: 'loses' })],
  [
    'a delete that does not look at the tag',
    'memory: delete takes away',
    but(({ get, delete: remove }) => ({ delete: async (key) => remove(key, (await get(key)) ?? { value: '', tag: '' }) })),
  ],
  [
    'a delete that says yes where nothing is',
    'memory: delete takes away',
    but(({ delete: remove }) => ({ delete: async (key, old) => (await remove(key, old)) || true })),
  ],
  [
    'a fact that comes back from the dead',
    'memory: after delete',
    but(({ get, put }) => ({ put: async (key, value, old) => put(key, value, (await get(key)) && old) })),
  ],
  ['putters over nothing that all win', 'memory: of many that put over nothing', racing(['put'])],
  ['putters over a fact that all win', 'memory: of many that put over the same fact', racing(['put'])],
  ['put and delete that both win', 'memory: of put and delete', racing(['put', 'delete'])],
]

proveSuite<Open>((open) => memorySuite({ open }), localMemory, breaches)
