import { awsChain } from '../../aws/credentials.ts'
import { proxyAgent } from '../../aws/proxy-agent.ts'
import { type Context, defineSource, isLogferryError, LogferryError, messageOf, type Origin } from '../../core/index.ts'
import { streamOf } from '../file/identity.ts'
import { readFile } from '../file/read.ts'
import { type FileReport, problemOf } from '../file/report.ts'
import { openObject, type Store } from './object-input.ts'
import { type Made, objectsMade } from './trigger.ts'

/** What became of each object of a notification. */
export interface ObjectsAnswer {
  readonly objects: readonly Pick<FileReport, 'path' | 'events' | 'bytes'>[]
}

export default defineSource({
  name: 's3-objects',
  summary:
    'Reads log files, `.gz` or not, that S3 says were put into a bucket: notifications to a Lambda function, direct, by EventBridge or a queue.',
  options: {
    logGroup: {
      type: 'string',
      description: 'The log group that the entries count as. Absent: `s3://<bucket>/<folder of the key>`, without a `/` at its end.',
      optional: true,
    },
    region: {
      type: 'string',
      description: 'Of the bucket, where the notification does not say. Absent: that of the function.',
      optional: true,
    },
    endpoint: { type: 'string', description: '`https://<host>[:<port>]` of a store that is not of AWS.', optional: true },
    maxBytes: {
      type: 'integer',
      description: 'A longer entry becomes several events; only the first is parsed.',
      default: 4 * 1024 * 1024,
      minimum: 1024,
      maximum: 8 * 1024 * 1024,
    },
  },
  create: (options, context) => {
    const stores = new Map<string, Promise<Store>>()
    const storeIn = (region: string | undefined): Promise<Store> => {
      const known = stores.get(region ?? '') ?? openStore(region, options.endpoint, context)
      stores.set(region ?? '', known)
      return known
    }
    return {
      accepts: (trigger) => objectsMade(trigger) !== undefined,
      async read(trigger, pipeline, stop): Promise<ObjectsAnswer> {
        const reports: FileReport[] = []
        for (const made of objectsMade(trigger) ?? []) {
          const path = `s3://${made.bucket}/${made.key}`
          const store = await storeIn(made.region ?? options.region)
          const open = () => openObject(made, store, stop).catch((thrown) => refuse(thrown, path, stop))
          const terms = {
            origin: originOf(made, options),
            maxBytes: options.maxBytes,
            tries: 1,
            waitMs: 1,
            pollMs: 1,
            log: context.log,
            open,
          }
          const report = await readFile(path, terms, pipeline, stop)
          if (report.status !== 'done') throw notDelivered(report)
          reports.push(report)
        }
        return { objects: reports.map(({ path, events, bytes }) => ({ path, events, bytes })) }
      },
    }
  },
})

/** What was read is kept in memory, if there is one, so the next time it goes on there. */
function notDelivered({ path, status, problem, bytes, resumedAt = 0 }: FileReport): LogferryError {
  if (status === 'failed' && problem !== undefined) return new LogferryError(problem.code, problem.detail)
  const why = problem === undefined ? '' : `: ${problem.detail}`
  return new LogferryError('LF_NOT_DELIVERED', `${path} is read up to byte ${resumedAt + bytes}${why}`)
}

function originOf({ bucket, key, region }: Made, options: { readonly logGroup?: string; readonly region?: string }): Origin {
  const folder = key.includes('/') ? `/${key.slice(0, key.lastIndexOf('/'))}` : ''
  const place = region ?? options.region
  return {
    source: 's3',
    logGroup: options.logGroup ?? `s3://${bucket}${folder}`,
    logStream: streamOf(key),
    ...(place === undefined ? {} : { region: place }),
  }
}

async function openStore(region: string | undefined, endpoint: string | undefined, context: Context): Promise<Store> {
  const sdk = await import('@aws-sdk/client-s3')
  const agent = await proxyAgent(endpoint ?? 'https://s3.amazonaws.com', context)
  const client = new sdk.S3Client({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(agent === undefined ? {} : { requestHandler: { httpAgent: agent, httpsAgent: agent } }),
    credentialDefaultProvider: await awsChain(context.now),
  })
  return { sdk, client }
}

const REASONS: Readonly<Record<string, string>> = {
  NoSuchKey: 'there is no such object any more',
  NoSuchBucket: 'there is no such bucket',
  AccessDenied: 'the role may not read it: allow s3:GetObject, and kms:Decrypt for a key of your own',
}

function refuse(thrown: unknown, path: string, stop: AbortSignal): never {
  if (isLogferryError(thrown)) throw thrown
  if (stop.aborted) throw new LogferryError('LF_STOPPED', `${path}: there was no time left to open it`)
  const { name = '' } = thrown as { readonly name?: string }
  if (name === 'NoSuchKey') throw new LogferryError('LF_INPUT_MISSING', `${path}: ${REASONS[name]}`)
  if (name === 'AccessDenied') throw new LogferryError('LF_INPUT_DENIED', `${path}: ${REASONS[name]}`)
  const { code, detail } = problemOf(thrown, path)
  if (code !== 'LF_INTERNAL') throw new LogferryError(code, detail)
  throw new LogferryError('LF_INPUT_FAILED', `${path}: ${REASONS[name] ?? `${name}: ${messageOf(thrown)}`}`, { cause: thrown })
}
