import { hash } from 'node:crypto'
import { basename } from 'node:path'
import { decodeText, type LogEvent, type Origin } from '../../core/index.ts'
import type { Entry } from './cut.ts'

/** Of `Number.MAX_SAFE_INTEGER`. */
const MOST_DIGITS = 16

/**
 * Makes events of entries. `id` hashes log group, stream, offset and bytes, so it survives rotation and a second reading; `untimedId` also
 * names the file, so that two files of like entries without a time do not merge.
 */
export function eventsFrom(origin: Origin, fileTag: string, fileTime?: number): (entry: Entry) => LogEvent {
  const stream = JSON.stringify([origin.logGroup, origin.logStream])
  const streamBytes = Buffer.byteLength(stream)
  let hashed = Buffer.alloc(0)
  const idOf = (offset: number, bytes: Buffer): string => {
    const most = streamBytes + MOST_DIGITS + bytes.length
    if (hashed.length < most) hashed = Buffer.allocUnsafe(2 * most)
    const start = hashed.write(stream + offset)
    return hash('sha256', hashed.subarray(0, start + bytes.copy(hashed, start))).slice(0, 32)
  }
  return ({ offset, bytes, part }) => {
    const id = idOf(offset, bytes)
    return {
      id,
      untimedId: id.slice(0, 24) + fileTag,
      message: decodeText(bytes),
      origin,
      ...(fileTime === undefined ? {} : { fileTime }),
      bytes: { offset, length: bytes.length },
      ...(part === undefined ? {} : { part }),
    }
  }
}

/** 8 hex digits that stay with a file when it is renamed or grows. */
export const fileTag = (file: { readonly dev: bigint; readonly ino: bigint; readonly birthtimeNs: bigint }): string =>
  hash('sha256', `${file.dev} ${file.ino} ${file.birthtimeNs}`).slice(0, 8)

/** `.gz`, `.1`, `-20261124`, `.2026-11-24.13`, as logrotate and RDS write them. */
const ROTATED = /(?<=.)(?:\.gz|\.\d{1,3}|[-.]\d{4}-?\d\d-?\d\d(?:[-._T]?\d{2,6})?)$/i

/** The file's base name as it was before rotation: the log stream, where none is given. */
export function streamOf(path: string): string {
  if (path === '-') return 'stdin'
  let name = basename(path)
  while (ROTATED.test(name)) name = name.replace(ROTATED, '')
  return name
}
