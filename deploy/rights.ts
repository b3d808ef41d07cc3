import type { InstancePlan, Plan } from '../core/plan.ts'
import { awsHostOf } from '../sinks/opensearch/aws-host.ts'
import { connectionOf, isServerUrl } from '../sinks/opensearch/connection.ts'
import { placeOf } from '../sinks/s3/place.ts'
import { storedSecretsIn } from './secrets.ts'

/** What the function's role may do, and for whom. Resources hold `{partition}`, `{region}` and `{account}`, which only the deployment knows. */
export interface Right {
  /** What in the config needs it: `sink archive`, `secret ssm:/prod/slack`. */
  readonly for: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
}

/** The rights that a config's sinks, renderers and secrets need, and those to read the buckets whose objects are read; no others. Of a plugin that is not ours nothing is known. */
export function rightsOf(plan: Plan, buckets: readonly string[] = []): readonly Right[] {
  const sinks = Object.values(plan.sinks).flatMap((sink) => rightsOfSink(sink, plan.memory === sink.id))
  const renderers = Object.values(plan.renderers).flatMap(rightsOfRenderer)
  return [...sinks, ...renderers, ...storedSecretsIn(plan).map(rightOfSecret), ...buckets.map(rightOfBucket)]
}

function rightsOfSink({ id, plugin, options }: InstancePlan<'sink'>, isMemory: boolean): readonly Right[] {
  const url = String(options['url'])
  if (plugin.name === 's3' && url.startsWith('s3:')) return rightsOfStore(`sink ${id}`, options, isMemory)
  return plugin.name === 'opensearch' && isServerUrl(url) ? rightsOfIndex(`sink ${id}`, options) : []
}

/** A store with a key of its own, or that is not of AWS, knows no roles. */
function rightsOfStore(owner: string, options: Readonly<Record<string, unknown>>, isMemory: boolean): readonly Right[] {
  const place = placeOf(String(options['url']))
  if ('folder' in place || options['endpoint'] !== undefined || options['accessKeyId'] !== undefined) return []
  const { bucket, prefix } = place
  const objects = `arn:{partition}:s3:::${bucket}/${prefix}`
  const kept = `${prefix}_logferry/memory/`
  const tags = options['tags'] === undefined ? [] : ['s3:PutObjectTagging']
  const memory: readonly Right[] = [
    { for: owner, actions: ['s3:GetObject'], resources: [`arn:{partition}:s3:::${bucket}/${kept}*`] },
    // Without it, what is not there is answered as forbidden.
    { for: owner, actions: ['s3:ListBucket'], resources: [`arn:{partition}:s3:::${bucket}`] },
  ]
  return [
    { for: owner, actions: ['s3:PutObject', ...tags], resources: [`${objects}*`] },
    ...(isMemory ? memory : []),
    ...rightsOfKey(owner, options['kmsKeyId']),
  ]
}

function rightsOfKey(owner: string, key: unknown): readonly Right[] {
  if (typeof key !== 'string') return []
  const resource = key.startsWith('arn:')
    ? key
    : `arn:{partition}:kms:{region}:{account}:${key.startsWith('alias/') ? 'key/*' : `key/${key}`}`
  return [{ for: owner, actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [resource] }]
}

function rightsOfIndex(owner: string, options: Readonly<Record<string, unknown>>): readonly Right[] {
  const { url, auth } = connectionOf(options as never)
  if (auth.kind !== 'sigv4') return []
  const { service, region } = auth
  const name = url.hostname.split('.')[0] ?? ''
  if (service === 'aoss') {
    const collection = awsHostOf(url.hostname) === undefined ? '*' : name
    return [
      { for: owner, actions: ['aoss:APIAccessAll'], resources: [`arn:{partition}:aoss:${region}:{account}:collection/${collection}`] },
    ]
  }
  // `search-<domain>-<26 characters>` or `vpc-<domain>-<26 characters>`; a name of one's own says no domain.
  const domain = /^(?:search|vpc)-(.+)-[a-z0-9]{26}$/.exec(name)?.[1] ?? '*'
  return [{ for: owner, actions: ['es:ESHttpPost'], resources: [`arn:{partition}:es:${region}:{account}:domain/${domain}/*`] }]
}

const rightsOfRenderer = ({ id, plugin }: InstancePlan<'renderer'>): readonly Right[] =>
  plugin.name === 'cloudwatch-widget' ? [{ for: `renderer ${id}`, actions: ['cloudwatch:GetMetricWidgetImage'], resources: ['*'] }] : []

function rightOfSecret(ref: string): Right {
  const name = ref.slice(ref.indexOf(':') + 1)
  if (ref.startsWith('ssm:')) {
    const resource = name.startsWith('arn:') ? name : `arn:{partition}:ssm:{region}:{account}:parameter/${name.replace(/^\//, '')}`
    return { for: `secret ${ref}`, actions: ['ssm:GetParameter'], resources: [resource] }
  }
  // AWS adds six characters to the name of a secret.
  const resource = name.startsWith('arn:') ? name : `arn:{partition}:secretsmanager:{region}:{account}:secret:${name}-??????`
  return { for: `secret ${ref}`, actions: ['secretsmanager:GetSecretValue'], resources: [resource] }
}

const rightOfBucket = (bucket: string): Right => ({
  for: `bucket ${bucket}`,
  actions: ['s3:GetObject'],
  resources: [`arn:{partition}:s3:::${bucket}/*`],
})
