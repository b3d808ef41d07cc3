/** What the core waits, after the signal, for answers that tell what is already done. */
const GRACE_MS = 500
/** Before anything was seen: a cold process of a small function. */
const FIRST_GUESS_MS = 1000

export interface Reserve {
  /** How long before the end of an invocation its work must be told to stop, in milliseconds. */
  ms(): number
  /** An invocation ended: how long its event loop was held up at the most, and, if it was told to stop, how long its answer took then. */
  saw(heldUpMs: number, answerMs: number): void
}

/**
 * The time that an answer takes once its work is stopped, from what this process has seen: the longest that it took, and the longest that the
 * event loop was held up, for a timer fires so much later. Half as much again is added, for the next one may take longer.
 */
export function measuredReserve(): Reserve {
  let longest = 0
  let isGuess = true
  return {
    ms: () => GRACE_MS + 1.5 * (isGuess ? FIRST_GUESS_MS : longest),
    saw(heldUpMs, answerMs) {
      isGuess = false
      longest = Math.max(longest, heldUpMs + Math.max(0, answerMs - GRACE_MS))
    },
  }
}
