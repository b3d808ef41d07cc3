import type { PutObjectCommandInput } from '@aws-sdk/client-s3'
import type { S3Options } from './options.ts'

/** What to put, under which key behind the prefix, and on what condition. */
export interface Put {
  readonly kind: 'archive' | 'letter' | 'fact'
  readonly key: string
  readonly body: Uint8Array
  /** The ETag of the object that it may write over. Absent: it writes over none. */
  readonly over?: string
  /** Base64. Absent: none is sent. */
  readonly md5?: string
}

/** Archive and letters are gzip, and say so by their name; a `Content-Encoding` would have clients inflate them on the way. */
const TYPES = { archive: 'application/gzip', letter: 'application/gzip', fact: 'application/json' } as const

/** The parameters of PutObject, but for where it goes (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html). */
export function putInput({ kind, body, over, md5 }: Put, options: S3Options): Omit<PutObjectCommandInput, 'Bucket' | 'Key'> {
  const { checksum, storageClass, encryption, kmsKeyId, tags } = options
  return {
    Body: body,
    ContentType: TYPES[kind],
    ...(over === undefined ? { IfNoneMatch: '*' } : { IfMatch: over }),
    ...(md5 === undefined ? {} : { ContentMD5: md5 }),
    ...(checksum === 'none' ? {} : { ChecksumAlgorithm: checksum }),
    ...(kind === 'archive' && storageClass !== undefined ? { StorageClass: storageClass } : {}),
    ...(encryption === undefined ? {} : { ServerSideEncryption: encryption }),
    ...(kmsKeyId === undefined ? {} : { SSEKMSKeyId: kmsKeyId }),
    ...(kind === 'fact' || tags === undefined ? {} : { Tagging: tagHeader(tags) }),
  }
}

const tagHeader = (tags: Readonly<Record<string, unknown>>): string =>
  Object.entries(tags)
    .map((tag) => tag.map((part) => encodeURIComponent(String(part))).join('='))
    .join('&')
