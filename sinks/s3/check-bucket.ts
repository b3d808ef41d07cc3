import type { Finding } from '../../core/index.ts'
import type { Bucket } from './bucket.ts'
import type { Fault } from './fault.ts'

/** Below the memory's folder, where nobody looks for a log. */
const KEY = '_logferry/check'
const body = Buffer.from('logferry tries whether it may write here\n')
/** Of no content. */
const WRONG_MD5 = 'AAAAAAAAAAAAAAAAAAAAAA=='

/**
 * Whether objects can be put, and what it takes for a memory: a store that compares first, and the right to look. It asks for what must be
 * refused, so nothing is written: over an object that is not there, and, where that may not be asked, with a wrong digest. What a store
 * writes all the same is deleted.
 */
export async function checkBucket(bucket: Bucket, signal: AbortSignal): Promise<readonly Finding[]> {
  const where = bucket.urlOf('')
  const ok: Finding = { level: 'ok', code: 'LF_SINK_DENIED', detail: `${where} takes objects` }
  const archiveOnly: Finding = {
    level: 'warning',
    code: 'LF_SINK_DENIED',
    detail: `${where}: enough for an archive and for dead letters; a memory needs s3:GetObject and s3:ListBucket, too`,
  }
  const compared = await bucket.put({ kind: 'archive', key: KEY, body, over: '"logferry"' }, signal)
  if (compared === undefined) {
    await bucket.delete(KEY, signal)
    return [ok, { level: 'warning', code: 'LF_MEMORY_UNSAFE', detail: `${where}: the store ignores \`If-Match\`` }]
  }
  if (compared.status === 412 || compared.name === 'NoSuchKey') {
    const found = await bucket.get(KEY, signal)
    if (found === undefined || !('code' in found)) return [ok]
    return found.code === 'LF_SINK_DENIED' ? [ok, archiveOnly] : [errorOf(found)]
  }
  if (compared.code !== 'LF_SINK_DENIED') return [errorOf(compared)]
  const digested = await bucket.put({ kind: 'archive', key: KEY, body, md5: WRONG_MD5 }, signal)
  if (digested === undefined) await bucket.delete(KEY, signal)
  return digested === undefined || digested.name === 'BadDigest' ? [ok, archiveOnly] : [errorOf(digested)]
}

const errorOf = ({ code, detail }: Fault): Finding => ({ level: 'error', code, detail })
