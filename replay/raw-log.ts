import { LogferryError, type LogRecord } from '../core/index.ts'
import { logText } from '../sinks/s3/objects.ts'
import { recordOf } from '../sinks/s3/read-line.ts'
import { inflateIfGzip } from '../sources/file/inflate.ts'
import type { ArchiveObject } from './archive.ts'
import { linesIn } from './documents.ts'
import type { ObjectReader } from './reader.ts'
import { testsOf, type Wanted } from './wanted.ts'

/**
 * The log that the objects of one hour of a log group hold, to the byte, stream by stream: entries that were cut from a file by their place
 * in it, others by their time. What is there twice under one id comes once; a `text` has no ids, and comes whole, by when it was written.
 */
export async function* rawLog(hour: readonly ArchiveObject[], reader: ObjectReader, wanted: Wanted): AsyncGenerator<Uint8Array> {
  const tests = testsOf(wanted)
  const seen = new Set<string>()
  for (const { key, format } of await inOrder(hour, reader)) {
    if (format === 'text') yield* inflateIfGzip(reader.read(key), reader.urlOf(key))
    else {
      for await (const record of recordsIn(reader, key)) {
        if (!tests.event(record) || seen.has(record.id)) continue
        seen.add(record.id)
        yield logText([record])
      }
    }
  }
}

/** Throws LF_OBJECT_DAMAGED at a line that is no record, and LF_INPUT_GZIP. */
export async function* recordsIn(reader: ObjectReader, key: string): AsyncGenerator<LogRecord> {
  let line = 0
  for await (const text of linesIn(inflateIfGzip(reader.read(key), reader.urlOf(key)))) {
    line++
    const record = recordOf(parse(text))
    if (record === undefined) throw new LogferryError('LF_OBJECT_DAMAGED', `${reader.urlOf(key)}:${line} is no record`)
    yield record
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
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
  for await (const { bytes, time } of recordsIn(reader, object.key)) return bytes?.offset ?? time
  return 0
}
