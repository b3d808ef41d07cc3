/**
 * Text that came from bytes. A byte that is no UTF-8 is held as one of U+DC80–DCFF (the idea of Python's PEP 383), so that a raw archive can
 * give back the very bytes; every other destination gets `wellFormed(text)`.
 */

/** Bytes as text; each byte that is no part of valid UTF-8 becomes U+DC00 + byte. */
export function decodeText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = buffer.toString('utf8')
  if (!text.includes('\uFFFD')) return text
  // One unit of UTF-16 for each byte at the most; joining as many small strings would take twenty times the memory.
  const units = Buffer.allocUnsafe(2 * buffer.length)
  let filled = 0
  const add = (unit: number) => {
    filled = units.writeUInt16LE(unit, filled)
  }
  for (let at = 0; at < buffer.length; ) {
    const length = sequenceLength(buffer, at)
    const point = length === 0 ? 0xdc00 + (buffer[at] as number) : codePointAt(buffer, at, length)
    if (point < 0x10000) add(point)
    else {
      add(0xd7c0 + (point >> 10))
      add(0xdc00 + (point & 0x3ff))
    }
    at += length || 1
  }
  return units.toString('utf16le', 0, filled)
}

/** Of a well-formed sequence. */
function codePointAt(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] as number
  if (length === 1) return first
  let point = first & (0x7f >> length)
  for (let i = 1; i < length; i++) point = (point << 6) | ((bytes[at + i] as number) & 0x3f)
  return point
}

/** The bytes that `decodeText` was given. A surrogate that stands for no byte becomes U+FFFD. */
export function encodeText(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text)
  const bytes = Buffer.allocUnsafe(3 * text.length)
  let filled = 0
  let plain = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0xd800 && code <= 0xdbff && isLow(text.charCodeAt(at + 1))) at++
    else if (code >= 0xdc80 && code <= 0xdcff) {
      filled += bytes.write(text.slice(plain, at), filled)
      filled = bytes.writeUInt8(code - 0xdc00, filled)
      plain = at + 1
    }
  }
  filled += bytes.write(text.slice(plain), filled)
  return bytes.subarray(0, filled)
}

/** The text that decoding the bytes gives: stray ones become U+FFFD as the WHATWG decoder has it. */
export const wellFormed = (text: string): string => (text.isWellFormed() ? text : Buffer.from(encodeText(text)).toString('utf8'))

const isLow = (code: number) => code >= 0xdc00 && code <= 0xdfff

/** How many bytes the well-formed sequence at this place has, 0 if there is none (https://www.unicode.org/versions/Unicode16.0.0/, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number
  if (first < 0x80) return 1
  const second = bytes[at + 1] ?? 0
  if (first >= 0xc2 && first <= 0xdf) return isContinuation(second) ? 2 : 0
  if (first >= 0xe0 && first <= 0xef) {
    const low = first === 0xe0 ? 0xa0 : 0x80
    const high = first === 0xed ? 0x9f : 0xbf
    return second >= low && second <= high && isContinuation(bytes[at + 2] ?? 0) ? 3 : 0
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const low = first === 0xf0 ? 0x90 : 0x80
    const high = first === 0xf4 ? 0x8f : 0xbf
    return second >= low && second <= high && isContinuation(bytes[at + 2] ?? 0) && isContinuation(bytes[at + 3] ?? 0) ? 4 : 0
  }
  return 0
}

const isContinuation = (byte: number) => byte >= 0x80 && byte <= 0xbf
