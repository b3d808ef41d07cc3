import { setTimeout as sleep } from 'node:timers/promises'

/** How long the core waits, after the signal, for an answer that tells what is already done. */
const GRACE_MS = 500

export type Answer<T> = { readonly value: T } | { readonly thrown: unknown } | { readonly late: 'timeout' | 'aborted' }

/**
 * Runs `work` with a signal that fires after `ms`, or when `outer` does. Whatever the work does then, there is an answer 500 ms later;
 * what comes after that is ignored.
 */
export async function withDeadline<T>(outer: AbortSignal, ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<Answer<T>> {
  const inner = new AbortController()
  let late: 'timeout' | 'aborted' = 'timeout'
  const abort = () => {
    late = 'aborted'
    inner.abort(outer.reason)
  }
  if (outer.aborted) abort()
  outer.addEventListener('abort', abort)
  const timer = setTimeout(() => inner.abort(new DOMException('the time is up', 'TimeoutError')), ms)
  const done = new AbortController()
  try {
    const answer = Promise.resolve()
      .then(() => work(inner.signal))
      .then(
        (value): Answer<T> => ({ value }),
        (thrown: unknown): Answer<T> => ({ thrown }),
      )
    return await Promise.race([answer, graceAfter(inner.signal, done.signal).then((): Answer<T> => ({ late }))])
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', abort)
    done.abort()
  }
}

/** Waits; false when the signal fired first. */
export const wait = (ms: number, signal: AbortSignal): Promise<boolean> => sleep(ms, true, { signal }).catch(() => false) // It rejects for one cause only: the signal.

/** Resolves 500 ms after the signal; never, if the work is done before. */
function graceAfter(signal: AbortSignal, done: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const start = () => {
      const timer = setTimeout(resolve, GRACE_MS)
      done.addEventListener('abort', () => clearTimeout(timer))
    }
    if (signal.aborted) start()
    else signal.addEventListener('abort', start)
  })
}
