import { hash, randomBytes } from 'node:crypto'
import { constants, createReadStream, openSync } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import { addAbortSignal, type Readable } from 'node:stream'
import { LogferryError } from '../../core/index.ts'
import { fileTag } from './identity.ts'
import { inflate, inflateIfGzip, isGzip, skip } from './inflate.ts'

export interface Input {
  /** 8 hex digits that name the file; of a stream, this reading of it. */
  readonly tag: string
  /** When the file was last written, in milliseconds; not of a stream. */
  readonly writtenAt?: number
  /** Somebody may be writing on it, so it may be asked for `chunks` behind its end. */
  readonly mayGrow?: true
  /** In bytes of what `chunks` gives, where that is known. */
  readonly size?: number
  /** Only of a regular file: it can be read a second time. */
  readonly known?: KnownFile
  /** What it holds, inflated, from that offset. A chunk is good until the next is asked for. */
  chunks(offset: number): AsyncIterable<Uint8Array>
  /** What is wrong with it although all it holds was given. */
  problem(): LogferryError | undefined
  close(): Promise<void>
}

/** What tells whether a path leads to the same file as before. */
export interface KnownFile {
  readonly tag: string
  /** Of the file as it lies on the disk. */
  readonly size: number
  /** A hash of that many first bytes. */
  headOf(length: number): string
}

const CHUNK_BYTES = 256 * 1024
export const HEAD_BYTES = 4096

/** Opens a file, a pipe, a device, or, for `-`, the stream given. Throws system errors, and LF_INPUT_FOLDER. */
export async function openInput(path: string, stdin: NodeJS.ReadableStream | undefined, stop: AbortSignal): Promise<Input> {
  if (path === '-') return streamInput(path, (stdin as Readable | undefined) ?? process.stdin, stop)
  if (path.includes('\0')) throw new LogferryError('LF_INPUT_MISSING', `${path.replaceAll('\0', '\\0')}: there is no such file`)
  const stats = await stat(path)
  if (stats.isFIFO()) {
    // A blocking read of a pipe would hold a thread that no signal frees. A socket waits without one.
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    return streamInput(path, new Socket({ fd, readable: true, writable: false }), stop)
  }
  if (stats.isDirectory()) throw new LogferryError('LF_INPUT_FOLDER', `${path} is a folder`)
  return stats.isFile() ? fileInput(path, await open(path)) : streamInput(path, createReadStream(path), stop)
}

async function fileInput(path: string, handle: FileHandle): Promise<Input> {
  try {
    const stats = await handle.stat({ bigint: true })
    const size = Number(stats.size)
    const tag = fileTag(stats)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    const head = buffer.subarray(0, bytesRead)
    const gzip = isGzip(head)
    const { problem, onBehind } = problemKeeper()
    return {
      tag,
      writtenAt: Number(stats.mtimeMs),
      ...(gzip ? {} : { size, mayGrow: true }),
      known: { tag, size, headOf: (length) => hash('sha256', head.subarray(0, length)).slice(0, 32) },
      chunks(offset) {
        const bytesFrom = (from: number) => bytesOf(path, handle, from, size)
        return gzip ? skip(inflate(bytesFrom(0), path, { again: () => bytesFrom(0), onBehind }), offset) : bytesFrom(offset)
      },
      problem,
      close: () => handle.close(),
    }
  } catch (thrown) {
    await handle.close()
    throw thrown
  }
}

function streamInput(path: string, stream: Readable, stop: AbortSignal): Input {
  const bytes = (async function* () {
    for await (const chunk of addAbortSignal(stop, stream)) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
  })()
  const { problem, onBehind } = problemKeeper()
  return {
    tag: randomBytes(4).toString('hex'),
    chunks: () => inflateIfGzip(bytes, path, { onBehind }),
    problem,
    close: async () => void stream.destroy(),
  }
}

function problemKeeper() {
  let problem: LogferryError | undefined
  return {
    problem: () => problem,
    onBehind(behind: LogferryError) {
      problem = behind
    },
  }
}

/** To the end that the file has when it is reached. Throws LF_INPUT_CHANGED when bytes that were there are gone. */
export async function* bytesOf(path: string, handle: FileHandle, offset: number, size: number): AsyncGenerator<Uint8Array, void> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  let position = offset
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, position)
    if (bytesRead === 0) break
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
  const now = (await handle.stat()).size
  if (position >= size && now >= position) return
  throw new LogferryError('LF_INPUT_CHANGED', `${path} had ${Math.max(size, position)} bytes and has ${now} now`)
}
