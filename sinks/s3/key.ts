import type { LogRecord } from '../../core/index.ts'
import { cut, safeName, safePath } from './safe-name.ts'

/** How the hour stands in a key: `2026/11/22/11`, or `dt=2026-11-22/hr=11`. */
export type Partitions = 'path' | 'hive'

/** A key has 1,024 bytes at most (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html), a name in a folder 255: these leave room for a prefix. */
const LONGEST = { group: 512, groupPart: 128, stream: 100, id: 80 }

/** The UTC hour of a time in ISO 8601. */
function hourPath(iso: string, partitions: Partitions): string {
  const [date = '', hour = ''] = iso.slice(0, 13).split('T')
  return partitions === 'hive' ? `dt=${date}/hr=${hour}` : `${date.replaceAll('-', '/')}/${hour}`
}

/** What makes a key, beside the record that it is of. */
export interface KeyTerms {
  readonly partitions: Partitions
  readonly hash: string
}

/** `<log group>/<hour>/<stream>-<first id>-<hash>.<ending>`. The `/` that a log group begins with is left out; one without begins with `@`. */
export function archiveKey({ id, origin }: LogRecord, iso: string, ending: string, { partitions, hash }: KeyTerms): string {
  const { logGroup, logStream } = origin
  const path = logGroup.startsWith('/') ? safePath(logGroup.slice(1), LONGEST.groupPart) : `@${safePath(logGroup, LONGEST.groupPart)}`
  const group = path.length <= LONGEST.group ? path : cut(path, logGroup, LONGEST.group)
  return `${group}/${hourPath(iso, partitions)}/${safeName(logStream, LONGEST.stream)}-${idPart(id)}-${hash}.${ending}`
}

/** `refused/<hour>/<first id>-<hash>.jsonl.gz`, where a record has no time that can be written: `refused/undated/…`. */
export const letterKey = ({ id }: LogRecord, iso: string | undefined, { partitions, hash }: KeyTerms): string =>
  `refused/${iso === undefined ? 'undated' : hourPath(iso, partitions)}/${idPart(id)}-${hash}.jsonl.gz`

/** Without `-`, so that the parts of an object's name can be told from its end. */
const idPart = (id: string) => safeName(id, LONGEST.id).replaceAll('-', '%2D')
