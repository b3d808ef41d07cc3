import { type ErrorCode, isLogferryError, LogferryError, messageOf } from '../../core/index.ts'

/** Nothing can have been stored: no connection was made. */
const NOT_SENT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** Why there is no answer, as an error of ours. `thrown` is its cause. */
export function transportError(thrown: unknown, host: string, signal: AbortSignal): LogferryError {
  const error = (code: ErrorCode, detail: string) => new LogferryError(code, `${host}: ${detail}`, { cause: thrown })
  if (signal.aborted) {
    const isTimeout = (signal.reason as { readonly name?: unknown } | undefined)?.name === 'TimeoutError'
    return error(isTimeout ? 'LF_SINK_TIMEOUT' : 'LF_DEADLINE', 'no answer in time')
  }
  if (isLogferryError(thrown)) return error(thrown.code, thrown.detail)
  const { name = '', message = '' } = Object(thrown) as Partial<Error>
  // As the AWS SDK's providers name them.
  if (name.startsWith('Credentials') || name.startsWith('TokenProvider')) {
    return error(/expired/i.test(message) ? 'LF_CREDENTIALS_EXPIRED' : 'LF_CREDENTIALS_MISSING', messageOf(thrown))
  }
  const code = codeOf(thrown)
  if (code === undefined) return error('LF_SINK_UNAVAILABLE', messageOf(thrown))
  if (UNTRUSTED.has(code)) return error('LF_SINK_UNTRUSTED', `its certificate is not trusted (${code})`)
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return error('LF_SINK_UNAVAILABLE', `it does not speak TLS (${code})`)
  if (code.startsWith('HPE_')) return error('LF_SINK_UNAVAILABLE', `it does not speak HTTP (${code})`)
  return error('LF_SINK_UNAVAILABLE', `${NOT_SENT[code] ?? 'the connection broke off'} (${code})`)
}

/** True if the server may have got the request, and may even have done what it says. */
export function mayHaveArrived({ code, cause }: LogferryError): boolean {
  if (code === 'LF_SINK_TIMEOUT') return true
  return code === 'LF_SINK_UNAVAILABLE' && !isLogferryError(cause) && NOT_SENT[codeOf(cause) ?? ''] === undefined
}

/** Of a list of attempts, one per address of the host, the first. */
function codeOf(thrown: unknown): string | undefined {
  const { code } = (thrown ?? {}) as { readonly code?: unknown }
  return typeof code === 'string' ? code : undefined
}
