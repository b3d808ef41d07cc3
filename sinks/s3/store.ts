import { join } from 'node:path'
import { type Context, delivered, type Outcome, type Sink } from '../../core/index.ts'
import { checkFolder } from '../check-folder.ts'
import { createFile, diskOutcome } from '../embedded.ts'
import { openBucket } from './bucket.ts'
import { bucketMemory } from './bucket-memory.ts'
import { checkBucket } from './check-bucket.ts'
import { outcomeOf } from './fault.ts'
import { fileMemory } from './file-memory.ts'
import { gzipped } from './gzip.ts'
import type { StoredObject } from './objects.ts'
import type { S3Options } from './options.ts'
import type { BucketPlace } from './place.ts'

/** A place for objects and facts: a folder, or a bucket from its prefix on. */
export interface Store extends Pick<Sink, 'close'>, Required<Pick<Sink, 'check' | 'memory'>> {
  /** Puts an object unless one of its key is there, which is the same then. LF_SINK_TOO_LARGE: the store takes none of that size. */
  create(object: StoredObject, signal: AbortSignal): Promise<Outcome>
}

const MEMORY = '_logferry/memory'

export const folderStore = (folder: string): Store => ({
  async create({ key, content }) {
    const path = join(folder, key)
    try {
      await createFile(path, () => gzipped(content))
      return delivered
    } catch (thrown) {
      return diskOutcome(thrown, path)
    }
  },
  memory: fileMemory(join(folder, MEMORY)),
  check: () => checkFolder(folder),
})

export function bucketStore(place: BucketPlace, options: S3Options, context: Context): Store {
  const bucket = openBucket(place, options, context)
  return {
    async create({ kind, key, content }, signal) {
      const fault = await bucket.put({ kind, key, body: await gzipped(content) }, signal)
      return fault === undefined || fault.status === 412 ? delivered : outcomeOf(fault)
    },
    memory: bucketMemory(bucket, MEMORY),
    check: (signal) => checkBucket(bucket, signal),
    close: () => bucket.close(),
  }
}
