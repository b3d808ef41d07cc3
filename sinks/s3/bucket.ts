import type { Context } from '../../core/index.ts'
import { type Opened, openClient } from './client.ts'
import { type Fault, faultOf } from './fault.ts'
import type { S3Options } from './options.ts'
import type { BucketPlace } from './place.ts'
import { type Put, putInput } from './put-input.ts'

export interface Found {
  readonly text: string
  readonly etag: string
}

/** A bucket from its prefix on. Each answer is a value. */
export interface Bucket {
  /** `s3://bucket/prefix/key`, for messages. */
  urlOf(key: string): string
  /** Undefined: it is there. */
  put(put: Put, signal: AbortSignal): Promise<Fault | undefined>
  /** Undefined: there is no such object. */
  get(key: string, signal: AbortSignal): Promise<Found | Fault | undefined>
  delete(key: string, signal: AbortSignal): Promise<Fault | undefined>
  close(): Promise<void>
}

interface Terms {
  readonly abortSignal: AbortSignal
}

/** Opens nothing: the client is made at the first request. */
export function openBucket({ bucket, prefix }: BucketPlace, options: S3Options, context: Context): Bucket {
  const { expectedBucketOwner: owner } = options
  const urlOf = (key: string) => `s3://${bucket}/${prefix}${key}`
  const named = (key: string) => ({ Bucket: bucket, Key: prefix + key, ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }) })
  let opened: Promise<Opened> | undefined

  async function ask<T>(key: string, signal: AbortSignal, request: (opened: Opened, terms: Terms) => Promise<T>): Promise<T | Fault> {
    try {
      opened ??= openClient(bucket, options, context)
      // Each request listens to a signal of its own: Node warns of one that many listen to.
      return await request(await opened, { abortSignal: AbortSignal.any([signal]) })
    } catch (thrown) {
      return faultOf(thrown, { object: urlOf(key), bucket: `s3://${bucket}`, owner, signal })
    }
  }

  return {
    urlOf,
    put: (put, signal) =>
      ask(put.key, signal, async ({ sdk, client }, terms) => {
        const { ETag } = await client.send(new sdk.PutObjectCommand({ ...named(put.key), ...putInput(put, options) }), terms)
        return ETag === undefined ? noStore(urlOf(put.key)) : undefined
      }),
    get: (key, signal) =>
      ask(key, signal, async ({ sdk, client }, terms) => {
        try {
          const { ETag, Body } = await client.send(new sdk.GetObjectCommand(named(key)), terms)
          const text = await Body?.transformToString()
          return ETag === undefined || text === undefined ? noStore(urlOf(key)) : { text, etag: ETag }
        } catch (thrown) {
          if (thrown instanceof sdk.NoSuchKey) return undefined
          throw thrown
        }
      }),
    delete: (key, signal) =>
      ask(key, signal, async ({ sdk, client }, terms) => {
        await client.send(new sdk.DeleteObjectCommand(named(key)), terms)
        return undefined
      }),
    async close() {
      const { client } = (await opened?.catch(() => undefined)) ?? {}
      client?.destroy()
    },
  }
}

/** A web server or a proxy that says yes to everything keeps nothing. */
const noStore = (url: string): Fault => ({
  code: 'LF_SINK_UNFIT',
  detail: `${url}: HTTP 200 without an ETag; does \`endpoint\` lead to a store?`,
})
