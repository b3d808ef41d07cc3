import { createHash } from 'node:crypto'

/** 32 hex digits that stand for a content, which may come in parts. */
export function contentHash(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, 32)
}
