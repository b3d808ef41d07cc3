import { hash } from 'node:crypto'
import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { LogferryError } from '../../core/index.ts'
import { fileTag, streamOf } from './identity.ts'
import { inflate, isGzip, skip } from './inflate.ts'
import { bytesOf } from './input.ts'

/** A file that a log lies in: under its path, or under the name that rotation gave it. */
export interface LogFile {
  readonly path: string
  /** 8 hex digits that stay with the file when it is renamed, or grows. */
  readonly tag: string
  readonly size: number
  /** When it was last written to, in nanoseconds. */
  readonly writtenAt: bigint
}

/** The bytes before a place, by which a copy of a file is known. */
export interface Before {
  readonly length: number
  readonly hash: string
}

const MOST_BEFORE = 1024

export function beforeOf(bytes: Uint8Array): Before {
  const last = bytes.subarray(-MOST_BEFORE)
  return { length: last.length, hash: hash('sha256', last).slice(0, 32) }
}

/** Whether these bytes end with those. */
export const endsWith = (bytes: Uint8Array, { length, hash }: Before): boolean =>
  bytes.length >= length && beforeOf(bytes.subarray(bytes.length - length)).hash === hash

/** Undefined: there is none. Throws LF_INPUT_FOLDER, LF_INPUT_FAILED for what is no file, and system errors. */
export async function logFileAt(path: string): Promise<LogFile | undefined> {
  try {
    const stats = await stat(path, { bigint: true })
    if (stats.isDirectory()) throw new LogferryError('LF_INPUT_FOLDER', `${path} is a folder`)
    if (!stats.isFile()) throw new LogferryError('LF_INPUT_FAILED', `${path} is no regular file; only these are followed`)
    return { path, tag: fileTag(stats), size: Number(stats.size), writtenAt: stats.mtimeNs }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw thrown
  }
}

/** A log, and what rotation made of it, in its own folder, oldest first. */
export interface LogFiles {
  readonly own: LogFile | undefined
  readonly rotated: readonly LogFile[]
}

const MOST_LOOKS = 20

/** As they are when nobody renames, copies or compresses them: two looks in a row have seen the same. */
export async function logFiles(path: string): Promise<LogFiles> {
  let seen = await look(path)
  for (let looks = 1; looks < MOST_LOOKS; looks++) {
    const now = await look(path)
    if (namesOf(now) === namesOf(seen)) return now
    seen = now
  }
  return seen
}

/**
 * What `find` finds among the files of a log. A file may be renamed while it looks at it, so where it finds nothing, and the files are others
 * meanwhile, it is asked again.
 */
export async function findAmong<T>(path: string, find: (files: LogFiles) => Promise<T | undefined>): Promise<T | undefined> {
  let files = await logFiles(path)
  for (let looks = 1; ; looks++) {
    const found = await find(files)
    const now = await logFiles(path)
    if (found !== undefined || namesOf(now) === namesOf(files) || looks === MOST_LOOKS) return found
    files = now
  }
}

const namesOf = ({ own, rotated }: LogFiles): string => [own, ...rotated].map((file) => `${file?.path} ${file?.tag}`).join()

const look = async (path: string): Promise<LogFiles> => ({ own: await logFileAt(path), rotated: await rotatedFiles(path) })

/** A `.gz` does not count while that which it is made of is there. */
async function rotatedFiles(path: string): Promise<readonly LogFile[]> {
  const [folder, name] = [dirname(path), basename(path)]
  const all = await readdir(folder)
  const isMadeOf = (other: string) => other.endsWith('.gz') && all.includes(other.slice(0, -'.gz'.length))
  const names = all.filter((other) => other !== name && streamOf(other) === streamOf(name) && !isMadeOf(other))
  const files = await Promise.all(names.map((other) => logFileAt(join(folder, other)).catch(() => undefined)))
  return files.filter((file) => file !== undefined).sort(byAge)
}

export const isNewer =
  ({ writtenAt }: { readonly writtenAt: string }) =>
  (file: LogFile): boolean =>
    file.writtenAt > BigInt(writtenAt)

const byAge = (a: LogFile, b: LogFile): number =>
  Number(a.writtenAt - b.writtenAt) || numberOf(b) - numberOf(a) || (a.path < b.path ? -1 : 1)

/** `slow.log.2` is older than `slow.log.1`. */
const numberOf = ({ path }: LogFile): number => Number(/\.(\d{1,3})(?:\.gz)?$/.exec(path)?.[1] ?? 0)

/** Whether a file has those bytes before that place: that it is the one they were read from, or a copy, compressed or not. */
export async function holds({ path, size }: LogFile, offset: number, before: Before): Promise<boolean> {
  const handle = await open(path)
  try {
    if (!(await startsAsGzip(handle)))
      return size >= offset && endsWith(await readAt(handle, offset - before.length, before.length), before)
    const bytes: Uint8Array[] = []
    let length = 0
    for await (const chunk of skip(inflate(bytesOf(path, handle, 0, size), path), offset - before.length)) {
      bytes.push(Buffer.from(chunk))
      length += chunk.length
      if (length >= before.length) break
    }
    return endsWith(Buffer.concat(bytes).subarray(0, before.length), before)
  } finally {
    await handle.close()
  }
}

export const startsAsGzip = async (handle: FileHandle): Promise<boolean> => isGzip(await readAt(handle, 0, 2))

/** Fewer bytes, where there are not so many. */
export async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
  return buffer.subarray(0, bytesRead)
}
