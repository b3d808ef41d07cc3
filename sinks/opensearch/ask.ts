import { isLogferryError, retry } from '../../core/index.ts'
import { type BulkAnswer, readAnswer } from './answer.ts'
import type { Client } from './client.ts'
import type { Auth } from './connection.ts'
import { UNTIL_MENDED_MS } from './item.ts'
import { mayHaveArrived } from './transport-error.ts'

export interface AskTerms {
  readonly client: Client
  readonly auth: Auth
  readonly now: () => number
}

/**
 * `timeout` is how long the server waits for a shard, which it may do twice: both together are less than the core waits by default. Of the
 * answer all is left out that nothing here reads; a server that gives it all is understood, too.
 */
const QUERY = {
  timeout: '10s',
  filter_path: [
    ...['took', 'errors', 'items.*._id', 'items.*.status', 'items.*.result'],
    ...['items.*.error.type', 'items.*.error.reason', 'items.*.error.caused_by.reason'],
  ].join(','),
}

/** Sends one body to `_bulk`. Never rejects for what can happen on the way. */
export async function ask(body: Buffer, { client, auth, now }: AskTerms, signal: AbortSignal): Promise<BulkAnswer> {
  try {
    const answer = await client.send({ method: 'POST', path: '/_bulk', query: QUERY, type: 'application/x-ndjson', body }, signal)
    return readAnswer(answer, { host: client.host, auth, now: now() })
  } catch (thrown) {
    if (!isLogferryError(thrown)) throw thrown
    const { code, detail } = thrown
    const remedy = REMEDIES[code]
    if (remedy !== undefined) return { all: retry(code, detail, UNTIL_MENDED_MS), remedy }
    return { all: retry(code, detail), heavy: mayHaveArrived(thrown) }
  }
}

/** What only a person can mend. */
const REMEDIES: Readonly<Partial<Record<string, string>>> = {
  LF_CREDENTIALS_EXPIRED: 'Get new AWS credentials.',
  LF_CREDENTIALS_MISSING:
    'Give AWS credentials: a role, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; or set `user` and `password`.',
  LF_SINK_UNTRUSTED: 'Set `ca` to the certificate authority of the server, or correct the host in `url`.',
}
