import type { Context } from '../plugin.ts'

/** A context whose clock stands still, without a proxy. `logged` are the messages that it was given. */
export function fakeContext(id = 'test', more: Partial<Context> = {}): Context & { readonly logged: readonly string[] } {
  const logged: string[] = []
  return { id, now: () => 0, proxyFor: () => undefined, log: (message) => void logged.push(message), ...more, logged }
}
