import { createHash } from 'node:crypto'
import { isLogferryError } from '../core/index.ts'
import { inflateIfGzip } from '../sources/file/inflate.ts'
import type { Problem } from '../sources/file/report.ts'
import { type ArchiveObject, archiveHours, groupName } from './archive.ts'
import type { ObjectReader } from './reader.ts'
import { recordsIn } from './records.ts'
import type { Wanted } from './wanted.ts'

export interface GroupVerdict {
  readonly logGroup: string
  objects: number
  bytes: number
  events: number
  /** Events whose id is there a second time. */
  twice: number
  /** Objects that cannot be read, or are not what their name says. */
  broken: number
  /** Hours without an object, as `[from, to)` in milliseconds. */
  readonly gaps: [number, number][]
}

export interface Verdict {
  readonly groups: readonly GroupVerdict[]
  readonly findings: readonly Problem[]
}

const HOUR_MS = 3_600_000

/** Reads all objects of a range. Gaps are those between the first and the last hour of a log group, or in the range where it has an end. */
export async function verifyArchive(reader: ObjectReader, wanted: Wanted, onProgress: (objects: number) => void): Promise<Verdict> {
  const groups = new Map<string, GroupVerdict & { next: number }>()
  const findings: Problem[] = []
  let objects = 0
  for await (const hour of archiveHours(reader, wanted)) {
    const [first] = hour
    const logGroup = groupName(first)
    const from = wanted.since === undefined ? first.hour : hourOf(wanted.since)
    const group = groups.get(logGroup) ?? { logGroup, objects: 0, bytes: 0, events: 0, twice: 0, broken: 0, gaps: [], next: from }
    groups.set(logGroup, group)
    if (first.hour > group.next) group.gaps.push([group.next, first.hour])
    group.next = first.hour + HOUR_MS
    const seen = new Set<string>()
    for (const object of hour) {
      const finding = await verifyObject(object, reader, (id) => {
        group.events++
        if (seen.has(id)) group.twice++
        seen.add(id)
      })
      group.objects++
      group.bytes += object.bytes
      onProgress(++objects)
      if (finding === undefined) continue
      group.broken++
      findings.push(finding)
    }
  }
  const end = wanted.until === undefined ? undefined : hourOf(wanted.until - 1) + HOUR_MS
  for (const group of groups.values()) if (end !== undefined && end > group.next) group.gaps.push([group.next, end])
  return { groups: [...groups.values()].map(({ next: _, ...group }) => group), findings }
}

const hourOf = (time: number): number => Math.floor(time / HOUR_MS) * HOUR_MS

async function verifyObject(object: ArchiveObject, reader: ObjectReader, event: (id: string) => void): Promise<Problem | undefined> {
  const { key, format, hash } = object
  const url = reader.urlOf(key)
  const digest = createHash('sha256')
  const bytes = (async function* () {
    for await (const chunk of inflateIfGzip(reader.read(key), url)) {
      digest.update(chunk)
      yield chunk
    }
  })()
  try {
    if (format === 'text') for await (const _ of bytes);
    else for await (const { id } of recordsIn(bytes, url)) event(id)
  } catch (thrown) {
    if (!isLogferryError(thrown)) throw thrown
    return { code: thrown.code, detail: thrown.detail }
  }
  // The name of a text has the hash of the ids, too, which are not in it.
  const isAsNamed = format === 'text' || digest.digest('hex').startsWith(hash)
  return isAsNamed ? undefined : { code: 'LF_OBJECT_DAMAGED', detail: `${url} is not what its name says: the hash is another` }
}
