import type { Dirent } from 'node:fs'
import { createReadStream, existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { LogferryError } from '../core/index.ts'
import { problemOf } from '../sources/file/report.ts'
import { type Listed, type ObjectReader, OWN_PREFIX } from './reader.ts'

/**
 * The objects in a folder, each a file under its key. What a write left half done begins with a dot, and is none. A sink makes its folder
 * with the first object: `mayLack`.
 */
export function folderReader(folder: string, mayLack = false): ObjectReader {
  const pathOf = (key: string) => join(folder, key)
  return {
    place: resolve(folder),
    urlOf: pathOf,
    async *list(prefix) {
      if (!mayLack || existsSync(folder)) yield* filesIn(folder, '', prefix)
    },
    read: (key) => bytesOf(pathOf(key)),
    delete: (key) => coded(pathOf(key), () => rm(pathOf(key))),
    close: async () => undefined,
  }
}

/** One file; it has the only key. */
export function fileReader(path: string): ObjectReader {
  const key = basename(path)
  return {
    ...folderReader(dirname(path)),
    place: resolve(path),
    async *list(prefix) {
      if (key.startsWith(prefix)) yield listed(key, path)
    },
  }
}

/** In the order of whole keys: `a-b` comes before `a/b`. */
async function* filesIn(folder: string, above: string, prefix: string): AsyncGenerator<Listed> {
  const entries = await coded(folder, () => readdir(join(folder, above), { withFileTypes: true }))
  const keys = entries.flatMap((entry) => keysOf(entry, above)).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  for (const key of keys) {
    const mayHold = key.startsWith(prefix) || (key.endsWith('/') && prefix.startsWith(key))
    if (!mayHold || key.startsWith(OWN_PREFIX)) continue
    if (key.endsWith('/')) yield* filesIn(folder, key, prefix)
    else yield await listed(key, join(folder, key))
  }
}

function keysOf(entry: Dirent, above: string): readonly string[] {
  if (entry.name.startsWith('.')) return []
  if (entry.isDirectory()) return [`${above}${entry.name}/`]
  return entry.isFile() ? [above + entry.name] : []
}

const listed = (key: string, path: string): Promise<Listed> =>
  coded(path, async () => {
    const { size, mtimeMs } = await stat(path)
    return { key, bytes: size, writtenAt: mtimeMs }
  })

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path)
  } catch (thrown) {
    throw errorOf(thrown, path)
  }
}

async function coded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    throw errorOf(thrown, path)
  }
}

function errorOf(thrown: unknown, path: string): LogferryError {
  const { code, detail } = problemOf(thrown, path)
  return new LogferryError(code, detail, { cause: thrown })
}
