import type { ErrorCode, Finding, Picture } from '../../core/index.ts'
import type { Alert } from './alert.ts'
import type { Message } from './message.ts'

/** Where a message is: a channel's id, and the message in it. A webhook does not say which. */
export interface Posted {
  readonly channel: string
  readonly ts?: string
}

/** Why Slack did not do what it was asked. */
export interface Fault {
  readonly code: ErrorCode
  readonly detail: string
  /** Slack's own name for it. */
  readonly error?: string
  /** Nothing of it happened, and nothing will: another try is in vain. */
  readonly isFinal: boolean
  /** It is this message that Slack does not take, and it did not post it; it may take another. Else it is in the way of all. */
  readonly isOfMessage?: true
  readonly retryAfterMs?: number
}

/** What a message is about: for the names of files. */
export interface Subject {
  readonly id: string
  readonly time: number
  /** As a person reads it; absent where it is of many. */
  readonly alert?: Alert
}

/** One that posts: by the Web API, by a webhook, or into a folder. Each answer is a value. */
export interface Desk {
  /** In the thread of `message.thread_ts`, if it has one. */
  post(message: Message, subject: Subject, signal: AbortSignal): Promise<Posted | Fault>
  /** In place of what `posted` says. Absent: it cannot. */
  update?(posted: Posted, message: Message, subject: Subject, signal: AbortSignal): Promise<Fault | undefined>
  /** Into the thread of `posted`. Absent: it cannot. */
  attach?(posted: Posted, pictures: readonly Picture[], subject: Subject, signal: AbortSignal): Promise<Fault | undefined>
  check(signal: AbortSignal): Promise<readonly Finding[]>
}

export const isFault = (answer: Posted | Fault | undefined): answer is Fault => answer !== undefined && 'isFinal' in answer
