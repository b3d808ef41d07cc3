/**
 * Every failure that a user can meet has a row here, and a row in docs/reference/errors.md, which is generated from it. A code is never
 * used again for something else. `next` is what to do about it.
 */
export const ERRORS = {
  LF_BUCKET_MISSING: { says: 'There is no such bucket.', next: 'Create it, or correct `url`; until then the records are sent again.' },
  LF_BUCKET_REGION: {
    says: 'The bucket is in another region, or no region is known.',
    next: 'Set `region` to the one that the message names, or that of the bucket.',
  },
  LF_CLOCK_SKEWED: {
    says: 'The clocks of this machine and of the destination differ by more than it takes.',
    next: 'Set the clock, best by NTP; the records are sent again.',
  },
  LF_CONFIG_INVALID: {
    says: 'The config has problems.',
    next: 'Mend each line that is listed; `logferry validate` lists them all at once.',
  },
  LF_CONFIG_KEY: { says: 'The config has a key that nothing reads.', next: 'Correct its spelling, or remove it.' },
  LF_CONFIG_MISSING: { says: 'The config lacks something that is required.', next: 'Add it.' },
  LF_CONFIG_NAME: { says: 'The config names something that it does not define.', next: 'Define it, or correct the name.' },
  LF_CONFIG_SYNTAX: { says: 'The config is not JSON.', next: 'Mend it at the position given; comments and trailing commas are allowed.' },
  LF_CONFIG_UNREADABLE: { says: 'The config file cannot be read.', next: 'Check the path given with -c, and its rights.' },
  LF_CONFIG_VALUE: { says: 'A value of the config is not what its place takes.', next: 'Change it to what the message names.' },
  LF_CONFIG_VARIABLE: {
    says: 'The config uses a variable that is not set, or empty.',
    next: 'Set it, or give a default: ${NAME:-default}.',
  },
  LF_CREDENTIALS_EXPIRED: {
    says: 'The credentials have expired.',
    next: 'Get new ones (`aws sso login`, say), then run again; nothing is lost.',
  },
  LF_CREDENTIALS_MISSING: {
    says: 'There are no credentials for the destination.',
    next: 'Give them where AWS tools look: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role.',
  },
  LF_DEAD_LETTER_FAILED: {
    says: 'A refused record could not be kept in the dead letter.',
    next: 'Mend the sink that `deadLetter` names; the records are sent again.',
  },
  LF_DEADLINE: {
    says: 'Time ran out before the destination had answered.',
    next: 'Nothing is lost: it is sent again. If it recurs, give the function more time or smaller batches.',
  },
  LF_DISK_DENIED: { says: 'The folder of a `file:` url cannot be written.', next: 'Correct its owner or rights.' },
  LF_DISK_FAILED: { says: 'Writing below a `file:` url failed.', next: 'See the system error in the message.' },
  LF_DISK_FULL: { says: 'The disk of a `file:` url is full.', next: 'Make room, then run again.' },
  LF_EVENT_BASE64: {
    says: 'The data of a subscription event is not base64.',
    next: 'Pass the event as Lambda got it: {"awslogs":{"data":"…"}}.',
  },
  LF_EVENT_GZIP: {
    says: 'The data of a subscription event is not whole gzip.',
    next: 'It was cut off or changed on its way; take it again from where it came.',
  },
  LF_EVENT_JSON: { says: 'An event is not JSON, or not the JSON of a CloudWatch Logs subscription.', next: 'Check what sends it.' },
  LF_EVENT_TOO_LARGE: {
    says: 'A subscription event inflates to more than `maxBytes`.',
    next: 'Raise `maxBytes` of the source if you trust the sender.',
  },
  LF_EVENT_UNKNOWN: {
    says: 'No source knows an event of this shape.',
    next: 'Check what calls the function; `logferry plugins` lists the sources, and what each of them reads.',
  },
  LF_FILE_URL_REFUSED: {
    says: 'A sink of the Lambda function writes to a disk that vanishes.',
    next: 'Set the variable that gives the url of the real destination.',
  },
  LF_INPUT_CHANGED: { says: 'A file became shorter while it was read.', next: 'Run again once it is no longer rewritten.' },
  LF_INPUT_DENIED: { says: 'An input file may not be read.', next: 'Correct its rights, or run as a user who may.' },
  LF_INPUT_FAILED: { says: 'Reading the input failed.', next: 'See the system error in the message.' },
  LF_INPUT_FOLDER: { says: 'The input is a folder.', next: 'Name the files in it.' },
  LF_INPUT_GZIP: {
    says: 'A .gz file is damaged or cut off, or has something else behind it.',
    next: 'What came before that was delivered; copy the file again for the rest.',
  },
  LF_INPUT_MISSING: { says: 'There is no such input file.', next: 'Check its path.' },
  LF_INTERNAL: { says: 'logferry contradicts itself.', next: 'Please report it, with the message.' },
  LF_MEMORY_UNAVAILABLE: {
    says: 'The memory did not answer in time.',
    next: 'Alerts go out unclaimed until it does; check the sink that `memory` names.',
  },
  LF_MEMORY_UNSAFE: {
    says: 'The store of the memory does not compare before it writes.',
    next: 'Let `memory` name another sink; on this one, alerts may go out twice.',
  },
  LF_NOT_DELIVERED: {
    says: 'Part of a delivery must be sent again.',
    next: 'In Lambda the platform does so by itself, elsewhere run it again; the codes in the message say what was in the way.',
  },
  LF_OBJECT_DAMAGED: {
    says: 'A stored object holds what cannot be read.',
    next: 'It stays where it is, and the rest of it went its way; compare it with a copy.',
  },
  LF_OPTION_INVALID: { says: 'An option has a value that its plugin cannot use.', next: 'Change it to what the message names.' },
  LF_PACKAGE_FAILED: {
    says: 'A function cannot be packed.',
    next: 'Mend what the message names, then pack again.',
  },
  LF_PARSE_FAILED: { says: 'A parser broke on an entry.', next: 'The entry was shipped raw; report it to the author of the parser.' },
  LF_PICTURE_DENIED: {
    says: 'CloudWatch refuses the credentials, or to draw a picture for them.',
    next: 'Allow `cloudwatch:GetMetricWidgetImage` to the role or user; the message went out without the picture.',
  },
  LF_PICTURE_FAILED: { says: 'A picture could not be drawn.', next: 'The message went out without it; the detail says why.' },
  LF_PICTURE_UNAVAILABLE: {
    says: 'CloudWatch cannot be reached, is overloaded, or did not answer in time.',
    next: 'The message went out without the picture; the next alert asks again.',
  },
  LF_PLUGIN_API: {
    says: 'A plugin was made for another version of the plugin contract.',
    next: 'Install a version of it for apiVersion 1.',
  },
  LF_PLUGIN_CONTRACT: {
    says: 'A plugin breaks the contract of its kind.',
    next: 'Report it to its author; `logferry/testing` has the suite that shows it.',
  },
  LF_PLUGIN_CREATE: { says: 'A plugin failed while it was set up.', next: 'See its own message; check its options.' },
  LF_PLUGIN_LOAD: {
    says: 'A plugin cannot be loaded.',
    next: 'Install it beside the config, or correct its path. One that imports `logferry` needs that installed there, too.',
  },
  LF_PLUGIN_NAME: { says: 'Two plugins of one kind have the same name.', next: 'Remove one of them from `plugins`.' },
  LF_PLUGIN_UNKNOWN: { says: 'There is no plugin of that name.', next: '`logferry plugins` lists what there is; add others to `plugins`.' },
  LF_SECRET_UNAVAILABLE: { says: 'A secret cannot be had.', next: 'Give it by an environment variable: ${NAME}.' },
  LF_SETUP_FAILED: {
    says: 'A template or policy could not be set up.',
    next: 'Mend what the message names, then run `logferry setup` again: it goes on with what is missing.',
  },
  LF_SINK_BLOCKED: {
    says: 'The destination has blocked writes.',
    next: 'Lift the block that the message names; the records are sent again.',
  },
  LF_SINK_DENIED: {
    says: 'The destination refuses the credentials, or what they would do.',
    next: 'Check user, role and policy as the message says; the records are sent again.',
  },
  LF_SINK_FAILED: { says: 'A sink broke while it wrote.', next: 'The records are sent again; see its own message.' },
  LF_SINK_FULL: { says: 'The destination has no room left.', next: 'Make room there; the records are sent again.' },
  LF_SINK_NAME_INVALID: {
    says: 'A record gives a name that its destination does not allow.',
    next: 'Change the template that makes the name.',
  },
  LF_SINK_REFUSED: { says: 'The destination refused a record for good.', next: 'It is in the dead letter, with the reason.' },
  LF_SINK_TIMEOUT: {
    says: 'The destination did not answer within `timeoutMs`.',
    next: 'The records are sent again; raise `timeoutMs` if it is only slow.',
  },
  LF_SINK_TOO_LARGE: {
    says: 'The destination takes no request of that size.',
    next: 'The core sends halves; a single record that is too large goes to the dead letter.',
  },
  LF_SINK_UNAVAILABLE: {
    says: 'The destination cannot be reached, or is overloaded.',
    next: 'The records are sent again; check the destination if it goes on.',
  },
  LF_SINK_UNFIT: {
    says: 'The destination is not set up to take the records.',
    next: 'Mend what the message names; the records are sent again.',
  },
  LF_SINK_UNTRUSTED: {
    says: 'The certificate of the destination is not trusted.',
    next: 'Give the certificate authority that signed it, or correct the host in `url`.',
  },
  LF_STOPPED: { says: 'The run was stopped.', next: 'Run it again: what was delivered is recognised.' },
  LF_TRANSFORM_FAILED: {
    says: 'A transform broke on a record.',
    next: 'The record is in the dead letter; report it to the author of the transform.',
  },
  LF_USAGE: { says: 'The command line is not understood.', next: '`logferry help` shows what there is.' },
} as const satisfies Record<string, { readonly says: string; readonly next: string }>

export type ErrorCode = keyof typeof ERRORS

/** A key or an index on the way to a value in the config. */
export type Path = readonly (string | number)[]

const BRAND = Symbol.for('logferry.error')

/** The one error class. `detail` says what, with which values; `at` is the path inside the options that are at fault. */
export class LogferryError extends Error {
  readonly code: ErrorCode
  readonly detail: string
  readonly at: Path | undefined
  /** What else is wrong with the same options. */
  readonly others: readonly LogferryError[]
  readonly [BRAND] = true

  constructor(
    code: ErrorCode,
    detail: string,
    more: { readonly cause?: unknown; readonly at?: Path; readonly others?: readonly LogferryError[] } = {},
  ) {
    super(`${code} ${detail}`, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'LogferryError'
    this.code = code
    this.detail = detail
    this.at = more.at
    this.others = more.others ?? []
  }
}

/** True across two copies of the package, where `instanceof` would not be. */
export const isLogferryError = (thrown: unknown): thrown is LogferryError =>
  typeof thrown === 'object' && thrown !== null && BRAND in thrown

/** The code of what was thrown; `otherwise`, where it has none of the table. */
export const codeOf = (thrown: unknown, otherwise: ErrorCode): ErrorCode =>
  isLogferryError(thrown) && Object.hasOwn(ERRORS, thrown.code) ? thrown.code : otherwise

/** An error and its others. One of another copy of the package may know none. */
export const allOf = (error: LogferryError): readonly LogferryError[] => [error, ...(error.others ?? [])]

/** What a thrown value says, in one line. It may be anything, for plugins throw it. */
export const messageOf = (thrown: unknown): string => {
  try {
    const message = isLogferryError(thrown) ? thrown.detail : thrown instanceof Error ? thrown.message : thrown
    return String(message).replaceAll(/\s+/g, ' ').trim() || 'no message'
  } catch {
    return 'a message that cannot be read'
  }
}
