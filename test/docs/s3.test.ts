import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from '../../core/config/load.ts'
import { ERRORS } from '../../core/index.ts'
import mysqlSlow from '../../parsers/mysql-slow/index.ts'
import s3 from '../../sinks/s3/index.ts'
import { makeBucket } from '../servers/bucket-objects.ts'
import { describeWithServer } from '../servers/describe-with-server.ts'
import { type S3Server, startMoto } from '../servers/s3-servers.ts'
import { bucketSink } from '../sinks/s3/bucket-sink.ts'
import { recordOf, write } from '../sinks/sink.ts'

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/s3.md'), 'utf8')
const blocks = new Map([...page.matchAll(/^```json (\S+)\n(.*?)^```$/gms)].map(([, name, text = '']) => [name, text]))

test('the config of the page is valid', async () => {
  const value = JSON.parse(blocks.get('plugins.config.json') ?? '')

  const { plan, problems } = await loadConfig({ value, folder: '.', env: {}, builtins: [mysqlSlow, s3], plugins: [] })

  expect(problems).toEqual([])
  expect(plan?.memory).toBe('dead')
})

test('the page names no code that is none', () => {
  for (const [code] of page.matchAll(/\bLF_[A-Z_]+/g)) expect(ERRORS).toHaveProperty(code)
})

describeWithServer('moto-5.2.5', (folder) => {
  let server: S3Server
  beforeAll(async () => {
    server = await startMoto(folder)
    await makeBucket(server.endpoint, 'acme-logs')
  })
  afterAll(() => server?.remove())

  /** A user of moto, which from then on lets each do what its policy says, and no more. */
  async function userWith(policy: string): Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string }> {
    await judge('inf')
    const user = policy.replace(/\W/g, '').slice(-30)
    await iam({ Action: 'CreateUser', UserName: user })
    await iam({ Action: 'PutUserPolicy', UserName: user, PolicyName: 'own', PolicyDocument: policy })
    const answer = await iam({ Action: 'CreateAccessKey', UserName: user })
    const textOf = (name: string) => new RegExp(`<${name}>(.*)</${name}>`).exec(answer)?.[1] ?? ''
    await judge('0')
    return { accessKeyId: textOf('AccessKeyId'), secretAccessKey: textOf('SecretAccessKey') }
  }

  /** How many requests are let through before moto looks at signatures and policies. */
  const judge = (after: string) => fetch(`${server.endpoint}/moto-api/reset-auth`, { method: 'POST', body: after })

  async function iam(parameters: Record<string, string>): Promise<string> {
    const response = await fetch(server.endpoint, {
      method: 'POST',
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=tester/20261125/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0' },
      body: new URLSearchParams({ Version: '2010-05-08', ...parameters }),
    })
    const text = await response.text()
    expect([response.status, text]).toEqual([200, text])
    return text
  }

  test('the policy for an archive is enough for one, and not for a memory', async () => {
    const user = await userWith(blocks.get('archive-policy.json') ?? '')
    const { sink, memory } = bucketSink(server.endpoint, { url: 's3://acme-logs/slow', ...user })

    expect(await write(sink, [recordOf()])).toEqual([{ status: 'delivered' }])
    expect(await write(sink, [recordOf()])).toEqual([{ status: 'delivered' }])
    await expect(memory.get('claims/alerts/1')).rejects.toThrow(expect.objectContaining({ code: 'LF_SINK_DENIED' }))
    expect((await sink.check(new AbortController().signal)).map(({ level }) => level)).toEqual(['ok', 'warning'])
    expect(await write(bucketSink(server.endpoint, { url: 's3://acme-logs/other', ...user }).sink, [recordOf()])).toMatchObject([
      { status: 'retry', code: 'LF_SINK_DENIED' },
    ])
  })

  test('the policy for a memory is enough for one', async () => {
    const user = await userWith(blocks.get('memory-policy.json') ?? '')
    const { sink, memory } = bucketSink(server.endpoint, { url: 's3://acme-logs/dead', ...user })
    const key = 'claims/alerts/1'

    expect(await write(sink, [recordOf({ refused: { sink: 'search', branch: 'b', code: 'LF_SINK_REFUSED' } })])).toEqual([
      { status: 'delivered' },
    ])
    expect(await memory.get(key)).toBeUndefined()
    expect(await memory.put(key, 'one')).toBe(true)
    const fact = await memory.get(key)
    if (fact === undefined) throw new Error('no fact')
    expect(await memory.put(key, 'two')).toBe(false)
    expect(await memory.put(key, 'two', fact)).toBe(true)
    expect(await memory.delete(key, fact)).toBe(false)
    expect((await sink.check(new AbortController().signal)).map(({ level }) => level)).toEqual(['ok'])
  })
})
