/** The same answer. One that is a promise is none that was asked for, and what it rejects with later must not end the process. */
export function unpromised<T>(answer: T): T {
  if (answer instanceof Promise) answer.catch(() => undefined)
  return answer
}
