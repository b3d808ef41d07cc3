/** What the `file:` forms of all sinks share: the folder of a url, and files that are there whole or not at all. */
import { randomBytes } from 'node:crypto'
import { link, mkdir, open, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type ErrorCode, isLogferryError, LogferryError, type Outcome, retry } from '../core/index.ts'

const FILE = 'file:'

/** The folder of a `file:` url, which is a plain path. Throws LF_OPTION_INVALID for what is none. */
export function folderOf(url: string): string {
  if (url.startsWith(FILE) && url !== FILE) return resolve(url.slice(FILE.length))
  throw new LogferryError('LF_OPTION_INVALID', 'must be file:<folder>', { at: ['url'] })
}

/** Sorts by time, and stands in a file name on every system: `2026-11-22T11.10.01.847Z`. */
export const timeInName = (iso: string): string => iso.replaceAll(':', '.')

/**
 * Makes a file that is whole under its name, and on the disk, or not there: a temporary one beside it is synced, then linked. False: it was
 * there already, and stays as it is. `bytes` is asked only if it is not. What a crash leaves is a `.tmp-…`, which nobody reads.
 */
export async function createFile(path: string, bytes: () => Uint8Array | Promise<Uint8Array>): Promise<boolean> {
  const folder = dirname(path)
  if (await isFile(path)) {
    // Who made it may have died before it synced the folder.
    await syncFolder(folder)
    return false
  }
  await makeFolder(folder)
  const temporary = join(folder, `.tmp-${randomBytes(8).toString('hex')}`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(await bytes())
      await file.sync()
    } finally {
      await file.close()
    }
    const isMade = await linked(temporary, path)
    await syncFolder(folder)
    return isMade
  } finally {
    // It does no harm if it stays.
    await rm(temporary, { force: true }).catch(() => undefined)
  }
}

/** Links are made by one only, so of two writers one wins. */
async function linked(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path)
    return true
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown
    await isFile(path)
    return false
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isFile()) return true
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return false
    throw thrown
  }
  throw new LogferryError('LF_DISK_FAILED', `${path} is there, but is no file`)
}

/**
 * A folder that was made is an entry in the one above it, which is synced, too. (`mkdir` with `recursive` calls a read-only disk a missing
 * folder.)
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return
    if (codeOf(thrown) !== 'ENOENT' || folder === dirname(folder)) throw thrown
    await makeFolder(dirname(folder))
    return makeFolder(folder)
  }
  await syncFolder(dirname(folder))
}

/** Windows, and some network file systems, cannot: they say so by one of these. */
const CANNOT_SYNC = ['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP']

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder)
    await handle.sync().finally(() => handle.close())
  } catch (thrown) {
    if (!CANNOT_SYNC.includes(codeOf(thrown) ?? '')) throw thrown
  }
}

const DISK_CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'LF_DISK_FULL',
  EDQUOT: 'LF_DISK_FULL',
  EACCES: 'LF_DISK_DENIED',
  EPERM: 'LF_DISK_DENIED',
  EROFS: 'LF_DISK_DENIED',
}

/** What a disk said, as an error of ours. What no disk said stays as it was thrown. */
export function diskError(thrown: unknown, path: string): unknown {
  const { code, syscall } = (thrown ?? {}) as Partial<NodeJS.ErrnoException>
  if (code === undefined || syscall === undefined) return thrown
  const hasNoLinks = syscall === 'link' && ['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(code)
  if (hasNoLinks) return new LogferryError('LF_DISK_FAILED', `${path}: this file system makes no hard links (${code})`, { cause: thrown })
  return new LogferryError(DISK_CODES[code] ?? 'LF_DISK_FAILED', `${path}: ${code} at ${syscall}`, { cause: thrown })
}

/** The outcome of what was to be written there; throws on what no disk said. */
export function diskOutcome(thrown: unknown, path: string): Outcome {
  const error = diskError(thrown, path)
  if (isLogferryError(error)) return retry(error.code, error.detail)
  throw error
}

export const codeOf = (thrown: unknown): string | undefined => (thrown as NodeJS.ErrnoException | undefined)?.code
