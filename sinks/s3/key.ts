import type { LogRecord } from '../../core/index.ts'
import { cut, safeName, safePath } from './safe-name.ts'

/** A key has 1,024 bytes at most (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html), a name in a folder 255: these leave room for a prefix. */
const LONGEST = { group: 512, groupPart: 128, stream: 100, id: 80 }

/** `2026/11/22/11`, the UTC hour of a time in ISO 8601. */
const hourPath = (iso: string) => iso.slice(0, 13).replaceAll(/[-T]/g, '/')

/** `<log group>/<yyyy>/<mm>/<dd>/<hh>/<stream>-<first id>-<hash>.<ending>`. The `/` that a log group begins with is left out; one without begins with `@`. */
export function archiveKey({ id, origin }: LogRecord, iso: string, hash: string, ending: string): string {
  const { logGroup, logStream } = origin
  const path = logGroup.startsWith('/') ? safePath(logGroup.slice(1), LONGEST.groupPart) : `@${safePath(logGroup, LONGEST.groupPart)}`
  const group = path.length <= LONGEST.group ? path : cut(path, logGroup, LONGEST.group)
  return `${group}/${hourPath(iso)}/${safeName(logStream, LONGEST.stream)}-${idPart(id)}-${hash}.${ending}`
}

/** `refused/<yyyy>/<mm>/<dd>/<hh>/<first id>-<hash>.jsonl.gz`, where a record has no time that can be written: `refused/undated/…`. */
export const letterKey = ({ id }: LogRecord, iso: string | undefined, hash: string): string =>
  `refused/${iso === undefined ? 'undated' : hourPath(iso)}/${idPart(id)}-${hash}.jsonl.gz`

/** Without `-`, so that the parts of an object's name can be told from its end. */
const idPart = (id: string) => safeName(id, LONGEST.id).replaceAll('-', '%2D')
