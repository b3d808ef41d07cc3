import { LogferryError, type Options, type OptionsOf } from '../../core/index.ts'

export const s3Options = {
  url: {
    type: 'string',
    description:
      '`s3://<bucket>/<prefix>`, or `file:<folder>`, from the folder of the config: then each object is a file under its key, and what only a store needs does not matter.',
  },
  format: {
    type: 'string',
    enum: ['events', 'text'],
    description:
      '`events`: one JSON object per line (`.jsonl.gz`), for Athena, `jq` and a replay. `text`: the log itself, to the byte where the branch says `raw` (`.log.gz`), for `zcat` and `pt-query-digest`.',
    default: 'events',
  },
  partitions: {
    type: 'string',
    enum: ['path', 'hive'],
    description: 'How the hour (UTC) stands in a key: `path`: `2026/11/22/11`; `hive`: `dt=2026-11-22/hr=11`, as Athena and Glue find it.',
    default: 'path',
  },
  region: {
    type: 'string',
    description: 'Of the bucket. Absent: as AWS tools have it (AWS_REGION, the profile); with an `endpoint`, `us-east-1`.',
    optional: true,
  },
  endpoint: { type: 'string', description: '`https://<host>[:<port>]` of a store that is not of AWS.', optional: true },
  pathStyle: {
    type: 'boolean',
    description: 'Whether the bucket stands in the path of a request rather than in its host. Absent: true with an `endpoint`.',
    optional: true,
  },
  accessKeyId: {
    type: 'string',
    description: 'With `secretAccessKey`, the key. Absent: as AWS tools find one (variables, profile, role).',
    optional: true,
  },
  secretAccessKey: { type: 'string', description: 'The secret of `accessKeyId`.', writeOnly: true, optional: true },
  expectedBucketOwner: { type: 'string', description: 'Account that the bucket must belong to; 12 digits.', optional: true },
  checksum: {
    type: 'string',
    enum: ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'none'],
    description: 'By what the store checks that an object arrived whole. `none` is for stores that know none of these.',
    default: 'CRC32',
  },
  storageClass: {
    type: 'string',
    enum: ['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE', 'REDUCED_REDUNDANCY'],
    description: 'Of the archive; dead letters and the memory, which are read again, have that of the bucket.',
    optional: true,
  },
  encryption: {
    type: 'string',
    enum: ['AES256', 'aws:kms', 'aws:kms:dsse'],
    description: 'By which key the store encrypts. Absent: as the bucket has it, which on AWS is `AES256` at least.',
    optional: true,
  },
  kmsKeyId: { type: 'string', description: 'For `aws:kms`: id, ARN or alias of the key. Absent: that of the account.', optional: true },
  tags: {
    type: 'object',
    additionalProperties: true,
    description: 'Tags of each object but those of the memory; 10 at most.',
    optional: true,
  },
} as const satisfies Options

export type S3Options = OptionsOf<typeof s3Options>

/** The options but those left empty, as by a variable that is not set. Throws LF_OPTION_INVALID for what cannot be, or does not fit together. */
export function checkedOptions(options: S3Options): S3Options {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== '')) as S3Options
  const { endpoint, accessKeyId, secretAccessKey, expectedBucketOwner, encryption, kmsKeyId, tags = {} } = given
  if (endpoint !== undefined && !isEndpoint(endpoint)) throw invalid('must be https://<host>[:<port>]', 'endpoint')
  if (accessKeyId !== undefined && secretAccessKey === undefined) throw invalid('is missing: `accessKeyId` is there', 'secretAccessKey')
  if (expectedBucketOwner !== undefined && !/^\d{12}$/.test(expectedBucketOwner)) {
    throw invalid('must be the 12 digits of an account', 'expectedBucketOwner')
  }
  if (kmsKeyId !== undefined && !encryption?.startsWith('aws:kms')) throw invalid('is for "encryption": "aws:kms"', 'kmsKeyId')
  checkTags(tags)
  return given
}

function isEndpoint(text: string): boolean {
  const { protocol, username, password, search, hash } = URL.canParse(text) ? new URL(text) : { protocol: '' }
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '')
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
function checkTags(tags: Readonly<Record<string, unknown>>): void {
  const entries = Object.entries(tags)
  if (entries.length > 10) throw invalid(`has ${entries.length} tags; 10 are the most`, 'tags')
  for (const [name, value] of entries) {
    const isTag = ['string', 'number', 'boolean'].includes(typeof value) && name !== '' && name.length <= 128 && String(value).length <= 256
    if (!isTag) throw invalid('must be a text of 256 characters at most, under a name of 1 to 128', 'tags', name)
  }
}

const invalid = (message: string, ...at: readonly string[]) => new LogferryError('LF_OPTION_INVALID', message, { at })
