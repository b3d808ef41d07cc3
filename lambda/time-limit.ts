import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Reserve } from './reserve.ts'

export interface TimeLimit {
  /** Fires when there is just time enough left to answer. */
  readonly stop: AbortSignal
  /** When it fires, in milliseconds, if that is known. */
  readonly deadline?: number
  /** The invocation has its answer. */
  end(): void
}

/** An invocation with less time than it takes to stop is given half of it. */
export function limitTime(remainingMs: number | undefined, reserve: Reserve): TimeLimit {
  const stop = new AbortController()
  if (remainingMs === undefined) return { stop: stop.signal, end: () => undefined }
  // One for each invocation: Lambda freezes a process between them, which would count as a delay.
  const delays = monitorEventLoopDelay()
  delays.enable()
  const deadline = Date.now() + Math.max(remainingMs / 2, remainingMs - reserve.ms())
  const timer = setTimeout(() => stop.abort(), deadline - Date.now())
  return {
    stop: stop.signal,
    deadline,
    end() {
      clearTimeout(timer)
      delays.disable()
      reserve.saw(delays.max / 1e6, stop.signal.aborted ? Date.now() - deadline : 0)
    },
  }
}
