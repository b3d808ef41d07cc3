import { type ErrorCode, isLogferryError, messageOf } from '../../core/index.ts'
import type { Fault } from './desk.ts'

interface Meaning {
  readonly code: ErrorCode
  /** What to do in Slack, or in the config. */
  readonly next: string
  readonly isFinal?: true
  readonly isOfMessage?: true
}

const token = (next: string): Meaning => ({ code: 'LF_SINK_DENIED', next })
const channel = (next: string): Meaning => ({ code: 'LF_SINK_UNFIT', next })
const refused = (next: string): Meaning => ({ code: 'LF_SINK_REFUSED', next, isFinal: true, isOfMessage: true })
/** Some of it may have happened after all. */
const busy: Meaning = { code: 'LF_SINK_UNAVAILABLE', next: 'it is sent again' }
/** Slack says so only where it did nothing; whether it is for good we do not know. */
const unknown: Meaning = { code: 'LF_SINK_UNAVAILABLE', next: 'it is sent again; look the word up at docs.slack.dev', isOfMessage: true }

const INVITE = 'invite the app to the channel (/invite @…), or give it chat:write.public'
const NEW_TOKEN = 'install the app anew, and keep its new bot token (xoxb-…) where the old one was'
const ADMIN = 'an administrator of the workspace has to allow it'
const SOME_POST = 'the channel lets only some post: allow the app there'
const MALFORMED = 'it is not as Slack wants it'

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
  accesslimited: token('the workspace takes nothing from this network; an administrator has to allow it'),
  access_denied: token(ADMIN),
  ekm_access_denied: token(ADMIN),
  enterprise_is_restricted: token(ADMIN),
  org_login_required: token('the workspace is being moved; an administrator knows until when'),
  team_access_not_granted: token(ADMIN),
  two_factor_setup_required: token(ADMIN),
  channel_not_found: channel('there is no such channel, or it is private and the app is not in it: correct `channel`, or invite the app'),
  not_in_channel: channel(INVITE),
  is_archived: channel('the channel is archived: open it again, or name another in `channel`'),
  restricted_action: channel(SOME_POST),
  restricted_action_read_only_channel: channel(SOME_POST),
  restricted_action_non_threadable_channel: channel('the channel has no threads: set `repeats` to `channel`'),
  restricted_action_thread_only_channel: channel('the channel takes replies only: name another in `channel`'),
  messages_tab_disabled: channel('it is a conversation with an app that takes no messages: name a channel'),
  message_limit_exceeded: { ...busy, next: 'the workspace has sent too many messages; it is sent again' },
  internal_error: busy,
  fatal_error: busy,
  request_timeout: busy,
  service_unavailable: busy,
  team_added_to_org: busy,
  msg_too_long: refused('it is too long'),
  msg_blocks_too_long: refused('it is too long'),
  invalid_blocks: refused('its blocks are not as Slack wants them'),
  invalid_blocks_format: refused('its blocks are not as Slack wants them'),
  invalid_arguments: refused(MALFORMED),
  invalid_charset: refused(MALFORMED),
  invalid_form_data: refused(MALFORMED),
  no_text: refused('it has no text'),
  markdown_text_conflict: refused(MALFORMED),
  // Of an incoming webhook.
  invalid_payload: refused(MALFORMED),
  no_service: token('the webhook is gone: make a new one'),
  no_service_id: token('the webhook is gone: make a new one'),
  no_team: token('the webhook is gone: make a new one'),
  invalid_token: token('the webhook is gone: make a new one'),
  channel_is_archived: channel('the channel is archived: open it again, or make another webhook'),
  action_prohibited: token(ADMIN),
  posting_to_general_channel_denied: channel(SOME_POST),
}

function faultFor(error: string, more = ''): Fault {
  const { code, next, isFinal = false, isOfMessage } = (Object.hasOwn(BY_ERROR, error) ? BY_ERROR[error] : undefined) ?? unknown
  return { code, detail: `Slack says ${error}${more}: ${next}`, error, isFinal, ...(isOfMessage === undefined ? {} : { isOfMessage }) }
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

const WAY = 'does `url` lead to Slack, and is nothing on the way that answers in its place?'

/** A name that Slack gives to an error or a scope; what comes from elsewhere may be anything. */
const nameIn = (text: unknown): string | undefined => /^[a-z][a-z_:.]{1,60}$/.exec(String(text ?? '').trim())?.[0]

/** An answer of HTTP that is not Slack's JSON; `text` is what an incoming webhook says. */
export function httpFault(status: number, text = '', retryAfter?: string | null): Fault {
  const error = nameIn(text)
  if (status === 429) return throttled(retryAfter === null || retryAfter === undefined ? undefined : Number(retryAfter))
  if (error !== undefined && Object.hasOwn(BY_ERROR, error)) return faultFor(error)
  if (status >= 500) return { code: 'LF_SINK_UNAVAILABLE', detail: `HTTP ${status}`, isFinal: false }
  return { code: 'LF_SINK_UNFIT', detail: `HTTP ${status}: ${WAY}`, isFinal: false }
}

interface Thrown {
  readonly code?: string
  readonly data?: { readonly error?: unknown; readonly needed?: unknown }
  readonly retryAfter?: number
  readonly statusCode?: number
  readonly original?: unknown
  readonly cause?: unknown
}

/** What the SDK throws (https://docs.slack.dev/tools/node-slack-sdk/web-api/#handle-errors), or what a connection does. */
export function faultOf(thrown: unknown, signal: AbortSignal): Fault {
  const { code, data, retryAfter, statusCode, original, cause } = (thrown ?? {}) as Thrown
  if (code === 'slack_webapi_platform_error') {
    const [error, needed] = [data?.error, data?.needed].map(nameIn)
    if (error === 'ratelimited') return throttled(undefined)
    if (error === undefined) return { code: 'LF_SINK_UNAVAILABLE', detail: `the answer is not one of Slack: ${WAY}`, isFinal: false }
    return faultFor(error, needed === undefined ? '' : ` (${needed})`)
  }
  if (isLogferryError(thrown)) return { code: thrown.code, detail: thrown.detail, isFinal: false }
  if (code === 'slack_webapi_rate_limited_error') return throttled(retryAfter)
  if (code === 'slack_webapi_http_error') return httpFault(statusCode ?? 0)
  if (signal.aborted) return { code: 'LF_DEADLINE', detail: 'no answer in time', isFinal: false }
  const inner = original ?? cause ?? thrown
  const reason = messageOf((inner as Thrown | undefined)?.cause ?? inner)
  return { code: 'LF_SINK_UNAVAILABLE', detail: `Slack cannot be reached: ${reason}`, isFinal: false }
}
