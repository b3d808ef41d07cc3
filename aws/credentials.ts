type DefaultProvider = typeof import('@aws-sdk/credential-provider-node')['defaultProvider']

/** Two questions to the metadata service of a machine; where there is none, both go unanswered. */
const METADATA = { timeout: 500, maxRetries: 0 }
/** Where there were none just now, there are none: each further look would cost a second. */
const AGAIN_MS = 5000

/** Where AWS tools look for credentials, in their order. Gives up after a second where there are none. */
export async function awsChain(now: () => number): Promise<(init: Parameters<DefaultProvider>[0]) => ReturnType<DefaultProvider>> {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
  return (init) => {
    const find = defaultProvider({ ...init, ...METADATA })
    let failed: { readonly thrown: unknown; readonly at: number } | undefined
    return async (terms) => {
      if (failed !== undefined && now() - failed.at < AGAIN_MS) throw failed.thrown
      try {
        return await find(terms)
      } catch (thrown) {
        failed = { thrown, at: now() }
        throw thrown
      }
    }
  }
}
