import { type KeyParts, partsOf } from '../sinks/s3/read-key.ts'
import type { Listed, ObjectReader } from './reader.ts'
import { testsOf, type Wanted } from './wanted.ts'

/** An object of the archive, with what its key says. */
export interface ArchiveObject extends Listed, KeyParts {
  readonly hour: number
}

/** All that may hold what is meant, in the order of keys: log group by log group, hour by hour. */
export async function* archiveObjects(reader: ObjectReader, wanted: Wanted): AsyncGenerator<ArchiveObject> {
  const tests = testsOf({ ...wanted, only: 'archive' })
  for await (const listed of reader.list(wanted.prefix ?? '')) {
    const parts = partsOf(listed.key)
    if (parts?.hour !== undefined && tests.key(parts)) yield { ...listed, ...parts, hour: parts.hour }
  }
}

/** Those of one log group and hour together. */
export async function* archiveHours(reader: ObjectReader, wanted: Wanted): AsyncGenerator<readonly [ArchiveObject, ...ArchiveObject[]]> {
  let hour: ArchiveObject[] = []
  for await (const object of archiveObjects(reader, wanted)) {
    const [first] = hour
    if (first !== undefined && (first.group !== object.group || first.hour !== object.hour)) {
      yield hour as [ArchiveObject, ...ArchiveObject[]]
      hour = []
    }
    hour.push(object)
  }
  if (hour.length > 0) yield hour as [ArchiveObject, ...ArchiveObject[]]
}

/** The log group, or, where its name was cut, what stands in the key for it. */
export const groupName = ({ logGroup, group }: KeyParts): string => logGroup ?? `${group} (cut)`
