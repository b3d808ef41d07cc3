import { type ErrorCode, messageOf } from '../../core/index.ts'
import type { Fault } from './desk.ts'

interface Meaning {
  readonly code: ErrorCode
  /** What to do in Slack, or in the config. */
  readonly next: string
  readonly isFinal?: true
}

const token = (next: string): Meaning => ({ code: 'LF_SINK_DENIED', next })
const channel = (next: string): Meaning => ({ code: 'LF_SINK_UNFIT', next })
const refused = (next: string): Meaning => ({ code: 'LF_SINK_REFUSED', next, isFinal: true })
const busy: Meaning = { code: 'LF_SINK_UNAVAILABLE', next: 'it is sent again' }

const INVITE = 'invite the app to the channel (/invite @…), or give it chat:write.public'
const NEW_TOKEN = 'install the app anew, and keep its new bot token (xoxb-…) where the old one was'

/** What Slack says with `ok: false` (https://docs.slack.dev/reference/methods/chat.postMessage/#errors). */
const BY_ERROR: Readonly<Record<string, Meaning>> = {
  invalid_auth: token(NEW_TOKEN),
  not_authed: token('`token` is empty'),
  account_inactive: token(NEW_TOKEN),
  token_revoked: token(NEW_TOKEN),
  token_expired: token(NEW_TOKEN),
  not_allowed_token_type: token('`token` must be a bot token (xoxb-…)'),
  no_permission: token('give the app the scope chat:write, and install it anew'),
  missing_scope: token('give the app the scope that is missing, and install it anew'),
  ekm_access_denied: token('an administrator of the workspace has to allow it'),
  access_denied: token('an administrator of the workspace has to allow it'),
  org_login_required: token('the workspace is being moved; an administrator knows until when'),
  team_access_not_granted: token('an administrator of the workspace has to allow it'),
  channel_not_found: channel('there is no such channel, or it is private and the app is not in it: correct `channel`, or invite the app'),
  not_in_channel: channel(INVITE),
  is_archived: channel('the channel is archived: open it again, or name another in `channel`'),
  restricted_action: channel('the channel lets only some post: allow the app there'),
  restricted_action_read_only_channel: channel('the channel lets only some post: allow the app there'),
  cannot_reply_to_message: channel('the message that it belongs to takes no replies'),
  msg_too_long: refused('it is too long'),
  msg_blocks_too_long: refused('it is too long'),
  invalid_blocks: refused('its blocks are not as Slack wants them'),
  invalid_blocks_format: refused('its blocks are not as Slack wants them'),
  no_text: refused('it has no text'),
  markdown_text_conflict: refused('its text is not as Slack wants it'),
  // Of an incoming webhook.
  invalid_payload: refused('it is not as Slack wants it'),
  no_service: token('the webhook is gone: make a new one'),
  no_team: token('the webhook is gone: make a new one'),
  channel_is_archived: channel('the channel is archived: open it again, or make another webhook'),
  action_prohibited: token('an administrator of the workspace has to allow it'),
  posting_to_general_channel_denied: channel('the channel lets only some post: allow the app there'),
}

const faultFor = (error: string, more = '', retryAfterMs?: number): Fault => {
  const { code, next, isFinal = false } = BY_ERROR[error] ?? busy
  return { code, detail: `Slack says ${error}${more}: ${next}`, error, isFinal, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}

/** Where Slack does not say how long. */
const PAUSE_MS = 1000

export const throttled = (seconds: number | undefined): Fault => ({
  code: 'LF_SINK_UNAVAILABLE',
  detail: 'Slack says ratelimited: a channel takes about one message a second',
  error: 'ratelimited',
  isFinal: false,
  retryAfterMs: seconds === undefined || !Number.isFinite(seconds) ? PAUSE_MS : seconds * 1000,
})

/** An answer of HTTP that is not Slack's JSON; `text` is what an incoming webhook says. */
export function httpFault(status: number, text = '', retryAfter?: string | null): Fault {
  const error = /^[a-z_]{2,60}$/.exec(text.trim())?.[0]
  if (status === 429) return throttled(retryAfter === null || retryAfter === undefined ? undefined : Number(retryAfter))
  if (error !== undefined && Object.hasOwn(BY_ERROR, error)) return faultFor(error)
  if (status >= 500) return { code: 'LF_SINK_UNAVAILABLE', detail: `HTTP ${status}`, isFinal: false }
  return { code: 'LF_SINK_UNFIT', detail: `HTTP ${status}: does \`url\` lead to Slack, and nothing on the way?`, isFinal: false }
}

interface Thrown {
  readonly code?: string
  readonly data?: { readonly error?: string; readonly needed?: string }
  readonly retryAfter?: number
  readonly statusCode?: number
  readonly original?: unknown
  readonly cause?: unknown
}

/** What the SDK throws (https://docs.slack.dev/tools/node-slack-sdk/web-api/#handle-errors), or what a connection does. */
export function faultOf(thrown: unknown, signal: AbortSignal): Fault {
  const { code, data, retryAfter, statusCode, original, cause } = (thrown ?? {}) as Thrown
  if (code === 'slack_webapi_platform_error') {
    const { error = 'nothing', needed } = data ?? {}
    return error === 'ratelimited' ? throttled(undefined) : faultFor(error, needed === undefined ? '' : ` (${needed})`)
  }
  if (code === 'slack_webapi_rate_limited_error') return throttled(retryAfter)
  if (code === 'slack_webapi_http_error') return httpFault(statusCode ?? 0)
  if (signal.aborted) return { code: 'LF_DEADLINE', detail: 'no answer in time', isFinal: false }
  const inner = original ?? cause ?? thrown
  const reason = messageOf((inner as Thrown | undefined)?.cause ?? inner)
  return { code: 'LF_SINK_UNAVAILABLE', detail: `Slack cannot be reached: ${reason}`, isFinal: false }
}
