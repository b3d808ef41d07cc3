import { EXIT } from './exit.ts'
import { say } from './talk.ts'

/** `stop`: read no further. `abort`: let go of what is under way. */
export interface StopSignals {
  readonly stop: AbortSignal
  readonly abort: AbortSignal
  readonly release: () => void
}

/** The first Ctrl-C (or SIGTERM) stops the reading, a second one aborts what is under way, a third ends the process. */
export function stopOnSignals(): StopSignals {
  const stop = new AbortController()
  const abort = new AbortController()
  const onSignal = () => {
    if (abort.signal.aborted) process.exit(EXIT.partly)
    if (stop.signal.aborted) {
      say('aborting: what has no answer yet counts as not delivered')
      abort.abort()
      return
    }
    say('stopping: no more is read; what is under way is finished (Ctrl-C again aborts it)')
    stop.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    stop: stop.signal,
    abort: abort.signal,
    release() {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
