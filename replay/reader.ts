/** Where objects lie that can be read again: a folder, a bucket from a prefix on, a single file. */
export interface ObjectReader {
  /** Tells the place from others, and is the same each time. */
  readonly place: string
  /** For messages. */
  urlOf(key: string): string
  /** Those whose key begins so, in the order of their keys' bytes; not the memory. Throws coded errors, as all of these do. */
  list(prefix: string): AsyncIterable<Listed>
  /** As it is stored. A chunk is good until the next is asked for. */
  read(key: string): AsyncIterable<Uint8Array>
  delete(key: string): Promise<void>
  close(): Promise<void>
}

export interface Listed {
  readonly key: string
  readonly bytes: number
  /** In milliseconds. */
  readonly writtenAt: number
}

/** What the `s3` sink keeps for itself, such as the memory. */
export const OWN_PREFIX = '_logferry/'
