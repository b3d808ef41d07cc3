/**
 * AWS's Parameters and Secrets extension: a cache beside the function
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html).
 */
export interface ExtensionTerms {
  readonly url: string
  /** The session token of the function's role. */
  readonly token: string
}

const PATIENCE_MS = 2000

const PATHS: Readonly<Record<string, (name: string) => string>> = {
  ssm: (name) => `/systemsmanager/parameters/get?name=${name}&withDecryption=true`,
  secretsmanager: (name) => `/secretsmanager/get?secretId=${name}`,
}

interface Answer {
  readonly SecretString?: string
  readonly Parameter?: { readonly Value?: string }
}

/** Undefined where there is no such extension, or it does not know: whoever asks it goes to AWS then. */
export async function readByExtension(store: string, name: string, { url, token }: ExtensionTerms): Promise<string | undefined> {
  const path = PATHS[store]?.(encodeURIComponent(name))
  if (path === undefined) return undefined
  try {
    const headers = { 'X-Aws-Parameters-Secrets-Token': token }
    const response = await fetch(new URL(path, url), { headers, signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' })
    if (!response.ok) return undefined
    const { SecretString, Parameter } = (await response.json()) as Answer
    return SecretString ?? Parameter?.Value
  } catch {
    return undefined // It is not there, most likely.
  }
}
