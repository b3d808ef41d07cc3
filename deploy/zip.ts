import { buffer } from 'node:stream/consumers'
import yazl from 'yazl'

export interface ArchiveFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The first day that a zip can name. */
const NO_DATE = new Date(1980, 0, 1)
/** Lambda runs as another user than the one that owns the files. */
const READABLE = 0o100644

/** A zip of files, in the order of their names. Like files make like bytes. */
export async function zip(files: readonly ArchiveFile[]): Promise<Buffer> {
  const archive = new yazl.ZipFile()
  for (const { name, bytes } of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    archive.addBuffer(Buffer.from(bytes), name, { mtime: NO_DATE, mode: READABLE, forceDosTimestamp: true, compressionLevel: 9 })
  }
  archive.end()
  return buffer(archive.outputStream)
}
