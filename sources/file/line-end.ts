import { wait } from './growth.ts'
import type { Input } from './input.ts'

/** What was written longer ago is not being written now, even where a file server's clock is not ours. */
const OLD_MS = 60_000
const NEWLINE = 10

/**
 * What an input holds from that offset on. Where a file that was written of late does not end with a line, somebody may be writing just
 * there: it is looked at again, until it ends with one or has stayed as it is for `pollMs`.
 */
export async function* toLineEnd(input: Input, offset: number, pollMs: number, stop: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const isDone = input.mayGrow !== true || Date.now() - (input.writtenAt ?? 0) > OLD_MS
  let position = offset
  for (;;) {
    const from = position
    let last: number | undefined
    for await (const chunk of input.chunks(from)) {
      position += chunk.length
      last = chunk.at(-1)
      yield chunk
    }
    if (isDone || last === undefined || last === NEWLINE || !(await wait(pollMs, stop))) return
  }
}
