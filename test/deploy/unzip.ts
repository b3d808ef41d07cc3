import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inflateRawSync } from 'node:zlib'

/** The files of a zip, by its central directory (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3). */
export function filesIn(zip: string): ReadonlyMap<string, { readonly bytes: Buffer; readonly mode: number }> {
  const all = readFileSync(zip)
  const end = all.lastIndexOf(Buffer.from('PK\x05\x06'))
  const files = new Map<string, { readonly bytes: Buffer; readonly mode: number }>()
  let at = all.readUInt32LE(end + 16)
  for (let count = all.readUInt16LE(end + 10); count > 0; count--) {
    const [packed, nameLength, more, comment] = [all.readUInt32LE(at + 20), ...[28, 30, 32].map((i) => all.readUInt16LE(at + i))] as [
      number,
      number,
      number,
      number,
    ]
    const name = all.toString('utf8', at + 46, at + 46 + nameLength)
    const local = all.readUInt32LE(at + 42)
    const from = local + 30 + all.readUInt16LE(local + 26) + all.readUInt16LE(local + 28)
    files.set(name, { bytes: inflateRawSync(all.subarray(from, from + packed)), mode: all.readUInt32LE(at + 38) >>> 16 })
    at += 46 + nameLength + more + comment
  }
  return files
}

/** As Lambda does before it starts a function. */
export function unpack(zip: string, folder: string): void {
  for (const [name, { bytes, mode }] of filesIn(zip)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, bytes, { mode: mode & 0o777 })
  }
}
