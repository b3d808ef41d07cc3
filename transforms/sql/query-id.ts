import { createHash } from 'node:crypto'
import { encodeText } from '../../core/index.ts'

/** The first 16 hexadecimal digits of a fingerprint's SHA-256; stray bytes in names count as themselves. */
export const queryIdOf = (fingerprint: string): string =>
  createHash('sha256')
    .update(fingerprint.isWellFormed() ? fingerprint : encodeText(fingerprint))
    .digest('hex')
    .slice(0, 16)
