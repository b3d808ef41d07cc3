import { type LogEvent, LogferryError } from '../../core/index.ts'
import { decodePayload } from '../payload.ts'
import { eventsInEnvelope } from './envelope.ts'

/** `{"awslogs":{"data":"<base64 of gzip of JSON>"}}`, https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html */
export interface Subscription {
  readonly awslogs: { readonly data: string }
}

export const isSubscription = (trigger: unknown): trigger is Subscription =>
  typeof (trigger as Partial<Subscription> | null | undefined)?.awslogs?.data === 'string'

const AT = 'awslogs.data'

/**
 * The log events of a subscription event, in order; none of a control message. `maxBytes` is the most that its data may inflate to. Throws
 * LF_EVENT_BASE64, LF_EVENT_GZIP, LF_EVENT_TOO_LARGE or LF_EVENT_JSON, and quotes nothing of what the event holds.
 */
export function decodeSubscription(trigger: unknown, maxBytes: number, region?: string): readonly LogEvent[] {
  if (!isSubscription(trigger)) throw new LogferryError('LF_EVENT_JSON', `there is no text at ${AT}`)
  return eventsInEnvelope(parse(decodePayload(trigger.awslogs.data, AT, maxBytes)), AT, region)
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    // The error of JSON.parse quotes the text around the fault.
    throw new LogferryError('LF_EVENT_JSON', `${AT} holds ${bytes.length} bytes that are not JSON`)
  }
}
