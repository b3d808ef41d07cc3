import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { fakeContext } from '../../../core/testing/index.ts'
import { type Client, openClient } from '../../../sinks/opensearch/client.ts'
import { type ConnectionOptions, connectionOf } from '../../../sinks/opensearch/connection.ts'
import type { Request } from '../../../sinks/opensearch/request.ts'
import { tempFolder } from '../sink.ts'
import { makeAuthority } from './certificate.ts'
import { type Answerer, loopback } from './loopback.ts'
import { proxyTo } from './proxy.ts'
import { faultOf } from './signature.ts'

afterEach(() => vi.unstubAllEnvs())

const never = new AbortController().signal
const BULK: Request = {
  method: 'POST',
  path: '/_bulk',
  query: { timeout: '10s', filter_path: 'items.*._id,took' },
  type: 'application/x-ndjson',
  body: Buffer.from('{"create":{}}\n{"a":"é"}\n'.repeat(200)),
}
const fine: Answerer = () => ({ body: { took: 1 } })

function open(options: Partial<ConnectionOptions> & { readonly url: string }, more: Parameters<typeof fakeContext>[1] = {}): Client {
  const client = openClient(connectionOf({ auth: 'auto', ...options }), fakeContext('search', more))
  onTestFinished(() => client.close())
  return client
}

describe('a request', () => {
  test('has its length, is not chunked, and goes as it is to a server on this machine', async () => {
    const server = await loopback(fine)

    const answer = await open(server).send(BULK, never)

    expect({ ...answer, body: answer.body.toString() }).toMatchObject({ status: 200, body: '{"took":1}' })
    const [heard] = server.heard
    expect(heard).toMatchObject({ method: 'POST', path: '/_bulk', query: BULK.query, raw: BULK.body })
    expect(heard?.url).toBe('/_bulk?timeout=10s&filter_path=items.%2A._id%2Ctook')
    expect(heard?.headers).toMatchObject({ 'content-length': String(BULK.body?.length), 'content-type': 'application/x-ndjson' })
    for (const name of ['transfer-encoding', 'content-encoding', 'accept-encoding', 'authorization'])
      expect(heard?.headers).not.toHaveProperty(name)
  })

  test('without a body says nothing of one', async () => {
    const server = await loopback(fine)

    await open(server).send({ method: 'GET', path: '/' }, never)

    for (const name of ['content-type', 'content-length', 'transfer-encoding']) expect(server.heard[0]?.headers).not.toHaveProperty(name)
  })

  test('goes by the connection that the one before has left open; close ends it, twice and at any time', async () => {
    const server = await loopback(fine)
    const client = open(server)
    client.close()

    for (let i = 0; i < 3; i++) await client.send(BULK, never)
    client.close()
    client.close()
    await client.send(BULK, never)

    expect(server.heard.map(({ connection }) => connection)).toEqual([1, 1, 1, 2])
  })

  test('bears user and password, and a new password as soon as there is one', async () => {
    const server = await loopback(fine)
    const passwords = ['first', 'sécond:']
    const client = open({ ...server, user: 'us er', password: async () => passwords.shift() ?? '' })

    await client.send(BULK, never)
    await client.send(BULK, never)

    const said = server.heard.map(({ headers }) => Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString())
    expect(said).toEqual(['us er:first', 'us er:sécond:'])
  })
})

describe('over TLS', () => {
  test('a server is trusted by the authority that is given, as text or as a file', async () => {
    const authority = makeAuthority()
    const { url } = await loopback(fine, authority.issue('127.0.0.1'))
    const file = join(tempFolder(), 'ca.pem')
    writeFileSync(file, authority.ca)

    for (const ca of [authority.ca, authority.ca.replaceAll('\n', '\\n'), file]) {
      expect(await open({ url, ca }).send(BULK, never)).toMatchObject({ status: 200 })
    }
  })

  test.each([
    ['of an authority that is not known', ['127.0.0.1'], undefined, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['of an authority that only bears the name of a known one', ['127.0.0.1'], makeAuthority().ca, 'CERT_SIGNATURE_FAILURE'],
    ['for another host', ['search.example.com'], 'own', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('a certificate %s is not trusted', async (_, hosts, ca, code) => {
    const authority = makeAuthority()
    const { url, heard, port } = await loopback(fine, authority.issue(...hosts))

    const sent = open({ url, ...(ca === undefined ? {} : { ca: ca === 'own' ? authority.ca : ca }) }).send(BULK, never)

    await expect(sent).rejects.toMatchObject({
      code: 'LF_SINK_UNTRUSTED',
      detail: `127.0.0.1:${port}: its certificate is not trusted (${code})`,
    })
    expect(heard).toEqual([])
  })

  test('an authority whose file is not there is said', async () => {
    const { url } = await loopback(fine, makeAuthority().issue('127.0.0.1'))

    await expect(open({ url, ca: './none.pem' }).send(BULK, never)).rejects.toMatchObject({
      code: 'LF_SINK_UNTRUSTED',
      detail: expect.stringMatching(/the file of "ca" cannot be read: ENOENT.*none\.pem/),
    })
  })

  test('an authority whose file comes late is read then', async () => {
    const authority = makeAuthority()
    const { url } = await loopback(fine, authority.issue('127.0.0.1'))
    const ca = join(tempFolder(), 'ca.pem')
    const client = open({ url, ca })
    await expect(client.send(BULK, never)).rejects.toMatchObject({ code: 'LF_SINK_UNTRUSTED' })

    writeFileSync(ca, authority.ca)

    expect(await client.send(BULK, never)).toMatchObject({ status: 200 })
  })

  test('a server that speaks none is told from one that is not there', async () => {
    const { port } = await loopback(fine)

    await expect(open({ url: `https://127.0.0.1:${port}` }).send(BULK, never)).rejects.toMatchObject({
      code: 'LF_SINK_UNAVAILABLE',
      detail: expect.stringMatching(/it does not speak TLS \((?:EPROTO|ERR_SSL_\w+)\)$/),
    })
  })
})

describe('to another machine', () => {
  const host = 'search.example.com'
  const authority = makeAuthority()

  async function far(answer: Answerer = fine, url = `https://${host}`, options: Partial<ConnectionOptions> = {}) {
    const server = await loopback(answer, authority.issue(new URL(url).hostname))
    const proxy = await proxyTo({ [`${new URL(url).hostname}:443`]: server.port })
    const proxyFor = vi.fn((_: string): string | undefined => proxy.url.replace('//', '//me:p%20w@'))
    return { server, proxy, proxyFor, client: open({ url, ca: authority.ca, ...options }, { proxyFor, now: Date.now }) }
  }

  test('a request goes by the proxy for the url, with the password of that, through one tunnel', async () => {
    const { client, server, proxy, proxyFor } = await far()

    await client.send(BULK, never)
    await client.send(BULK, never)

    expect(proxyFor).toHaveBeenCalledWith(`https://${host}/`)
    expect(proxy.asked).toEqual([{ target: `${host}:443`, authorization: `Basic ${Buffer.from('me:p w').toString('base64')}` }])
    expect(server.heard.map(({ headers }) => headers.host)).toEqual([host, host])
    expect(server.heard[0]?.headers).not.toHaveProperty('proxy-authorization')
  })

  test('a body is compressed, and its length is that of what goes out; a short one is left as it is', async () => {
    const { client, server } = await far()

    await client.send(BULK, never)
    await client.send({ ...BULK, body: Buffer.from('{}\n') }, never)

    const [long, short] = server.heard
    expect(long?.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-length': String(long?.raw.length),
      'accept-encoding': 'gzip',
    })
    expect(gunzipSync(long?.raw ?? '')).toEqual(BULK.body)
    expect(short?.headers).not.toHaveProperty('content-encoding')
  })

  test('a compressed answer is read', async () => {
    const { client } = await far(() => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync('{"took":7}') }))

    expect((await client.send(BULK, never)).body.toString()).toBe('{"took":7}')
  })

  test.each([
    ['that inflates beyond all measure', gzipSync(Buffer.alloc(65 * 1024 ** 2))],
    ['that is no gzip, though it says so', Buffer.from('{"took":7}')],
    ['whose gzip is cut off', gzipSync('{"took":7}'.repeat(100)).subarray(0, 20)],
  ])('an answer %s is none', async (_, body) => {
    const { client } = await far(() => ({ headers: { 'content-encoding': 'gzip' }, body }))

    await expect(client.send(BULK, never)).rejects.toMatchObject({ code: 'LF_SINK_UNAVAILABLE' })
  })

  test.each([407, 403, 502])('what a proxy says that opens no tunnel (%d) is not taken for the answer of the server', async (status) => {
    const proxy = await proxyTo({}, status)
    const client = open({ url: `https://${host}` }, { proxyFor: () => proxy.url.replace('//', '//me:hidden@') })

    const error = client.send(BULK, never)

    await expect(error).rejects.toMatchObject({
      code: 'LF_SINK_UNAVAILABLE',
      detail: `search.example.com by the proxy ${new URL(proxy.url).host}: the proxy answers ${status}`,
    })
    await expect(error).rejects.not.toThrow(/hidden/)
  })

  test('a proxy that is not there, or no url, is named, without its password', async () => {
    const detailBy = (proxy: string) =>
      open({ url: `https://${host}` }, { proxyFor: () => proxy })
        .send(BULK, never)
        .catch(({ detail }) => detail)

    expect(await detailBy('http://me:hidden@127.0.0.1:9')).toBe(
      'search.example.com by the proxy 127.0.0.1:9: nothing listens there (ECONNREFUSED)',
    )
    expect(await detailBy('http://[hidden')).toBe(
      'search.example.com by the proxy of the environment: the proxy that the environment names is no url',
    )
  })

  describe('of AWS', () => {
    const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }

    function stubKeys(more: Readonly<Record<string, string | undefined>> = {}): void {
      for (const name of Object.keys(process.env).filter((name) => name.startsWith('AWS_'))) vi.stubEnv(name, undefined)
      const env = {
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        AWS_EC2_METADATA_DISABLED: 'true',
        ...more,
      }
      for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    }

    /** Answers as AWS does to a signature that it does not accept. */
    const verifier =
      (service: string): Answerer =>
      (heard) => {
        const fault = faultOf(heard, keys, { region: 'eu-central-1', service, now: Date.now() })
        return fault === undefined ? { body: { took: 1 } } : { status: 403, body: { message: fault } }
      }

    test.each([
      ['es', 'https://search-shop.eu-central-1.es.amazonaws.com', undefined],
      ['aoss', 'https://abc123.eu-central-1.aoss.amazonaws.com', 'passing'],
    ])('a verifier for %s accepts what is signed with the credentials of the environment', async (service, url, token) => {
      stubKeys({ AWS_SESSION_TOKEN: token })
      const { client, server } = await far(verifier(service), url)

      const answers = [await client.send(BULK, never), await client.send({ method: 'GET', path: '/a%20b/%C3%A9' }, never)]

      expect(answers.map(({ status, body }) => [status, String(body)])).toEqual([
        [200, '{"took":1}'],
        [200, '{"took":1}'],
      ])
      expect(server.heard[0]?.headers['x-amz-security-token']).toBe(token)
    })

    test('and refuses another key, another service, and a clock that is off', async () => {
      const url = 'https://search-shop.eu-central-1.es.amazonaws.com'
      const tell = async (client: Client) => String((await client.send(BULK, never)).body)
      stubKeys({ AWS_SECRET_ACCESS_KEY: 'another' })
      const other = await tell((await far(verifier('es'), url)).client)
      stubKeys()
      const service = await tell((await far(verifier('aoss'), url)).client)
      const { proxyFor } = await far(verifier('es'), url)
      const late = await tell(open({ url, ca: authority.ca }, { proxyFor, now: () => Date.now() - 600_000 }))

      expect(other).toContain('the signature is wrong')
      expect(service).toContain('its scope is')
      expect(late).toContain('its time is')
    })

    test('a verifier refuses a body that was changed on its way', async () => {
      stubKeys()
      const { client, server } = await far(fine, 'https://search-shop.eu-central-1.es.amazonaws.com')
      await client.send({ ...BULK, body: Buffer.from('{}\n') }, never)
      const [heard] = server.heard
      const terms = { region: 'eu-central-1', service: 'es', now: Date.now() }

      expect(heard && faultOf(heard, keys, terms)).toBeUndefined()
      expect(heard && faultOf({ ...heard, raw: Buffer.from('[]\n') }, keys, terms)).toBe('the hash of its body is wrong')
      expect(heard && faultOf({ ...heard, url: heard.url.replace('10s', '11s') }, keys, terms)).toBe('the signature is wrong')
    })

    test('without credentials nothing is sent, and where they are looked for is said', async () => {
      stubKeys({
        AWS_ACCESS_KEY_ID: undefined,
        AWS_SECRET_ACCESS_KEY: undefined,
        HOME: '/nowhere',
        AWS_CONFIG_FILE: '/nowhere',
        AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
      })
      const { client, server } = await far(fine, 'https://search-shop.eu-central-1.es.amazonaws.com')

      await expect(client.send(BULK, never)).rejects.toMatchObject({ code: 'LF_CREDENTIALS_MISSING' })
      expect(server.heard).toEqual([])
    })
  })
})

describe('no answer', () => {
  const send = async (answer: Answerer, signal: AbortSignal) => {
    const { url } = await loopback(answer)
    return open({ url }).send(BULK, signal)
  }

  test('in time: the signal ends the request, and says whose time was up', async () => {
    const deadline = new AbortController()
    setTimeout(() => deadline.abort(), 50)

    await expect(send(() => 'hang', AbortSignal.timeout(50))).rejects.toMatchObject({ code: 'LF_SINK_TIMEOUT' })
    await expect(send(() => 'hang', deadline.signal)).rejects.toMatchObject({ code: 'LF_DEADLINE' })
    await expect(send(fine, AbortSignal.abort())).rejects.toMatchObject({ code: 'LF_DEADLINE' })
  })

  test('and half an answer: the connection broke off', async () => {
    const broke = { code: 'LF_SINK_UNAVAILABLE', detail: expect.stringMatching(/: the connection broke off \(\w+\)$/) }

    await expect(send(() => 'reset', never)).rejects.toMatchObject(broke)
    await expect(send(() => 'break off', never)).rejects.toMatchObject(broke)
  })

  test('and the connection is not used again', async () => {
    const server = await loopback((_, count) => (count === 1 ? 'break off' : { body: { took: 1 } }))
    const client = open(server)
    await expect(client.send(BULK, never)).rejects.toThrow()

    expect(await client.send(BULK, never)).toMatchObject({ status: 200 })
    expect(server.heard.map(({ connection }) => connection)).toEqual([1, 2])
  })

  test('from nobody, by no name, and in no language that is known', async () => {
    const stranger = createServer((socket) => socket.end('220 smtp.example.com ready\r\n'))
    stranger.listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    onTestFinished(() => void stranger.close())
    const detailOf = (url: string) =>
      open({ url })
        .send(BULK, never)
        .catch(({ detail }) => detail)

    expect(await detailOf('http://127.0.0.1:9')).toBe('127.0.0.1:9: nothing listens there (ECONNREFUSED)')
    expect(await detailOf('http://no-such-host.invalid:9200')).toMatch(/^no-such-host\.invalid:9200: .+ \((?:ENOTFOUND|EAI_AGAIN)\)$/)
    const { port } = stranger.address() as { port: number }
    expect(await detailOf(`http://127.0.0.1:${port}`)).toMatch(/it does not speak HTTP \(HPE_\w+\)$/)
  })
})
