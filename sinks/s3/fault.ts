import { type ErrorCode, isLogferryError, type Outcome, rejected, retry } from '../../core/index.ts'

/** Why a store did not do what it was asked, in our words. */
export interface Fault {
  readonly code: ErrorCode
  /** What was asked and what came back; where the code cannot know it, what to do. */
  readonly detail: string
  /** The HTTP status, where there was an answer. */
  readonly status?: number
  /** The store's own code for it (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
  readonly name?: string
  readonly retryAfterMs?: number
}

/** What was asked, for the message. */
export interface Asked {
  /** `s3://bucket/key`, and `s3://bucket` for what does not depend on the key. */
  readonly object: string
  readonly bucket: string
  readonly owner: string | undefined
  readonly signal: AbortSignal
}

const BY_NAME: Readonly<Record<string, ErrorCode>> = {
  NoSuchBucket: 'LF_BUCKET_MISSING',
  InvalidBucketName: 'LF_BUCKET_MISSING',
  RequestTimeTooSkewed: 'LF_CLOCK_SKEWED',
  ExpiredToken: 'LF_CREDENTIALS_EXPIRED',
  ExpiredTokenException: 'LF_CREDENTIALS_EXPIRED',
  RequestExpired: 'LF_CREDENTIALS_EXPIRED',
  TokenRefreshRequired: 'LF_CREDENTIALS_EXPIRED',
  AuthorizationHeaderMalformed: 'LF_SINK_DENIED',
  InvalidToken: 'LF_SINK_DENIED',
  InsufficientStorage: 'LF_SINK_FULL',
  QuotaExceeded: 'LF_SINK_FULL',
  XMinioAdminBucketQuotaExceeded: 'LF_SINK_FULL',
  XMinioStorageFull: 'LF_SINK_FULL',
  KeyTooLongError: 'LF_SINK_NAME_INVALID',
  ObjectParentIsFile: 'LF_SINK_NAME_INVALID',
  ExistingObjectIsDirectory: 'LF_SINK_NAME_INVALID',
  XMinioInvalidObjectName: 'LF_SINK_NAME_INVALID',
  EntityTooLarge: 'LF_SINK_TOO_LARGE',
  BadDigest: 'LF_SINK_UNAVAILABLE',
  ConditionalRequestConflict: 'LF_SINK_UNAVAILABLE',
  IncompleteBody: 'LF_SINK_UNAVAILABLE',
  OperationAborted: 'LF_SINK_UNAVAILABLE',
  RequestTimeout: 'LF_SINK_UNAVAILABLE',
  XAmzContentSHA256Mismatch: 'LF_SINK_UNAVAILABLE',
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  301: 'LF_BUCKET_REGION',
  307: 'LF_BUCKET_REGION',
  308: 'LF_BUCKET_REGION',
  401: 'LF_SINK_DENIED',
  403: 'LF_SINK_DENIED',
  404: 'LF_BUCKET_MISSING',
  407: 'LF_SINK_UNAVAILABLE',
  408: 'LF_SINK_UNAVAILABLE',
  413: 'LF_SINK_TOO_LARGE',
  429: 'LF_SINK_UNAVAILABLE',
  501: 'LF_SINK_UNFIT',
  507: 'LF_SINK_FULL',
}

/** Of the key and its secret, not of what they may do. */
const OF_THE_KEY: ReadonlySet<string> = new Set([
  'AuthorizationHeaderMalformed',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
])

/** What does not depend on the object: the next one would get the same answer. */
const OF_ALL: ReadonlySet<ErrorCode> = new Set([
  'LF_BUCKET_MISSING',
  'LF_BUCKET_REGION',
  'LF_CLOCK_SKEWED',
  'LF_CREDENTIALS_EXPIRED',
  'LF_CREDENTIALS_MISSING',
  'LF_SECRET_UNAVAILABLE',
  'LF_SINK_UNTRUSTED',
])
export const hitsAll = (code: ErrorCode): boolean => OF_ALL.has(code)

/** What the AWS SDK throws, as far as it is used here. */
interface Thrown {
  readonly name?: string
  readonly message?: string
  /** Of the store. */
  readonly Code?: string
  readonly Region?: string
  /** Of Node. */
  readonly code?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
}

/** From whatever a request threw; throws it on if that is no answer, no failure of the network and none of the credentials. */
export function faultOf(thrown: unknown, asked: Asked): Fault {
  if (isLogferryError(thrown)) return { code: thrown.code, detail: thrown.detail }
  const error = Object(thrown) as Thrown
  const { name = '', message = '', code, $metadata } = error
  if (asked.signal.aborted) return { code: lateCode(asked.signal), detail: `${asked.object}: no answer in time` }
  if (name.startsWith('Credentials') || name.startsWith('TokenProvider')) {
    return { code: /expired/i.test(message) ? 'LF_CREDENTIALS_EXPIRED' : 'LF_CREDENTIALS_MISSING', detail: oneLine(message) }
  }
  if (message === 'Region is missing')
    return { code: 'LF_BUCKET_REGION', detail: `${asked.bucket}: neither \`region\` nor AWS_REGION is set` }
  if (typeof code === 'string' && OF_THE_NETWORK.test(code)) return networkFault(code, message, asked)
  const status = $metadata?.httpStatusCode
  if (status === undefined) throw thrown
  return answerFault(error, status, asked)
}

export const lateCode = (signal: AbortSignal): ErrorCode => (signal.reason?.name === 'TimeoutError' ? 'LF_SINK_TIMEOUT' : 'LF_DEADLINE')

const UNTRUSTED = /CERT|SIGNED|ISSUER|VERIFY/
const OF_THE_NETWORK = new RegExp(`^E(?!RR_)|^ERR_(TLS|SSL|SOCKET|STREAM)|^HPE_|${UNTRUSTED.source}`)

/** Whether a request that broke off was heard is not known; as objects are named by their content, sending it again does no harm. */
function networkFault(code: string, message: string, { bucket }: Asked): Fault {
  return { code: UNTRUSTED.test(code) ? 'LF_SINK_UNTRUSTED' : 'LF_SINK_UNAVAILABLE', detail: `${bucket}: ${code}, ${oneLine(message)}` }
}

function answerFault(error: Thrown, status: number, { object, bucket, owner }: Asked): Fault {
  const headers = error.$response?.headers ?? {}
  const { Code: name } = error
  const elsewhere = error.Region ?? (status < 400 ? headers['x-amz-bucket-region'] : undefined)
  const code = elsewhere === undefined ? codeOf(name, status) : 'LF_BUCKET_REGION'
  const said = name === undefined ? `HTTP ${status}, not in the words of S3: does \`endpoint\` lead to a store?` : `HTTP ${status} ${name}`
  const words = name === undefined || error.message === undefined ? '' : `, ${oneLine(error.message)}`
  const owned = code === 'LF_SINK_DENIED' && owner !== undefined ? `; does the bucket belong to ${owner}?` : ''
  const hint = elsewhere === undefined ? owned : `; the bucket is in ${elsewhere}`
  const retryAfterMs = retryAfter(headers['retry-after'])
  return {
    code,
    detail: `${hitsAll(code) || OF_THE_KEY.has(name ?? '') ? bucket : object}: ${said}${words}${hint}`,
    status,
    ...(name === undefined ? {} : { name }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

function codeOf(name: string | undefined, status: number): ErrorCode {
  const byName = name !== undefined && Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined
  return byName ?? BY_STATUS[status] ?? (status >= 500 ? 'LF_SINK_UNAVAILABLE' : 'LF_SINK_UNFIT')
}

/** Seconds, or a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after); a date is left out, for it depends on two clocks. */
const retryAfter = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : undefined

const LONGEST_MESSAGE = 300

/** What a store says of a request holds no log: the names of users, roles and keys at most. */
const oneLine = (message: string): string => message.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE)

export const outcomeOf = ({ code, detail, retryAfterMs }: Fault): Outcome =>
  code === 'LF_SINK_NAME_INVALID' ? rejected(code, detail) : retry(code, detail, retryAfterMs)
