import { expect, test } from 'vitest'
import { LogferryError } from '../../../core/index.ts'
import { faultOf } from '../../../sinks/s3/fault.ts'

const asked = { object: 's3://logs/a', bucket: 's3://logs', owner: undefined, signal: new AbortController().signal }
const error = (message: string, more: object) => Object.assign(new Error(message), more)

test.each([
  [
    error('self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    'LF_SINK_UNTRUSTED',
    's3://logs: DEPTH_ZERO_SELF_SIGNED_CERT, self-signed certificate',
  ],
  [
    error('certificate has expired', { code: 'CERT_HAS_EXPIRED' }),
    'LF_SINK_UNTRUSTED',
    's3://logs: CERT_HAS_EXPIRED, certificate has expired',
  ],
  [error('no match', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), 'LF_SINK_UNTRUSTED', 's3://logs: ERR_TLS_CERT_ALTNAME_INVALID, no match'],
  [
    error('wrong version', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }),
    'LF_SINK_UNAVAILABLE',
    's3://logs: ERR_SSL_WRONG_VERSION_NUMBER, wrong version',
  ],
  [error('Parse Error', { code: 'HPE_INVALID_CONSTANT' }), 'LF_SINK_UNAVAILABLE', 's3://logs: HPE_INVALID_CONSTANT, Parse Error'],
  [error('Region is missing', {}), 'LF_BUCKET_REGION', 's3://logs: neither `region` nor AWS_REGION is set'],
  [
    error('The SSO session associated with this profile has expired.', { name: 'CredentialsProviderError' }),
    'LF_CREDENTIALS_EXPIRED',
    'The SSO session associated with this profile has expired.',
  ],
  [
    error('Profile prod could not be found.', { name: 'CredentialsProviderError' }),
    'LF_CREDENTIALS_MISSING',
    'Profile prod could not be found.',
  ],
  [new LogferryError('LF_SECRET_UNAVAILABLE', 'nothing here reads ssm:/key'), 'LF_SECRET_UNAVAILABLE', 'nothing here reads ssm:/key'],
])('%o is a fault of the place, the network or the credentials', (thrown, code, detail) => {
  expect(faultOf(thrown, asked)).toEqual({ code, detail })
})

test.each([
  new TypeError('a mistake'),
  error('not that character', { code: 'ERR_INVALID_CHAR' }),
  error('Cannot find package', { code: 'ERR_MODULE_NOT_FOUND' }),
])('%o is a mistake of ours, and thrown on', (thrown) => {
  expect(() => faultOf(thrown, asked)).toThrow(thrown)
})
