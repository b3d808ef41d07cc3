import { createHash, createHmac } from 'node:crypto'
import type { Heard } from './loopback.ts'

type Signed = Pick<Heard, 'method' | 'url' | 'headers' | 'raw'>

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()

/** As AWS encodes it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
const encode = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')

/** The signature that a request must bear, reckoned from nothing but the request, its `Authorization` and the secret key. */
export function signatureOf({ method, url, headers, raw }: Signed, { secretAccessKey }: Keys): string {
  const { scope, names } = authorizationIn(headers)
  const [path = '', query = ''] = url.split('?')
  // Encoded as it stands on the wire, where it is encoded already, so twice (S3 alone does it once).
  const canonicalPath = path.split('/').map(encode).join('/')
  const canonicalQuery = query
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('=').map((part) => encode(decodeURIComponent(part))))
    .map(([name, value = '']) => `${name}=${value}`)
    .sort()
    .join('&')
  const canonicalHeaders = names.map((name) => `${name}:${String(headers[name]).trim().replaceAll(/\s+/g, ' ')}\n`).join('')
  const hash = headers['x-amz-content-sha256'] ?? sha256(raw)
  const canonical = [method, canonicalPath, canonicalQuery, canonicalHeaders, names.join(';'), hash].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const [date = '', region = '', service = '', end = ''] = scope.split('/')
  const key = [region, service, end].reduce<Buffer>((last, part) => hmac(last, part), hmac(`AWS4${secretAccessKey}`, date))
  return hmac(key, toSign).toString('hex')
}

export function authorizationIn(headers: Heard['headers']) {
  const pattern = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/
  const [, accessKeyId = '', scope = '', names = '', signature = ''] = pattern.exec(headers.authorization ?? '') ?? []
  return { accessKeyId, scope, names: names.split(';'), signature }
}

/** What AWS would have against a request, if anything. */
export function faultOf(request: Signed, keys: Keys, terms: { readonly region: string; readonly service: string; readonly now: number }) {
  const { headers, raw } = request
  const { accessKeyId, scope, names, signature } = authorizationIn(headers)
  if (signature === '') return 'it is not signed'
  if (accessKeyId !== keys.accessKeyId) return `there is no key ${accessKeyId}`
  const date = String(headers['x-amz-date'])
  if (scope !== `${date.slice(0, 8)}/${terms.region}/${terms.service}/aws4_request`) return `its scope is ${scope}`
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!(Math.abs(at - terms.now) <= 5 * 60 * 1000)) return `its time is ${date}`
  if (!names.includes('host') || !names.includes('x-amz-date')) return `only ${names} are signed`
  // As Serverless asks: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-clients.html
  if (terms.service === 'aoss' && names.includes('content-length')) return 'content-length is signed'
  if (headers['x-amz-content-sha256'] !== sha256(raw)) return 'the hash of its body is wrong'
  if (headers['x-amz-security-token'] !== undefined && !names.includes('x-amz-security-token')) return 'its token is not signed'
  return signature === signatureOf(request, keys) ? undefined : 'the signature is wrong'
}
