import { setTimeout } from 'node:timers/promises'
import { type Fact, LogferryError, type Memory } from '../../core/index.ts'
import type { Bucket } from './bucket.ts'
import type { Fault } from './fault.ts'
import { safePath } from './safe-name.ts'
import { holds, marksOf, newMark, parseVersion, type Version } from './version.ts'

/** As long as the core waits for a memory. */
const PATIENCE_MS = 2000
const PAUSE_MS = 50
const LONGEST_NAME = 200

interface Stored {
  readonly etag: string
  readonly version: Version
}

/**
 * Facts as small objects, one for each. A fact is written over the ETag of the one that was read (`If-Match`), or over nothing
 * (`If-None-Match: *`), so of two writers one wins. One that is deleted is written over, too, as one without a value: few stores delete on a
 * condition, and so none needs to.
 *
 * Whether a put whose answer was lost has been stored is seen by its mark, which is in the object as long as the writer may ask.
 */
export function bucketMemory(bucket: Bucket, folder: string): Memory {
  const keyOf = (key: string) => `${folder}/${safePath(key, LONGEST_NAME)}.json`

  async function look(key: string, signal: AbortSignal): Promise<Stored | undefined> {
    const found = await bucket.get(key, signal)
    if (found === undefined) return undefined
    if ('code' in found) throw errorOf(found.name === 'AccessDenied' ? { ...found, detail: found.detail + RIGHTS } : found)
    const version = parseVersion(found.text)
    if (version !== undefined) return { etag: found.etag, version }
    throw new LogferryError('LF_MEMORY_UNAVAILABLE', `${bucket.urlOf(key)} is damaged; delete it, and what it says is forgotten`)
  }

  /** True: it is there, or was. False: another was first. Throws when the store does not say. */
  async function put(key: string, value: string | undefined, old: Fact | undefined): Promise<boolean> {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const mark = newMark()
    let [over, ...before] = old?.tag.split(' ') ?? []
    for (;;) {
      const body = Buffer.from(JSON.stringify({ ...(value === undefined ? {} : { value }), mark, before } satisfies Version))
      const fault = await bucket.put({ kind: 'fact', key, body, ...(over === undefined ? {} : { over }) }, signal)
      if (fault === undefined) return true
      if (!isOpen(fault)) throw errorOf(fault)
      const seen = await look(key, signal)
      if (seen !== undefined && holds(seen.version, mark)) return true
      if (seen?.etag !== over) {
        const isDeleted = old === undefined && seen !== undefined && seen.version.value === undefined
        if (!isDeleted) return false
        over = seen.etag
        before = [...marksOf(seen.version)]
      } else {
        // It is as it was: the put was not heard, or is not done yet. The same again does no harm.
        await setTimeout(PAUSE_MS * (1 + Math.random()))
      }
    }
  }

  return {
    async get(key) {
      const stored = await look(keyOf(key), AbortSignal.timeout(PATIENCE_MS))
      return stored?.version.value === undefined ? undefined : { value: stored.version.value, tag: tagOf(stored) }
    },
    put: (key, value, old) => put(keyOf(key), value, old),
    delete: (key, old) => put(keyOf(key), undefined, old),
  }
}

const tagOf = ({ etag, version }: Stored) => [etag, ...marksOf(version)].join(' ')

/** Whether it may have been stored all the same, or another was first. */
const isOpen = ({ code, status, name }: Fault): boolean =>
  status === 412 || (status === 404 && name === 'NoSuchKey') || code === 'LF_SINK_UNAVAILABLE'

const RIGHTS = '; to look for a fact needs s3:GetObject, and s3:ListBucket so that a missing one is told from a denied one'

const errorOf = ({ code, detail }: Fault) => new LogferryError(code, detail)
