import { type Context, LogferryError } from '../core/index.ts'
import { type Opened, openClient } from '../sinks/s3/client.ts'
import { faultOf } from '../sinks/s3/fault.ts'
import type { S3Options } from '../sinks/s3/options.ts'
import type { BucketPlace } from '../sinks/s3/place.ts'
import { wait } from '../sources/file/growth.ts'
import { type Listed, type ObjectReader, OWN_PREFIX } from './reader.ts'

/** Asked for at once, so that a slow destination leaves no answer half read. */
const CHUNK_BYTES = 16 * 1024 * 1024
const TIMEOUT_MS = 60_000
const TRIES = 4
const FIRST_WAIT_MS = 200

/** The objects of a bucket from its prefix on. What the store cannot do now is asked again; then it throws the code of the fault. */
export function bucketReader({ bucket, prefix }: BucketPlace, options: S3Options, context: Context, signal: AbortSignal): ObjectReader {
  const { expectedBucketOwner: owner } = options
  const common = { Bucket: bucket, ...(owner === undefined ? {} : { ExpectedBucketOwner: owner }) }
  const urlOf = (key: string) => `s3://${bucket}/${prefix}${key}`
  let opened: Promise<Opened> | undefined

  async function ask<T>(key: string, request: (opened: Opened, terms: { readonly abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    opened ??= openClient(bucket, options, context)
    for (let tried = 1; ; tried++) {
      const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
      try {
        return await request(await opened, { abortSignal })
      } catch (thrown) {
        const {
          code,
          detail,
          retryAfterMs = 0,
        } = faultOf(thrown, { object: urlOf(key), bucket: `s3://${bucket}`, owner, signal: abortSignal })
        const mayPass = code === 'LF_SINK_UNAVAILABLE' || code === 'LF_SINK_TIMEOUT'
        const waitMs = Math.max(retryAfterMs, FIRST_WAIT_MS * 2 ** (tried - 1))
        if (!mayPass || tried === TRIES || !(await wait(waitMs, signal))) throw new LogferryError(code, detail, { cause: thrown })
      }
    }
  }

  /** Undefined: there is nothing behind that place. */
  const chunkAt = (key: string, offset: number): Promise<Uint8Array | undefined> =>
    ask(key, async ({ sdk, client }, terms) => {
      try {
        const Range = `bytes=${offset}-${offset + CHUNK_BYTES - 1}`
        const { Body } = await client.send(new sdk.GetObjectCommand({ ...common, Key: prefix + key, Range }), terms)
        return await Body?.transformToByteArray()
      } catch (thrown) {
        if (thrown instanceof sdk.NoSuchKey) throw new LogferryError('LF_INPUT_MISSING', `${urlOf(key)}: there is no such object`)
        if ((thrown as { readonly name?: string }).name === 'InvalidRange') return undefined
        throw thrown
      }
    })

  return {
    place: urlOf(''),
    urlOf,
    async *list(below) {
      for (let token: string | undefined; ; ) {
        const page = await ask('', ({ sdk, client }, terms) => {
          const next = token === undefined ? {} : { ContinuationToken: token }
          return client.send(new sdk.ListObjectsV2Command({ ...common, Prefix: prefix + below, ...next }), terms)
        })
        for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
          const key = Key.slice(prefix.length)
          if (!key.startsWith(OWN_PREFIX) && !key.endsWith('/'))
            yield { key, bytes: Size, writtenAt: LastModified?.getTime() ?? 0 } satisfies Listed
        }
        token = page.NextContinuationToken
        if (page.IsTruncated !== true || token === undefined) return
      }
    },
    async *read(key) {
      for (let offset = 0; ; ) {
        const chunk = await chunkAt(key, offset)
        if (chunk === undefined || chunk.length === 0) return
        yield chunk
        offset += chunk.length
        if (chunk.length < CHUNK_BYTES) return
      }
    },
    delete: (key) =>
      ask(
        key,
        async ({ sdk, client }, terms) => void (await client.send(new sdk.DeleteObjectCommand({ ...common, Key: prefix + key }), terms)),
      ),
    async close() {
      const { client } = (await opened?.catch(() => undefined)) ?? {}
      client?.destroy()
    },
  }
}
