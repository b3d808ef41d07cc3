import { LogferryError, messageOf } from '../errors.ts'
import type { Fact, Memory } from '../plugin.ts'
import { withDeadline } from './deadline.ts'

const PATIENCE_MS = 2000

/** The same memory, but whatever it does wrong is LF_MEMORY_UNAVAILABLE, after 2 s at the latest, or soon after the signal. */
export function guardedMemory(memory: Memory, signal: AbortSignal): Memory {
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    const answer = await withDeadline(signal, PATIENCE_MS, work)
    if ('value' in answer) return answer.value
    throw new LogferryError('LF_MEMORY_UNAVAILABLE', 'thrown' in answer ? messageOf(answer.thrown) : `no answer in ${PATIENCE_MS} ms`)
  }
  return {
    get: (key) => guard(() => memory.get(key)),
    put: (key, value, old) => guard(() => memory.put(key, value, old)),
    delete: (key, old) => guard(() => memory.delete(key, old)),
  }
}

/** Where no sink is named as memory: facts live as long as the process. */
export function localMemory(): Memory {
  const facts = new Map<string, Fact>()
  let version = 0
  return {
    get: async (key) => facts.get(key),
    async put(key, value, old) {
      if (facts.get(key)?.tag !== old?.tag) return false
      facts.set(key, { value, tag: String(++version) })
      return true
    },
    async delete(key, old) {
      return facts.get(key)?.tag === old.tag && facts.delete(key)
    },
  }
}
