import { type Context, LogferryError, messageOf } from '../core/index.ts'
import { awsChain } from './credentials.ts'
import { proxyAgent } from './proxy-agent.ts'
import { type ExtensionTerms, readByExtension } from './secrets-extension.ts'

export interface SecretTerms extends Pick<Context, 'now' | 'proxyFor'> {
  /** Of AWS's Parameters and Secrets extension, where the process runs in Lambda. */
  readonly extension?: ExtensionTerms
}

const KEPT_MS = 5 * 60_000

interface Kept {
  readonly at: number
  readonly text: Promise<string>
}

/**
 * Reads `ssm:<name>`, `secretsmanager:<id>` and `secretsmanager:<id>#<key>` (a member of a secret that is JSON), and keeps each for five
 * minutes, so a rotated one is seen by then. By the extension where there is one, else by the clients of AWS. The answer rejects with
 * LF_SECRET_UNAVAILABLE, which says what to do and quotes no secret.
 */
export function openSecrets(terms: SecretTerms): (ref: string) => Promise<string> {
  const { now } = terms
  const kept = new Map<string, Kept>()
  const read = (ref: string): Promise<string> => {
    const found = kept.get(ref)
    if (found !== undefined && now() - found.at < KEPT_MS) return found.text
    const text = readNow(ref, terms)
    const mine = { at: now(), text }
    kept.set(ref, mine)
    text.catch(() => kept.get(ref) === mine && kept.delete(ref))
    return text
  }
  return async (ref) => {
    const [whole = '', key] = ref.split('#', 2)
    const text = await read(whole)
    return key === undefined ? text : memberOf(text, key, whole)
  }
}

async function readNow(ref: string, terms: SecretTerms): Promise<string> {
  const { extension } = terms
  const [store = '', name] = [ref.slice(0, ref.indexOf(':')), ref.slice(ref.indexOf(':') + 1)]
  try {
    const text = (extension && (await readByExtension(store, name, extension))) ?? (await READERS[store]?.(name, terms))
    if (text !== undefined) return text
  } catch (thrown) {
    throw unavailable(ref, thrown)
  }
  throw new LogferryError('LF_SECRET_UNAVAILABLE', `${ref} holds no text`)
}

const READERS: Readonly<Record<string, (name: string, terms: SecretTerms) => Promise<string | undefined>>> = {
  async ssm(name, terms) {
    const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm')
    const client = new SSMClient(await clientTerms('ssm', terms))
    return (await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter?.Value
  },
  async secretsmanager(id, terms) {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
    const client = new SecretsManagerClient(await clientTerms('secretsmanager', terms))
    return (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString
  },
}

/** An invocation waits for it. */
const PATIENCE = { connectionTimeout: 1000, requestTimeout: 3000 }

async function clientTerms(service: string, { now, proxyFor }: SecretTerms) {
  const agent = await proxyAgent(`https://${service}.amazonaws.com`, { proxyFor })
  return {
    maxAttempts: 3,
    credentialDefaultProvider: await awsChain(now),
    requestHandler: { ...PATIENCE, ...(agent === undefined ? {} : { httpAgent: agent, httpsAgent: agent }) },
  }
}

function memberOf(text: string, key: string, ref: string): string {
  let whole: unknown
  try {
    whole = JSON.parse(text)
  } catch {
    // The error of JSON.parse quotes the text.
    throw new LogferryError('LF_SECRET_UNAVAILABLE', `${ref} is not JSON, so it has no member "${key}"`)
  }
  const value =
    typeof whole === 'object' && whole !== null && Object.hasOwn(whole, key) ? (whole as Record<string, unknown>)[key] : undefined
  if (typeof value === 'string') return value
  throw new LogferryError('LF_SECRET_UNAVAILABLE', `${ref} has no text called "${key}"`)
}

const RIGHTS: Readonly<Record<string, string>> = { ssm: 'ssm:GetParameter', secretsmanager: 'secretsmanager:GetSecretValue' }

function unavailable(ref: string, thrown: unknown): LogferryError {
  const { name = '', $metadata } = thrown as { readonly name?: string; readonly $metadata?: { readonly httpStatusCode?: number } }
  const because = /NotFound/.test(name)
    ? 'there is none of that name in this region and account'
    : /AccessDenied/.test(name) || $metadata?.httpStatusCode === 403
      ? `the role may not read it: allow ${RIGHTS[ref.slice(0, ref.indexOf(':'))]}, and kms:Decrypt for a key of your own`
      : `${name === '' || name === 'Error' ? '' : `${name}: `}${messageOf(thrown)}`
  return new LogferryError('LF_SECRET_UNAVAILABLE', `${ref}: ${because}`, { cause: thrown })
}
