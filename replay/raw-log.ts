import { logText } from '../sinks/s3/objects.ts'
import { inflateIfGzip } from '../sources/file/inflate.ts'
import type { ArchiveObject } from './archive.ts'
import type { ObjectReader } from './reader.ts'
import { recordsIn } from './records.ts'
import { testsOf, type Wanted } from './wanted.ts'

/**
 * The log that the objects of one hour of a log group hold, to the byte, stream by stream: entries that were cut from a file by their place
 * in it, others by their time. What is there twice under one id comes once; a `text` has no ids, and comes whole, by when it was written.
 */
export async function* rawLog(hour: readonly ArchiveObject[], reader: ObjectReader, wanted: Wanted): AsyncGenerator<Uint8Array> {
  const tests = testsOf(wanted)
  const seen = new Set<string>()
  for (const { key, format } of await inOrder(hour, reader)) {
    const url = reader.urlOf(key)
    const bytes = inflateIfGzip(reader.read(key), url)
    if (format === 'text') yield* bytes
    else {
      for await (const record of recordsIn(bytes, url)) {
        if (!tests.event(record) || seen.has(record.id)) continue
        seen.add(record.id)
        yield logText([record])
      }
    }
  }
}

async function inOrder(hour: readonly ArchiveObject[], reader: ObjectReader): Promise<readonly ArchiveObject[]> {
  const placed: { readonly object: ArchiveObject; readonly place: number }[] = []
  for (const object of hour) placed.push({ object, place: await placeOf(object, hour, reader) })
  return placed.sort((a, b) => compare(a.object.logStream ?? '', b.object.logStream ?? '') || a.place - b.place).map(({ object }) => object)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Only where there are several of a stream. */
async function placeOf(object: ArchiveObject, hour: readonly ArchiveObject[], reader: ObjectReader): Promise<number> {
  const isAlone = hour.filter(({ logStream }) => logStream === object.logStream).length === 1
  if (isAlone || object.format === 'text') return object.writtenAt
  const url = reader.urlOf(object.key)
  for await (const { bytes, time } of recordsIn(inflateIfGzip(reader.read(object.key), url), url)) return bytes?.offset ?? time
  return 0
}
