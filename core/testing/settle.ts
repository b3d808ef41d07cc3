import assert from 'node:assert/strict'

export type End<T> = { readonly value: T; readonly thrown?: undefined } | { readonly value?: undefined; readonly thrown: unknown }

/** For what may be slow, and for what a signal has ended. */
const LONG_MS = 10_000
export const SOON_MS = 2000

/** What a promise comes to. Fails if it has come to nothing after so many milliseconds. */
export async function settle<T>(work: () => T | Promise<T>, what: string, ms = LONG_MS): Promise<End<T>> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, ms, 'late')
  })
  const end = (async () => await work())().then(
    (value): End<T> => ({ value }),
    (thrown: unknown): End<T> => ({ thrown }),
  )
  const first = await Promise.race([end, late])
  clearTimeout(timer)
  if (first === 'late') assert.fail(`${what}: nothing after ${ms} ms`)
  return first
}

/** Lets everything go on that can without waiting for the outside. */
export async function turns(count = 20): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
}
