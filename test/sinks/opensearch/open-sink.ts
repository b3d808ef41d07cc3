import { onTestFinished } from 'vitest'
import type { Context, Sink } from '../../../core/index.ts'
import { fakeContext, instanceOf } from '../../../core/testing/index.ts'
import opensearch from '../../../sinks/opensearch/index.ts'

export interface Said {
  readonly message: string
  readonly facts: Readonly<Record<string, string | number>>
}

/** A sink called `search` that writes to a server, and what it says; it is closed with the test. */
export function openSink(
  url: string,
  options: Readonly<Record<string, unknown>> = {},
  more: Partial<Context> = {},
): { readonly sink: Sink; readonly said: readonly Said[] } {
  const said: Said[] = []
  const log: Context['log'] = (message, facts = {}) => void said.push({ message, facts })
  const sink = instanceOf(opensearch, { url, ...options }, fakeContext('search', { log, now: Date.now, ...more }))
  onTestFinished(() => sink.close?.(new AbortController().signal))
  return { sink, said }
}
