import { LogferryError } from '../../core/index.ts'
import { folderOf } from '../embedded.ts'

export interface BucketPlace {
  readonly bucket: string
  /** What every key begins with: empty, or with a `/` at its end. */
  readonly prefix: string
}

export type Place = { readonly folder: string } | BucketPlace

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
/** What AWS calls safe, and `=` (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html). */
const PREFIX_PART = /^(?!\.{1,2}$)[A-Za-z0-9!._*'()=-]+$/
/** A key has 1,024 bytes at most, and ours have up to 920. */
const LONGEST_PREFIX = 100

/** Where a url leads. Throws LF_OPTION_INVALID. */
export function placeOf(url: string): Place {
  if (url.startsWith('file:')) return { folder: folderOf(url) }
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]*)(?:\/+(.*?))?\/*$/s.exec(url) ?? []
  // A url may hold a password or a signature: what is wrong is not said again.
  if (bucket === '') throw invalid('must be s3://<bucket>/<prefix>, or file:<folder>')
  if (!BUCKET.test(bucket)) throw invalid('the name of a bucket is 3 to 63 of a-z, 0-9, "-" and "."')
  if (path === '') return { bucket, prefix: '' }
  if (!path.split('/').every((part) => PREFIX_PART.test(part))) {
    throw invalid("the parts of a prefix are letters, digits and !._*'()=-, and neither empty nor dots alone")
  }
  if (path.length > LONGEST_PREFIX) throw invalid(`the prefix has ${path.length} characters; ${LONGEST_PREFIX} are the most`)
  return { bucket, prefix: `${path}/` }
}

const invalid = (message: string) => new LogferryError('LF_OPTION_INVALID', message, { at: ['url'] })
