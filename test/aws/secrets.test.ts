import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CreateSecretCommand, SecretsManagerClient, UpdateSecretCommand } from '@aws-sdk/client-secrets-manager'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { openSecrets } from '../../aws/secrets.ts'
import { describeWithServer } from '../servers/describe-with-server.ts'
import { type S3Server, startMoto } from '../servers/s3-servers.ts'

const MINUTE = 60_000
const proxyFor = () => undefined

describeWithServer('moto-5.2.5', (folder) => {
  let server: S3Server
  let manager: SecretsManagerClient
  beforeAll(async () => {
    server = await startMoto(folder)
    vi.stubEnv('AWS_ENDPOINT_URL', server.endpoint)
    vi.stubEnv('AWS_REGION', 'eu-central-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b')
    manager = new SecretsManagerClient()
    await new SSMClient().send(new PutParameterCommand({ Name: '/prod/slack', Value: 'xoxb-1', Type: 'SecureString' }))
    await manager.send(new CreateSecretCommand({ Name: 'prod/search', SecretString: '{"user":"ferry","password":"p1"}' }))
    await manager.send(new CreateSecretCommand({ Name: 'bytes', SecretBinary: Buffer.from('x') }))
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await server.remove()
  })

  test('reads a parameter, decrypted, a secret, and a member of one', async () => {
    const read = openSecrets({ proxyFor, now: Date.now })

    const texts = await Promise.all(['ssm:/prod/slack', 'secretsmanager:prod/search', 'secretsmanager:prod/search#password'].map(read))

    expect(texts).toEqual(['xoxb-1', '{"user":"ferry","password":"p1"}', 'p1'])
  })

  test('sees a rotated one after five minutes, and asks no more often', async () => {
    let now = 0
    const read = openSecrets({ proxyFor, now: () => now })
    const password = () => read('secretsmanager:prod/search#password')

    const before = await password()
    await manager.send(new UpdateSecretCommand({ SecretId: 'prod/search', SecretString: '{"password":"p2"}' }))
    onTestFinished(async () => {
      await manager.send(new UpdateSecretCommand({ SecretId: 'prod/search', SecretString: '{"user":"ferry","password":"p1"}' }))
    })
    now = 5 * MINUTE - 1
    const kept = await password()
    now = 5 * MINUTE
    const after = await password()

    expect([before, kept, after]).toEqual(['p1', 'p1', 'p2'])
  })

  test.each([
    ['ssm:/none', 'ssm:/none: there is none of that name in this region and account'],
    ['secretsmanager:none', 'secretsmanager:none: there is none of that name in this region and account'],
    ['secretsmanager:prod/search#pass', 'secretsmanager:prod/search has no text called "pass"'],
    ['secretsmanager:prod/search#constructor', 'secretsmanager:prod/search has no text called "constructor"'],
    ['secretsmanager:bytes', 'secretsmanager:bytes holds no text'],
  ])('says why %s cannot be read', async (ref, detail) => {
    await expect(openSecrets({ proxyFor, now: Date.now })(ref)).rejects.toMatchObject({ code: 'LF_SECRET_UNAVAILABLE', detail })
  })

  test('tries again at once what could not be read', async () => {
    const read = openSecrets({ proxyFor, now: () => 0 })

    await expect(read('ssm:/late')).rejects.toThrow()
    await new SSMClient().send(new PutParameterCommand({ Name: '/late', Value: 'here', Type: 'String' }))

    expect(await read('ssm:/late')).toBe('here')
  })
})

describe('the extension', () => {
  /** What it answers by path; it refuses who has not the token. */
  async function startExtension(answers: Readonly<Record<string, unknown>>) {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      const answer = request.headers['x-aws-parameters-secrets-token'] === 'token' ? answers[request.url ?? ''] : undefined
      response.writeHead(answer === undefined ? 400 : 200).end(JSON.stringify(answer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    return { asked, terms: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'token' } }
  }

  test('is asked first, once for all members of a secret', async () => {
    const { asked, terms } = await startExtension({
      '/systemsmanager/parameters/get?name=%2Fprod%2Fslack&withDecryption=true': { Parameter: { Value: 'xoxb-2' } },
      '/secretsmanager/get?secretId=prod%2Fsearch': { SecretString: '{"user":"u","password":"p"}' },
    })
    const read = openSecrets({ proxyFor, now: () => 0, extension: terms })

    const refs = ['ssm:/prod/slack', 'secretsmanager:prod/search#user', 'secretsmanager:prod/search#password']
    const texts = await Promise.all(refs.map(read))

    expect(texts).toEqual(['xoxb-2', 'u', 'p'])
    expect(asked).toHaveLength(2)
  })

  test('that does not know, or is not there, leaves it to the clients of AWS', async () => {
    const { asked, terms } = await startExtension({})
    vi.stubEnv('AWS_ENDPOINT_URL', terms.url)
    vi.stubEnv('AWS_REGION', 'eu-central-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b')
    onTestFinished(() => void vi.unstubAllEnvs())

    await expect(openSecrets({ proxyFor, now: () => 0, extension: terms })('ssm:/x')).rejects.toMatchObject({
      code: 'LF_SECRET_UNAVAILABLE',
    })
    await expect(
      openSecrets({ proxyFor, now: () => 0, extension: { ...terms, url: 'http://127.0.0.1:1' } })('ssm:/x'),
    ).rejects.toMatchObject({
      code: 'LF_SECRET_UNAVAILABLE',
    })

    expect(asked.filter((path) => path === '/').length).toBeGreaterThanOrEqual(2)
  })
})
