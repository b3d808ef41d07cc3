/** The name under which requests to a service are signed: `es` for domains, `aoss` for Serverless. */
export type Service = 'es' | 'aoss'

export interface AwsHost {
  readonly service: Service
  readonly region: string
}

/**
 * Domains: `<domain>.<region>.es.amazonaws.com`, `<domain>.aos.<region>.on.aws`. Serverless: `<id>.<region>.aoss.amazonaws.com`,
 * `<id>.aoss.<region>.on.aws`. (https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-clients.html)
 */
const HOSTS = [
  /\.(?<region>[a-z0-9-]+)\.(?<service>es|aoss)(?:-fips)?\.amazonaws\.com(?:\.cn)?$/,
  /\.(?<service>aos|aoss)(?:-fips)?\.(?<region>[a-z0-9-]+)\.on\.(?:aws|amazonwebservices\.com\.cn)$/,
]

/** Service and region, where the host is one of AWS. */
export function awsHostOf(host: string): AwsHost | undefined {
  const { service, region } = HOSTS.map((pattern) => pattern.exec(host)?.groups).find((groups) => groups !== undefined) ?? {}
  return region === undefined ? undefined : { service: service === 'aoss' ? 'aoss' : 'es', region }
}
