import { createGunzip } from 'node:zlib'
import { isLogferryError, LogferryError } from '../../core/index.ts'

/** gzip's magic bytes (RFC 1952). */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

/** Deflate grows a thousandfold at most, so what this much of it gives stays below 17 MiB. */
const STEP_BYTES = 16 * 1024

/**
 * Inflates gzip of one or several members. What comes before a damage or a cut is given first; then it throws LF_INPUT_GZIP. Zeros after
 * the last member are padding. `again` opens the same bytes a second time: without it, what the last step before a damage gave is lost.
 */
export async function* inflate(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  again?: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  let given = 0
  let through = 0
  try {
    for await (const bytes of inflateBySteps(
      chunks,
      path,
      () => STEP_BYTES,
      (fed) => (through = fed),
    )) {
      given += bytes.length
      yield bytes
    }
  } catch (thrown) {
    if (again === undefined || !isLogferryError(thrown) || thrown.code !== 'LF_INPUT_GZIP') throw thrown
    // zlib keeps what a step gave to itself when the step ends in damage; a step of one byte gives all that comes before it.
    yield* skip(
      inflateBySteps(
        again(),
        path,
        (fed) => Math.max(1, Math.min(STEP_BYTES, through - fed)),
        () => undefined,
      ),
      given,
    )
  }
}

/** `stepAt` says how much to feed next, by how much was fed; `onStep` hears how much was fed without a fault. */
async function* inflateBySteps(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  stepAt: (fed: number) => number,
  onStep: (fed: number) => void,
): AsyncGenerator<Uint8Array, void> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 })
  let inflated: Buffer[] = []
  let failure: NodeJS.ErrnoException | undefined
  let ended = false
  let settle = () => {}
  gunzip.on('data', (bytes: Buffer) => inflated.push(bytes))
  gunzip.on('error', (error) => {
    failure = error
    settle()
  })
  gunzip.on('end', () => {
    ended = true
    settle()
  })
  /** Not every write is called back: padding ends the stream, damage breaks it. */
  async function* step(act: (done: (error?: Error | null) => void) => void) {
    await new Promise<void>((resolve) => {
      settle = resolve
      act((error) => {
        failure ??= error ?? undefined
        resolve()
      })
    })
    const ready = inflated
    inflated = []
    yield* ready
    if (failure === undefined) return
    const what = failure.code === 'Z_BUF_ERROR' ? 'is cut off' : `is damaged (${failure.code ?? failure.message})`
    throw new LogferryError('LF_INPUT_GZIP', `${path} ${what}`, { cause: failure })
  }

  try {
    let fed = 0
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length && !ended; ) {
        const some = chunk.subarray(at, at + stepAt(fed))
        yield* step((done) => gunzip.write(some, done))
        at += some.length
        fed += some.length
        onStep(fed)
      }
    }
    if (!ended) yield* step(() => gunzip.end())
  } finally {
    gunzip.destroy()
  }
}

/** Inflates what begins like gzip, and gives anything else as it is. */
export async function* inflateIfGzip(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array, void> {
  const rest = chunks[Symbol.asyncIterator]()
  let head = new Uint8Array(0)
  while (head.length < 2) {
    const next = await rest.next()
    if (next.done) break
    head = Buffer.concat([head, next.value])
  }
  async function* all() {
    yield head
    yield* { [Symbol.asyncIterator]: () => rest }
  }
  yield* isGzip(head) ? inflate(all(), path) : all()
}

/** The same bytes without the first `count`. */
export async function* skip(chunks: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array, void> {
  let left = count
  for await (const chunk of chunks) {
    if (left < chunk.length) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
  }
}
