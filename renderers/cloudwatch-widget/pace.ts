import { setTimeout as sleep } from 'node:timers/promises'

/** Lets so many through in any second, in the order in which they come; the signal ends the wait with its reason. */
export function createPace(perSecond: number): (signal: AbortSignal) => Promise<void> {
  const gap = 1000 / perSecond
  let next = 0
  return async (signal) => {
    signal.throwIfAborted()
    const now = performance.now()
    const mine = Math.max(now, next)
    next = mine + gap
    if (mine > now) await sleep(mine - now, undefined, { signal })
  }
}
