/** An object that was made, as a notification names it. */
export interface Made {
  readonly bucket: string
  readonly key: string
  readonly region?: string
}

interface Notification {
  readonly Records?: readonly {
    readonly eventSource?: string
    readonly eventName?: string
    readonly awsRegion?: string
    readonly s3?: S3Part
  }[]
  readonly Event?: string
  readonly Service?: string
  readonly source?: string
  readonly region?: string
  readonly 'detail-type'?: string
  readonly detail?: S3Part
}

interface S3Part {
  readonly bucket?: { readonly name?: string }
  readonly object?: { readonly key?: string }
}

/**
 * The objects that a notification of S3 says were made: as S3 sends it (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html),
 * where a key is encoded as in a form, or as EventBridge does. None of the test event that S3 sends once. Undefined: it is no such thing.
 */
export function objectsMade(trigger: unknown): readonly Made[] | undefined {
  const { Records: records, Event: event, Service: service, ...rest } = Object(trigger) as Notification
  if (event === 's3:TestEvent' && service === 'Amazon S3') return []
  if (rest.source === 'aws.s3' && rest['detail-type'] === 'Object Created') return madeOf(rest.detail, rest.region, (key) => key)
  if (!Array.isArray(records) || records.length === 0 || !records.every((record: unknown) => Object(record).eventSource === 'aws:s3'))
    return undefined
  const made = records.filter(({ eventName }) => String(eventName).startsWith('ObjectCreated:'))
  return made.flatMap(({ s3, awsRegion }) => madeOf(s3, awsRegion, fromForm) ?? [])
}

function madeOf(part: S3Part | undefined, region: string | undefined, decode: (key: string) => string): readonly Made[] | undefined {
  const [bucket, key] = [part?.bucket?.name, part?.object?.key]
  if (typeof bucket !== 'string' || typeof key !== 'string') return undefined
  return [{ bucket, key: decode(key), ...(region === undefined ? {} : { region }) }]
}

/** A key that is encoded wrongly is taken as it is. */
function fromForm(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}
