import { type ErrorCode, type Outcome, rejected, retry } from '../../core/index.ts'
import type { Auth } from './connection.ts'
import { type Item, itemOf, UNTIL_MENDED_MS } from './item.ts'
import type { Answer } from './request.ts'
import { errorText, type ServerError, serverError } from './server-error.ts'

/** What an answer to `_bulk` says: of each action, or of all of them at once. */
export type BulkAnswer =
  | { readonly items: readonly (Item | undefined)[] }
  /** `remedy`: what a person must do. `heavy`: less at once may pass. */
  | { readonly all: Outcome; readonly remedy?: string; readonly heavy?: boolean }
  /** Too large, or one of the actions spoils the body: halves may pass. What it is for an action that is alone. */
  | { readonly whole: Outcome }

/** What is known of the request. */
export interface Asked {
  readonly host: string
  readonly auth: Auth
  /** By our clock, in milliseconds. */
  readonly now: number
}

/** Reads any answer whatever, in this order: status, content type, JSON, items. docs/opensearch.md has the table. */
export function readAnswer({ status, headers, body }: Answer, asked: Asked): BulkAnswer {
  const json = jsonOf(body)
  if (status === 200) return readItems(json, isJson(headers['content-type']), asked.host)
  const error = errorOf(json)
  const { type, reason } = error
  const said = `${asked.host}: HTTP ${status}${type === '' && reason === '' ? '' : `, ${errorText(error)}`}`
  const waitMs = retryAfterMs(headers)
  const isHeavy = waitMs === undefined && (type === 'rejected_execution_exception' || type === 'circuit_breaking_exception')
  const later = (code: ErrorCode) => ({ all: retry(code, said, waitMs), heavy: isHeavy })
  const person = (code: ErrorCode, remedy: string) => ({ all: retry(code, said, UNTIL_MENDED_MS), remedy })

  if (status === 413 || (status === 429 && isOverLimit(reason))) return { whole: rejected('LF_SINK_TOO_LARGE', said) }
  if (status === 400 && type !== '' && !/^request \[.*\] contains unrecognized parameter/s.test(reason)) {
    return { whole: rejected('LF_SINK_REFUSED', said) }
  }
  if (status === 429) return later('LF_SINK_UNAVAILABLE')
  if (type === 'cluster_block_exception' && status === 403) return person('LF_SINK_BLOCKED', BLOCKED)
  if (status === 401 || status === 403) return denied(said, reason, headers.date, asked)
  if (status === 408 || status === 425 || (status >= 500 && status !== 501)) return later('LF_SINK_UNAVAILABLE')
  return person('LF_SINK_UNFIT', NOT_OPENSEARCH)
}

const NOT_OPENSEARCH =
  'Check `url`: this is not how OpenSearch answers. It must lead to the server itself, not to its dashboards or to a login page.'
const BLOCKED = 'Lift the block of the cluster: PUT /_cluster/settings with "cluster.blocks.read_only": null.'

const isJson = (type: string | undefined) => type === undefined || /\bjson\b/i.test(type)

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined // What is no JSON has no items and no error.
  }
}

function readItems(json: unknown, isTyped: boolean, host: string): BulkAnswer {
  const { items } = Object(json) as { readonly items?: unknown }
  if (Array.isArray(items)) return { items: items.map(itemOf) }
  // An answer that was cut on its way is worth another try; one of another kind is not.
  if (isTyped && json === undefined) return { all: retry('LF_SINK_UNAVAILABLE', `${host}: HTTP 200, but the answer is not whole`) }
  return { all: retry('LF_SINK_UNFIT', `${host}: HTTP 200, but not the answer to _bulk`, UNTIL_MENDED_MS), remedy: NOT_OPENSEARCH }
}

/** OpenSearch says `{ error }`, AWS `{ message }` or `{ Message }`. */
function errorOf(json: unknown): ServerError {
  const { error, message, Message } = Object(json) as Readonly<Record<string, unknown>>
  return serverError(error ?? message ?? Message)
}

/** A body above what the server takes at all never passes: `coordinating_operation_bytes=N, max_coordinating_and_primary_bytes=M`. */
function isOverLimit(reason: string): boolean {
  const [, bytes] = /\bcoordinating_operation_bytes=(\d+)/.exec(reason) ?? []
  const [, most] = /\bmax_coordinating_and_primary_bytes=(\d+)/.exec(reason) ?? []
  return bytes !== undefined && most !== undefined && Number(bytes) > Number(most)
}

/** In milliseconds, from seconds or a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after), by the server's own clock. */
function retryAfterMs({ 'retry-after': after, date }: Answer['headers']): number | undefined {
  if (after === undefined) return undefined
  const ms = /^\d{1,6}$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.parse(date ?? '')
  return ms >= 0 ? ms : undefined
}

const DENIED: Readonly<Record<Auth['kind'], string>> = {
  none: 'The server wants to know who asks: set `user` and `password`, or "auth": "sigv4".',
  basic: 'Check `user` and `password`, and that the user has a role that may write.',
  sigv4:
    'Check that the role of this process is allowed `es:ESHttpPost` on the domain (Serverless: `aoss:APIAccessAll`, and a data access policy), in its own policies and in that of the domain, and that `region` and `service` are right.',
}

/** AWS takes a signature for five minutes. */
const MOST_SKEW_MS = 5 * 60 * 1000

function denied(said: string, reason: string, date: string | undefined, { auth, now }: Asked): BulkAnswer {
  const skew = now - Date.parse(date ?? '')
  if (auth.kind === 'sigv4' && Math.abs(skew) > MOST_SKEW_MS) {
    const detail = `${said}; this clock is ${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? 'ahead of' : 'behind'} the server's`
    return { all: retry('LF_CLOCK_SKEWED', detail, UNTIL_MENDED_MS), remedy: 'Set the clock of this machine.' }
  }
  if (/^The security token included in the request is expired/.test(reason)) {
    return { all: retry('LF_CREDENTIALS_EXPIRED', said, UNTIL_MENDED_MS), remedy: 'Get new AWS credentials.' }
  }
  return { all: retry('LF_SINK_DENIED', said, UNTIL_MENDED_MS), remedy: DENIED[auth.kind] }
}
