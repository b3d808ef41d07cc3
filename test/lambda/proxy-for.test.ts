import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { proxyFor } from '../../lambda/proxy-for.ts'

const NAMES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()])

beforeEach(() => {
  for (const name of NAMES) vi.stubEnv(name, undefined)
})
afterEach(() => vi.unstubAllEnvs())

test('there is no proxy unless the environment names one', () => {
  expect(proxyFor('https://search.example.com')).toBeUndefined()
})

test('the proxy of a url is that of its scheme, but for what is excepted', () => {
  vi.stubEnv('HTTPS_PROXY', 'http://proxy.example.com:3128')
  vi.stubEnv('NO_PROXY', 'localhost,.internal')

  const urls = ['https://search.example.com', 'http://search.example.com', 'https://localhost:9200', 'https://a.internal']

  expect(urls.map(proxyFor)).toEqual(['http://proxy.example.com:3128', undefined, undefined, undefined])
})
