import { describe, expect, test } from 'vitest'
import { openSigner } from '../../../sinks/opensearch/sign.ts'
import { signatureOf } from './signature.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "Examples: Signature calculations" */
const S3 = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
/** https://github.com/awslabs/aws-c-auth/tree/main/tests/aws-signing-test-suite/v4, each in a folder of its name */
const SUITE = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

const s3 = {
  scope: { service: 's3', region: 'us-east-1' },
  keys: S3,
  at: '2013-05-24T00:00:00Z',
  host: 'examplebucket.s3.amazonaws.com',
  method: 'GET',
}

/** Those of the published requests that bear the hash of their body, as ours always do. */
const SIGNED = [
  {
    ...s3,
    name: 'GET Object',
    path: '/test.txt',
    headers: { range: 'bytes=0-9' },
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    ...s3,
    name: 'GET Bucket Lifecycle',
    path: '/?lifecycle',
    headers: {},
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    ...s3,
    name: 'GET Bucket (List Objects)',
    path: '/?max-keys=2&prefix=J',
    headers: {},
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
  {
    scope: { service: 'service', region: 'us-east-1' },
    keys: SUITE,
    at: '2015-08-30T12:36:00Z',
    host: 'example.amazonaws.com',
    method: 'POST',
    name: 'post-x-www-form-urlencoded',
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '13' },
    body: 'Param1=value1',
    signature: 'd3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b',
  },
]

describe('a request that AWS has published is signed as it says', () => {
  test.each(SIGNED)('$name', async ({ scope, keys, at, host, method, path, headers, signature, ...rest }) => {
    const sign = await openSigner(scope, async () => keys)
    const body = 'body' in rest ? { body: Buffer.from(rest.body) } : {}

    const signed = await sign({ method, url: new URL(path, `https://${host}`), headers: { host, ...headers }, ...body }, new Date(at))

    expect(signed['authorization']).toMatch(new RegExp(`Signature=${signature}$`))
  })
})

/** Of the suite, those that the verifier of these tests must come to by itself. */
describe('the verifier reckons the signature that AWS has published', () => {
  const token = '6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267'

  test.each([
    ['get-vanilla', '/', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      '/?Param2=value2&Param1=value1',
      {},
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    ['get-utf8', '/ሴ', {}, '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
    [
      'get-vanilla-with-session-token',
      '/',
      { 'x-amz-security-token': token },
      '07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8',
    ],
  ])('%s', (_, url, more, signature) => {
    const names = ['host', 'x-amz-date', ...Object.keys(more)].join(';')
    const headers = {
      host: 'example.amazonaws.com',
      'x-amz-date': '20150830T123600Z',
      ...more,
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    }

    expect(signatureOf({ method: 'GET', url, headers, raw: Buffer.alloc(0) }, SUITE)).toBe(signature)
  })
})

test('the hash of the body, and the token of passing credentials, are headers that are signed', async () => {
  const sign = await openSigner({ service: 'aoss', region: 'eu-central-1' }, async () => ({ ...SUITE, sessionToken: 'token' }))
  const url = new URL('https://x.eu-central-1.aoss.amazonaws.com/_bulk?filter_path=items.%2A')

  const headers = await sign({ method: 'POST', url, headers: { host: url.host } }, new Date('2026-11-22T11:10:01.847Z'))

  expect(headers).toMatchObject({
    host: url.host,
    'x-amz-content-sha256': EMPTY,
    'x-amz-date': '20261122T111001Z',
    'x-amz-security-token': 'token',
    authorization: expect.stringContaining('20261122/eu-central-1/aoss/aws4_request'),
  })
  expect(headers['authorization']).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,')
  const raw = Buffer.alloc(0)
  expect(headers['authorization']).toContain(signatureOf({ method: 'POST', url: url.pathname + url.search, headers, raw }, SUITE))
})
