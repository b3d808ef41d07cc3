import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { awsChain } from '../../aws/credentials.ts'
import { proxyAgent } from '../../aws/proxy-agent.ts'
import type { Context } from '../../core/index.ts'

/** Asks for a picture: the JSON of a widget to the bytes that came. */
export type Ask = (widget: string, signal: AbortSignal) => Promise<Uint8Array | undefined>

/** A whole picture has 20 seconds; three tries fit in. */
const PATIENCE = { connectionTimeout: 2000, requestTimeout: 6000, throwOnRequestTimeout: true }
const TRIES = 3

/** Loads the AWS SDK, which takes a while. `region`: undefined is that of the environment. */
export async function openClient(region: string | undefined, endpoint: string | undefined, context: Context): Promise<Ask> {
  const { CloudWatchClient, GetMetricWidgetImageCommand } = await import('@aws-sdk/client-cloudwatch')
  const agent = await proxyAgent(endpoint ?? `https://monitoring.${region ?? 'us-east-1'}.amazonaws.com`, context)
  const client: CloudWatchClient = new CloudWatchClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    credentialDefaultProvider: await awsChain(context.now),
    maxAttempts: TRIES,
    retryMode: 'standard',
    requestHandler: { ...PATIENCE, ...(agent === undefined ? {} : { httpAgent: agent, httpsAgent: agent }) },
  })
  return async (widget, signal) =>
    (await client.send(new GetMetricWidgetImageCommand({ MetricWidget: widget }), { abortSignal: signal })).MetricWidgetImage
}
