import { hash } from 'node:crypto'
import type { S3Client } from '@aws-sdk/client-s3'
import { LogferryError } from '../../core/index.ts'
import { inflate, isGzip, skip } from '../file/inflate.ts'
import { HEAD_BYTES, type Input } from '../file/input.ts'
import type { Made } from './trigger.ts'

export interface Store {
  readonly sdk: typeof import('@aws-sdk/client-s3')
  readonly client: S3Client
}

/** Asked for at once, so that a slow destination leaves no answer half read. */
const CHUNK_BYTES = 8 * 1024 * 1024

/** An object of S3 as the file source reads a file: from any byte on, inflated where it is gzip. Throws what the SDK throws. */
export async function openObject({ bucket, key }: Made, { sdk, client }: Store, stop: AbortSignal): Promise<Input> {
  const url = `s3://${bucket}/${key}`
  const read = async (from: number, length: number, ifMatch?: string) => {
    const request = new sdk.GetObjectCommand({
      Bucket: bucket,
      Key: key,
      Range: `bytes=${from}-${from + length - 1}`,
      ...(ifMatch === undefined ? {} : { IfMatch: ifMatch }),
    })
    try {
      return await client.send(request, { abortSignal: AbortSignal.any([stop]) })
    } catch (thrown) {
      if ((thrown as { readonly name?: string }).name === 'InvalidRange') return undefined
      throw thrown
    }
  }

  const first = await read(0, HEAD_BYTES)
  const head = (await first?.Body?.transformToByteArray()) ?? new Uint8Array(0)
  const size = first === undefined ? 0 : sizeIn(first.ContentRange, url)
  const tag = hash('sha256', `${url} ${first?.ETag}`).slice(0, 8)
  const gzip = isGzip(head)
  let behind: LogferryError | undefined
  async function* bytesFrom(offset: number) {
    for (let at = offset; at < size; ) {
      const chunk = await (await read(at, CHUNK_BYTES, first?.ETag))?.Body?.transformToByteArray()
      if (chunk === undefined || chunk.length === 0) throw new LogferryError('LF_INPUT_CHANGED', `${url} ended at byte ${at} of ${size}`)
      yield chunk
      at += chunk.length
    }
  }
  return {
    tag,
    ...(first?.LastModified === undefined ? {} : { writtenAt: first.LastModified.getTime() }),
    ...(gzip ? {} : { size }),
    known: { tag, size, headOf: (length) => hash('sha256', head.subarray(0, length)).slice(0, 32) },
    chunks(offset) {
      const again = () => bytesFrom(0)
      const onBehind = (fault: LogferryError) => {
        behind = fault
      }
      return gzip ? skip(inflate(bytesFrom(0), url, { again, onBehind }), offset) : bytesFrom(offset)
    },
    problem: () => behind,
    close: async () => {},
  }
}

/** `bytes 0-4095/123456`. */
function sizeIn(range: string | undefined, url: string): number {
  const size = Number(/\/(\d+)$/.exec(range ?? '')?.[1])
  if (Number.isSafeInteger(size)) return size
  throw new LogferryError('LF_INPUT_FAILED', `${url}: the store does not say how long it is`)
}
