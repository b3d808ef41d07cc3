import { type Fact, LogferryError, type Memory } from '../core/index.ts'

export interface KeptFact {
  read(): Promise<string | undefined>
  write(value: string): Promise<void>
  forget(): Promise<void>
}

/** A fact that one run alone writes. It throws what the memory throws, and LF_MEMORY_UNAVAILABLE when another run writes there, too. */
export function keptFact(memory: Memory, key: string): KeptFact {
  let fact: Fact | undefined
  let tried: string | undefined
  return {
    async read() {
      fact = await memory.get(key)
      return fact?.value
    },
    async write(value) {
      const before = tried
      tried = value
      if (!(await memory.put(key, value, fact))) {
        // What is there may be our own: written, but the answer did not come.
        const there = await memory.get(key)
        const isOurs = there !== undefined && there.value === before
        if (!isOurs || !(await memory.put(key, value, there))) throw elsewhere()
      }
      fact = await memory.get(key)
    },
    async forget() {
      if (fact !== undefined && !(await memory.delete(key, fact))) throw elsewhere()
      fact = undefined
    },
  }
}

const elsewhere = () => new LogferryError('LF_MEMORY_UNAVAILABLE', 'another run keeps its own place there')
