import { delivered, type Job, type LogRecord, type Outcome, rejected, retry } from '../../core/index.ts'
import { type Alert, type AlertTerms, alertOf, isWorse } from './alert.ts'
import { type Desk, type Fault, isFault, type Subject } from './desk.ts'
import { type LinksAs, type MessageTerms, messageOf } from './message.ts'
import { post, update } from './post.ts'
import { factsOf, newRoot, pastOf, type Root, receiptOf, seenAgain, untold } from './root.ts'

export interface WriteTerms extends AlertTerms {
  readonly desk: Desk
  readonly channelOf: (record: LogRecord) => string
  readonly mention?: string
  readonly linksAs: LinksAs
  readonly maxMessages: number
  readonly repeats: 'thread' | 'channel' | 'drop'
  readonly resolveAfterMs: number
  /** Says what costs no record, such as a picture that could not be uploaded. */
  readonly log: (message: string, facts: Readonly<Record<string, string>>) => void
}

/** What became of an alert; with `root`, where its pictures belong. */
export interface Written {
  readonly outcome: Outcome
  /** It is in the way of those that follow, too. */
  readonly isInTheWay: boolean
  readonly root?: Root
}

/** A message of its own, or one in the thread of the root of its kind, which is updated before. */
export async function writeAlert(channel: string, given: LogRecord, job: Job, terms: WriteTerms): Promise<Written> {
  const record = untold(given)
  const { repeats, resolveAfterMs } = terms
  const alert = alertOf(record, terms, job.alike?.(record))
  const writing: Writing = { channel, record, alert, subject: { id: record.id, time: record.time, alert }, job, terms }
  const past = repeats === 'channel' ? undefined : pastOf(record, channel, resolveAfterMs)
  const again = past === undefined || past.ts === '' ? undefined : await repeat(past, writing)
  const answer = again ?? (await begin(writing, past?.ts === '' ? past : undefined))
  if ('isFinal' in answer) return { outcome: outcomeOf(answer), isInTheWay: answer.isOfMessage === undefined }
  const { root, isPlain } = answer
  const outcome = { ...delivered, ...(isPlain ? { note: 'salvaged' } : {}), receipt: receiptOf(root) } as Outcome
  return { outcome, isInTheWay: false, ...(again !== undefined && repeats === 'drop' ? {} : { root }) }
}

interface Writing {
  readonly channel: string
  readonly record: LogRecord
  readonly alert: Alert
  readonly subject: Subject
  readonly job: Job
  readonly terms: WriteTerms
}

interface Told {
  readonly root: Root
  readonly isPlain: boolean
}

async function begin({ channel, record, alert, subject, job, terms }: Writing, past: Root | undefined): Promise<Told | Fault> {
  const { linksAs } = terms
  const facts = past === undefined ? [] : factsOf(seenAgain(past, alert, record), terms.timeText)
  const posted = await post(terms.desk, messageOf(alert, { channel, facts, linksAs, ...callFor(alert, terms) }), subject, job.signal)
  return isFault(posted) ? posted : { root: newRoot(posted, channel, alert, record, past), isPlain: posted.isPlain === true }
}

/** It is worth a call where it is critical, or where nothing says what is. */
export const callFor = ({ severity }: Pick<Alert, 'severity'>, { mention, critical }: WriteTerms): Pick<MessageTerms, 'mention'> =>
  mention === undefined || (critical !== undefined && severity !== 'critical') ? {} : { mention }

/**
 * The root is updated first, for that can be done twice; then the sample goes to its thread, and where it is worse than all before it, to the
 * channel, too. Undefined: the root is gone, so there must be a new one.
 */
async function repeat(root: Root, { alert, record, subject, job, terms }: Writing): Promise<Told | Fault | undefined> {
  const { desk, repeats, timeText, linksAs, log } = terms
  const now = seenAgain(root, alert, record)
  const changed = messageOf(now.alert, { channel: root.channel, linksAs, facts: factsOf(now, timeText) })
  const fault = await update(desk, root, changed, { ...subject, alert: now.alert }, job.signal)
  if (fault !== undefined) {
    if (isGone(fault)) return undefined
    if (repeats === 'drop') return isFixed(fault) ? undefined : fault
    // The sample matters more than the count, which the next one brings.
    if (!isFixed(fault) && job.attempt === 1) return fault
    log('a message could not be updated', { code: fault.code, detail: fault.detail })
  }
  if (repeats === 'drop') return { root: now, isPlain: false }
  const isBroadcast = isWorse(alert.severity, root.alert.severity)
  const more = isBroadcast ? callFor(alert, terms) : {}
  const posted = await post(
    desk,
    messageOf(alert, { channel: root.channel, thread: root.ts, isBroadcast, linksAs, ...more }),
    subject,
    job.signal,
  )
  if (isFault(posted)) return isGone(posted) ? undefined : posted
  return { root: now, isPlain: posted.isPlain === true }
}

const GONE = ['message_not_found', 'thread_not_found', 'channel_not_found', 'cannot_reply_to_message']
const isGone = ({ error = '' }: Fault): boolean => GONE.includes(error)

/** It is there, but may not be changed any more. */
const FIXED = ['cant_update_message', 'edit_window_closed', 'update_not_allowed']
const isFixed = ({ error = '' }: Fault): boolean => FIXED.includes(error)

export const outcomeOf = ({ code, detail, isFinal, retryAfterMs }: Fault): Outcome =>
  isFinal ? rejected(code, detail) : retry(code, detail, retryAfterMs)
