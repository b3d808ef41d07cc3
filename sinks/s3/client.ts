import type { S3Client } from '@aws-sdk/client-s3'
import { awsChain } from '../../aws/credentials.ts'
import { proxyAgent } from '../../aws/proxy-agent.ts'
import type { Context } from '../../core/index.ts'
import { givenKey } from './credentials.ts'
import type { S3Options } from './options.ts'

export interface Opened {
  readonly sdk: typeof import('@aws-sdk/client-s3')
  readonly client: S3Client
}

/** Stores that are not of AWS take it, whatever they call their own. */
const OTHER_REGION = 'us-east-1'

/** Loads the AWS SDK, which takes a while, and makes a client that tries everything once: it is the core that tries again. */
export async function openClient(bucket: string, options: S3Options, context: Context): Promise<Opened> {
  const sdk = await import('@aws-sdk/client-s3')
  const { endpoint, accessKeyId, secretAccessKey, pathStyle = endpoint !== undefined, checksum } = options
  const region = options.region ?? (endpoint === undefined ? undefined : OTHER_REGION)
  const agent = await proxyAgent(endpoint ?? `https://${bucket}.s3.amazonaws.com`, context)
  const when = checksum === 'none' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED'
  const client = new sdk.S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? { credentialDefaultProvider: await awsChain(context.now) }
      : { credentials: givenKey(accessKeyId, secretAccessKey, context.now) }),
    ...(agent === undefined ? {} : { requestHandler: { httpAgent: agent, httpsAgent: agent } }),
    forcePathStyle: pathStyle,
    maxAttempts: 1,
    retryMode: 'standard',
    requestChecksumCalculation: when,
    responseChecksumValidation: when,
  })
  return { sdk, client }
}
