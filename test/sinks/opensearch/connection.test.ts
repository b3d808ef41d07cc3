import { describe, expect, test } from 'vitest'
import { instanceOf } from '../../../core/testing/index.ts'
import { connectionOf } from '../../../sinks/opensearch/connection.ts'
import opensearch from '../../../sinks/opensearch/index.ts'

const password = async () => 'secret'
const authOf = (url: string, more: object = {}) => connectionOf({ url, auth: 'auto', ...more }).auth

describe('who asks is told from the url', () => {
  test.each([
    ['https://search-shop-x.eu-central-1.es.amazonaws.com', 'es', 'eu-central-1'],
    ['https://vpc-shop-x.us-gov-west-1.es.amazonaws.com', 'es', 'us-gov-west-1'],
    ['https://search-shop-x.cn-north-1.es.amazonaws.com.cn', 'es', 'cn-north-1'],
    ['https://search-shop-x.aos.ap-northeast-2.on.aws', 'es', 'ap-northeast-2'],
    ['https://abc123.eu-central-1.aoss.amazonaws.com', 'aoss', 'eu-central-1'],
    ['https://abc123.us-east-1.aoss-fips.amazonaws.com', 'aoss', 'us-east-1'],
    ['https://abc123.aoss.us-east-1.on.aws', 'aoss', 'us-east-1'],
  ])('%s: requests are signed for %s in %s', (url, service, region) => {
    expect(authOf(url)).toEqual({ kind: 'sigv4', service, region })
  })

  test.each([
    'https://search.example.com',
    'http://10.0.0.1:9200',
    'https://es.amazonaws.com.example.com',
    'https://x.es.amazonaws.com.evil.example',
  ])('%s: nobody', (url) => {
    expect(authOf(url)).toEqual({ kind: 'none' })
  })

  test('and `user`, `region`, `service` and `auth` go before that', () => {
    const domain = 'https://search-shop-x.eu-central-1.es.amazonaws.com'

    expect(authOf(domain, { user: 'u', password })).toEqual({ kind: 'basic', user: 'u', password })
    expect(authOf(domain, { auth: 'none' })).toEqual({ kind: 'none' })
    expect(authOf(domain, { region: 'eu-west-1', service: 'aoss' })).toEqual({ kind: 'sigv4', region: 'eu-west-1', service: 'aoss' })
    expect(authOf('https://search.example.com', { auth: 'sigv4', region: 'eu-west-1' })).toEqual({
      kind: 'sigv4',
      region: 'eu-west-1',
      service: 'es',
    })
  })
})

describe('what does not fit together is said, at its option, and no secret with it', () => {
  test.each([
    ['url', 'must be https://<host>[:<port>], or file:<folder>', { url: 'https://' }],
    ['url', 'must be https://<host>[:<port>], or file:<folder>', { url: 'https://a b' }],
    ['url', 'must be https://<host>[:<port>], or file:<folder>', { url: 's3://bucket/prefix' }],
    ['url', 'must be https://<host>[:<port>], or file:<folder>', { url: 'search.example.com:9200' }],
    ['url', 'must be file:<folder>', { url: 'file:' }],
    ['url', 'must be https://<host>[:<port>], or file:<folder>', { url: 'out' }],
    ['url', 'must hold no user and password — give them as "user" and "password"', { url: 'https://u:hidden@search.example.com' }],
    ['url', 'must end after the host and port — the index is said by "index"', { url: 'https://search.example.com/logs' }],
    ['url', 'must end after the host and port — the index is said by "index"', { url: 'https://search.example.com/?a=hidden' }],
    ['url', 'must be https://…, for a password would go in clear', { url: 'http://search.example.com', user: 'u', password: 'hidden' }],
    ['url', 'must be https://… for "auth": "sigv4"', { url: 'http://x.eu-central-1.es.amazonaws.com' }],
    ['region', 'is required for "auth": "sigv4": the host does not say it', { url: 'https://search.example.com', auth: 'sigv4' }],
    ['user', 'is required for "auth": "basic"', { url: 'https://search.example.com', auth: 'basic' }],
    ['user', 'is required for "auth": "basic"', { url: 'https://search.example.com', password: 'hidden' }],
    ['password', 'is required for "auth": "basic"', { url: 'https://search.example.com', user: 'u' }],
    ['user', 'must hold no colon: "basic" knows no such user', { url: 'https://search.example.com', user: 'u:v', password: 'hidden' }],
    ['user', 'is for "auth": "basic", and this is "sigv4"', { url: 'https://x.eu-central-1.es.amazonaws.com', auth: 'sigv4', user: 'u' }],
    ['password', 'is for "auth": "basic", and this is "none"', { url: 'https://search.example.com', auth: 'none', password: 'hidden' }],
    ['index', 'must not be empty', { url: 'https://search.example.com', index: '' }],
    ['dataStream', 'must not be empty', { url: 'file:/out', dataStream: '' }],
    ['dataStream', 'and "index" exclude each other — remove one', { url: 'file:/out', index: 'a', dataStream: 'b' }],
    ['timeZone', 'must be UTC or a zone such as Asia/Seoul', { url: 'file:/out', timeZone: 'Mars/Olympus' }],
  ])('%s %s', (option, message, options) => {
    const make = () => instanceOf(opensearch, options)

    expect(make).toThrow(expect.objectContaining({ code: 'LF_OPTION_INVALID', at: [option], detail: message }))
    expect(make).not.toThrow(/hidden/)
  })
})

test('a password may go in clear where it does not leave the machine', () => {
  for (const url of ['http://localhost:9200', 'http://127.0.0.1:9200', 'http://[::1]:9200']) {
    expect(authOf(url, { user: 'u', password })).toMatchObject({ kind: 'basic' })
  }
})

test('options of a connection that a folder has no use for do not matter', () => {
  expect(() => instanceOf(opensearch, { url: 'file:/out', user: 'u', region: 'eu-west-1', auth: 'sigv4' })).not.toThrow()
})
