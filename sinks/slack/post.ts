import type { Desk, Fault, Posted, Subject } from './desk.ts'
import { isFault } from './desk.ts'
import { type Message, plainMessage } from './message.ts'

/** Where a message is, and whether Slack took it only without its blocks. */
export interface Arrived extends Posted {
  readonly isPlain?: true
}

/** Posts a message; what Slack does not take with its blocks it may take without. */
export async function post(desk: Desk, message: Message, subject: Subject, signal: AbortSignal): Promise<Arrived | Fault> {
  const posted = await desk.post(message, subject, signal)
  if (!isFault(posted) || posted.isOfMessage === undefined) return posted
  const again = await desk.post(plainMessage(message), subject, signal)
  return isFault(again) ? again : { ...again, isPlain: true }
}

/** Puts another message in the place of one, in the same way. Undefined: it is done, or this desk has no such thing. */
export async function update(
  desk: Desk,
  posted: Posted,
  message: Message,
  subject: Subject,
  signal: AbortSignal,
): Promise<Fault | undefined> {
  const fault = await desk.update?.(posted, message, subject, signal)
  return fault?.isFinal === true ? desk.update?.(posted, plainMessage(message), subject, signal) : fault
}
