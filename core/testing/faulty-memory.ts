import { localMemory } from '../pipeline/guarded-memory.ts'
import type { Memory } from '../plugin.ts'

/**
 * `throws`: without doing it. `unsure`: does it, then throws. `hangs`: never answers. `loses`: says that another was first. `late`: does it
 * after some turns of the event loop, as one does that another process uses, too.
 */
export type MemoryFault = 'throws' | 'unsure' | 'hangs' | 'loses' | 'late'

export interface FaultyMemoryTerms {
  readonly fault: MemoryFault
  /** Which calls go wrong; absent: all. */
  readonly when?: (method: keyof Memory, key: string, value?: string) => boolean
  /** What keeps the facts; absent: a new one. */
  readonly memory?: Memory
}

/** A memory that fails in one way. */
export function faultyMemory({ fault, when = () => true, memory = localMemory() }: FaultyMemoryTerms): Memory {
  const broken = () => new Error('broken on purpose')
  const call = async <T>(isFaulty: boolean, work: () => Promise<T>, lost: () => T | Promise<T>): Promise<T> => {
    if (!isFaulty) return work()
    if (fault === 'throws') throw broken()
    if (fault === 'hangs') return new Promise<never>(() => {})
    if (fault === 'loses') return lost()
    if (fault === 'late') await new Promise((resolve) => setTimeout(resolve, Math.random() * 3))
    const answer = await work()
    if (fault === 'unsure') throw broken()
    return answer
  }
  return {
    get: (key) =>
      call(
        when('get', key),
        () => memory.get(key),
        () => memory.get(key),
      ),
    put: (key, value, old) =>
      call(
        when('put', key, value),
        () => memory.put(key, value, old),
        () => false,
      ),
    delete: (key, old) =>
      call(
        when('delete', key),
        () => memory.delete(key, old),
        () => false,
      ),
  }
}
