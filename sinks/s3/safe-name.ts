import { decodeText, encodeText } from '../../core/index.ts'
import { contentHash } from '../content-hash.ts'

/**
 * Names as parts of an object's key, for stores and file systems alike: percent-encoded, so that decoding gives them back. `@` is a sign of
 * ours (a name's own is `%40`): alone it stands for an empty name; with 32 hex digits behind it, for the rest of a name that was cut.
 */

/** Athena skips a name that begins with `_` or `.`, and `..` leads out of a folder. */
const ODD = /^[._]|[^A-Za-z0-9._-]/gu
const HASH_LENGTH = 1 + 32

/** One name, in at most `longest` bytes. */
export function safeName(name: string, longest: number): string {
  const safe = name.replaceAll(ODD, percent)
  if (safe === '') return '@'
  return safe.length <= longest && isReversible(name) ? safe : cut(safe, name, longest)
}

/** Names with `/` between them, each in at most `longest` bytes. */
export const safePath = (path: string, longest: number): string =>
  path
    .split('/')
    .map((name) => safeName(name, longest))
    .join('/')

/** As much as fits of what was made of a name, and its hash. */
export const cut = (safe: string, name: string, longest: number): string =>
  `${safe.slice(0, longest - HASH_LENGTH).replace(/(%.?|\/)$/, '')}@${contentHash(JSON.stringify(name))}`

const percent = (odd: string): string =>
  Array.from(encodeText(odd), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')

/** Stray bytes are; other halves of characters are no bytes. */
const isReversible = (name: string): boolean => name.isWellFormed() || decodeText(encodeText(name)) === name
