import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Fact, LogferryError, type Memory } from '../../core/index.ts'
import { contentHash } from '../content-hash.ts'
import { codeOf, createFile, diskError } from '../embedded.ts'
import { safePath } from './safe-name.ts'
import { holds, marksOf, newMark, parseVersion, type Version } from './version.ts'

const FILE = /^(\d+)\.json$/
const LONGEST_NAME = 200

/**
 * Facts in a folder each, for processes on one machine. The highest number counts; the others are left over. A version is made by a link, so
 * of two writers over the same version one wins, and a crash leaves the old one or the new one. The highest but one is kept until the next is
 * there, so that a reader always finds one.
 *
 * A writer that slept may link a number whose file was swept away since. It does no harm, as a higher one is there; that one's marks tell the
 * writer that it came too late.
 */
export function fileMemory(folder: string): Memory {
  // Not every file system tells `A` from `a`.
  const folderOf = (key: string) => join(folder, `${safePath(key, LONGEST_NAME)}${/[A-Z]/.test(key) ? `@${contentHash(key)}` : ''}.fact`)

  async function get(key: string): Promise<Fact | undefined> {
    const newest = await newestIn(folderOf(key))
    return newest?.version.value === undefined ? undefined : { value: newest.version.value, tag: tagOf(newest) }
  }

  async function put(key: string, value: string | undefined, old: Fact | undefined): Promise<boolean> {
    const place = folderOf(key)
    const newest = await newestIn(place)
    const isAsKnown = old === undefined ? newest?.version.value === undefined : newest !== undefined && tagOf(newest) === old.tag
    if (!isAsKnown) return false
    const number = (newest?.number ?? 0) + 1
    const mark = newMark()
    const before = newest === undefined ? [] : marksOf(newest.version)
    const version: Version = { ...(value === undefined ? {} : { value }), mark, before }
    const path = join(place, `${number}.json`)
    if (!(await createFile(path, () => Buffer.from(JSON.stringify(version))))) return false
    const after = await newestIn(place)
    if (after === undefined || !holds(after.version, mark)) {
      await rm(path, { force: true })
      return false
    }
    await sweep(place, after.number - 2)
    return true
  }

  return {
    get: (key) => onDisk(folderOf(key), () => get(key)),
    put: (key, value, old) => onDisk(folderOf(key), () => put(key, value, old)),
    delete: (key, old) => onDisk(folderOf(key), () => put(key, undefined, old)),
  }
}

interface Numbered {
  readonly number: number
  readonly version: Version
}

const tagOf = ({ number, version }: Numbered) => `${number}-${version.mark}`

async function newestIn(place: string): Promise<Numbered | undefined> {
  for (;;) {
    const number = await highestIn(place)
    if (number === 0) return undefined
    const path = join(place, `${number}.json`)
    const text = await readIfThere(path)
    // What lay under the number is sure only if it was the highest all the time.
    if (text !== undefined && (await highestIn(place)) === number) return { number, version: readVersion(text, path) }
  }
}

const highestIn = async (place: string) => Math.max(0, ...(await numbersIn(place)))

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined
    throw thrown
  }
}

function readVersion(text: string, path: string): Version {
  const version = parseVersion(text)
  if (version !== undefined) return version
  throw new LogferryError('LF_DISK_FAILED', `${path} is damaged; remove the folder it is in, and what it says is forgotten`)
}

async function numbersIn(place: string): Promise<readonly number[]> {
  try {
    return (await readdir(place)).flatMap((name) => Number(FILE.exec(name)?.[1] ?? 0))
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return []
    throw thrown
  }
}

/** Removes what is left over up to that number. */
async function sweep(place: string, last: number): Promise<void> {
  for (const number of await numbersIn(place)) if (number <= last) await rm(join(place, `${number}.json`), { force: true })
}

async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw diskError(thrown, path)
  }
}
