import { type ErrorCode, isLogferryError, LogferryError } from '../../core/index.ts'

/** What the AWS SDK throws, as far as it is used here. */
interface Thrown {
  readonly name?: string
  readonly message?: string
  /** Of Node. */
  readonly code?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number }
}

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded/i
const EXPIRED = /ExpiredToken|RequestExpired|TokenRefreshRequired/
const NETWORK = /^E[A-Z]|^ERR_|^HPE_|CERT|SIGNED/

/** Why CloudWatch gave no picture, in our words. */
export function faultOf(thrown: unknown, signal: AbortSignal): LogferryError {
  if (isLogferryError(thrown)) return thrown
  const [code, detail] = told(Object(thrown) as Thrown, signal)
  return new LogferryError(code, detail, { cause: thrown })
}

function told({ name = '', message = '', code, $metadata }: Thrown, signal: AbortSignal): readonly [ErrorCode, string] {
  const words = message.replaceAll(/\s+/g, ' ').trim().slice(0, 300)
  const status = $metadata?.httpStatusCode
  const said = `CloudWatch answered ${status === undefined ? '' : `HTTP ${status} `}${name}${words === '' ? '' : `, ${words}`}`
  if (signal.aborted || code === 'ETIMEDOUT') return ['LF_PICTURE_UNAVAILABLE', 'CloudWatch gave no answer in time']
  if (name.startsWith('Credentials') || name.startsWith('TokenProvider')) {
    return [/expired/i.test(words) ? 'LF_CREDENTIALS_EXPIRED' : 'LF_CREDENTIALS_MISSING', words]
  }
  if (message === 'Region is missing') return ['LF_PICTURE_FAILED', 'no region is known: set `region`, or AWS_REGION']
  if (EXPIRED.test(name)) return ['LF_CREDENTIALS_EXPIRED', said]
  if (THROTTLED.test(name) || status === 429 || (status !== undefined && status >= 500)) return ['LF_PICTURE_UNAVAILABLE', said]
  if (status === 401 || status === 403 || /Access|Signature|InvalidClientToken|UnrecognizedClient/.test(name))
    return ['LF_PICTURE_DENIED', said]
  if (typeof code === 'string' && NETWORK.test(code)) {
    return ['LF_PICTURE_UNAVAILABLE', `CloudWatch cannot be reached: ${code}, ${words || name}`]
  }
  return ['LF_PICTURE_FAILED', status === undefined ? words || name : said]
}
