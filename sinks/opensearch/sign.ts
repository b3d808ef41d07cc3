/** As the AWS SDK's providers give them. They are asked at each request, and keep what has not run out. */
export type Credentials = () => Promise<{
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}>

/** Of a signature: it is good for one service in one region. */
export interface Scope {
  readonly service: string
  readonly region: string
}

export interface Unsigned {
  readonly method: string
  readonly url: URL
  /** Each of them is signed; `host` must be among them, and what a proxy may change must not. */
  readonly headers: Readonly<Record<string, string>>
  /** As it goes out: compressed. */
  readonly body?: Uint8Array
}

/** The headers of a request, and those that sign it. */
export type Sign = (request: Unsigned, at: Date) => Promise<Readonly<Record<string, string>>>

/**
 * Signs with AWS Signature Version 4. The hash of the body is a header of its own, and Content-Length is not signed, as Serverless wants it:
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-clients.html#serverless-signing
 */
export async function openSigner({ service, region }: Scope, credentials: Credentials): Promise<Sign> {
  const [{ SignatureV4 }, { Sha256 }] = await Promise.all([import('@smithy/signature-v4'), import('@smithy/core/checksum')])
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 })
  return async ({ method, url, headers, body }, at) => {
    const { protocol, hostname, pathname: path, searchParams } = url
    const query = Object.fromEntries(searchParams)
    const signed = await signer.sign({ method, protocol, hostname, path, query, headers, body: body ?? '' }, { signingDate: at })
    return signed.headers
  }
}
