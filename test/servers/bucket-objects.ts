import { CreateBucketCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { S3_KEY } from './s3-servers.ts'

/** What the tests look into a store with. */
async function withClient<T>(endpoint: string, work: (client: S3Client) => Promise<T>): Promise<T> {
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { ...S3_KEY } })
  try {
    return await work(client)
  } finally {
    client.destroy()
  }
}

export const makeBucket = (endpoint: string, name: string): Promise<unknown> =>
  withClient(endpoint, (client) => client.send(new CreateBucketCommand({ Bucket: name })))

/** The keys below a prefix. */
export const keysIn = (endpoint: string, Bucket: string, Prefix: string): Promise<readonly string[]> =>
  withClient(endpoint, async (client) => {
    const keys: string[] = []
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
      keys.push(...Contents.map(({ Key = '' }) => Key))
    }
    return keys.sort()
  })

/** The objects below a prefix, by their key behind it, sorted. */
export async function objectsIn(endpoint: string, Bucket: string, Prefix: string): Promise<ReadonlyMap<string, Buffer>> {
  const keys = await keysIn(endpoint, Bucket, Prefix)
  return withClient(endpoint, async (client) => {
    const objects = new Map<string, Buffer>()
    for (const Key of keys) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
      objects.set(Key.slice(Prefix.length), Buffer.from((await Body?.transformToByteArray()) ?? []))
    }
    return objects
  })
}
