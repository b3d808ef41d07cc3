import { gunzipSync } from 'node:zlib'
import { LogferryError } from '../core/index.ts'

/**
 * The bytes of a base64 text, inflated where they are gzip, to at most `maxBytes`. `at` is its place in the trigger, for messages. Throws
 * LF_EVENT_BASE64, LF_EVENT_GZIP or LF_EVENT_TOO_LARGE, and quotes nothing of what it holds.
 */
export const decodePayload = (data: string, at: string, maxBytes: number): Buffer => inflate(decodeBase64(data, at), at, maxBytes)

/** `Buffer.from` skips what is no base64; the length tells. */
function decodeBase64(data: string, at: string): Buffer {
  const bytes = Buffer.from(data, 'base64')
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0
  if (data.length % 4 !== 0) throw new LogferryError('LF_EVENT_BASE64', `${at} has ${data.length} characters, which is no multiple of 4`)
  if (bytes.length !== (data.length / 4) * 3 - padding) {
    throw new LogferryError('LF_EVENT_BASE64', `${at} has characters that are not of base64`)
  }
  return bytes
}

function inflate(bytes: Buffer, at: string, maxBytes: number): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    if (bytes.length > maxBytes) throw tooLarge(at, maxBytes)
    return bytes
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes, chunkSize: chunkSizeFor(bytes) })
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(at, maxBytes)
    const what = code === 'Z_BUF_ERROR' ? 'ends before its end' : 'is damaged'
    throw new LogferryError('LF_EVENT_GZIP', `the gzip in ${at} (${bytes.length} bytes) ${what}`, { cause: thrown })
  }
}

const LARGEST_CHUNK = 1024 * 1024

/** gzip ends with the inflated size (RFC 1952, ISIZE): one chunk of that size needs no joining. It is a hint, not trusted. */
function chunkSizeFor(gzip: Buffer): number {
  const size = gzip.length >= 18 ? gzip.readUInt32LE(gzip.length - 4) : 0
  return Math.min(Math.max(size, 1024), LARGEST_CHUNK)
}

const tooLarge = (at: string, maxBytes: number) => new LogferryError('LF_EVENT_TOO_LARGE', `${at} inflates to more than ${maxBytes} bytes`)
