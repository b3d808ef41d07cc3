/** The same, but each is made while the one before it is in use. */
export async function* ahead<T>(items: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  let next = items.next()
  try {
    for (;;) {
      const result = await next
      if (result.done) return
      next = items.next()
      // What it throws is thrown when its turn comes.
      next.catch(() => undefined)
      yield result.value
    }
  } finally {
    // It may wait for a pipe that says nothing, so its end is not waited for.
    items.return().catch(() => undefined)
  }
}
