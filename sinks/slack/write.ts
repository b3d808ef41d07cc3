import { delivered, type Job, type LogRecord, type Outcome, rejected, retry } from '../../core/index.ts'
import { type Alert, type AlertTerms, alertOf } from './alert.ts'
import { type Desk, type Fault, isFault, type Posted, type Subject } from './desk.ts'
import { type DigestEntry, digestOf } from './digest.ts'
import { type Message, messageOf, plainMessage } from './message.ts'
import { factsOf, newRoot, type Root, receiptOf, rootOf, seenAgain } from './root.ts'

export interface WriteTerms extends AlertTerms {
  readonly desk: Desk
  readonly channelOf: (record: LogRecord) => string
  readonly mention?: string
  readonly maxMessages: number
  readonly repeats: 'thread' | 'channel' | 'drop'
  readonly resolveAfterMs: number
  /** Says a fault that costs no record, such as a picture that could not be uploaded. */
  readonly log: (message: string, facts: Readonly<Record<string, string>>) => void
}

/** One message per record; of more than `maxMessages` to a channel, one message for all of them. One outcome per record, in order. */
export async function writeAlerts(records: readonly LogRecord[], job: Job, terms: WriteTerms): Promise<readonly Outcome[]> {
  const outcomes = new Map<LogRecord, Outcome>()
  for (const [channel, some] of byChannel(records, terms.channelOf)) {
    if (some.length > terms.maxMessages) {
      const outcome = await writeDigest(channel, some, job, terms)
      for (const record of some) outcomes.set(record, outcome)
      continue
    }
    let stopped: Outcome | undefined
    for (const record of some) {
      const outcome: Outcome = stopped ?? (job.signal.aborted ? LATE : await writeAlert(channel, record, job, terms))
      // What is in the way of one is in the way of all that follow.
      if (outcome.status === 'retry') stopped ??= outcome
      outcomes.set(record, outcome)
    }
  }
  return records.map((record) => outcomes.get(record) ?? LATE)
}

const LATE: Outcome = retry('LF_DEADLINE', 'there was no time left for it')

function byChannel(records: readonly LogRecord[], channelOf: WriteTerms['channelOf']): ReadonlyMap<string, readonly LogRecord[]> {
  const groups = new Map<string, LogRecord[]>()
  for (const record of records) {
    const channel = channelOf(record)
    const group = groups.get(channel)
    if (group === undefined) groups.set(channel, [record])
    else group.push(record)
  }
  return groups
}

async function writeAlert(channel: string, record: LogRecord, job: Job, terms: WriteTerms): Promise<Outcome> {
  const alert = alertOf(record, terms)
  const subject: Subject = { id: record.id, time: record.time, alert }
  const known = terms.repeats === 'channel' ? undefined : rootOf(record, terms.resolveAfterMs)
  const root = known === undefined ? undefined : await repeat(known, alert, record, subject, job, terms)
  const answer = root ?? (await begin(channel, alert, record, subject, job, terms))
  if (isFault(answer)) return outcomeOf(answer)
  const isShown = terms.repeats !== 'drop' || answer.seen === 1 + (record.heldBack ?? 0)
  if (isShown) await attachPictures(answer, record, subject, job, terms)
  return { ...delivered, receipt: receiptOf(answer) } as Outcome
}

/** A message of its own. */
async function begin(
  channel: string,
  alert: Alert,
  record: LogRecord,
  subject: Subject,
  job: Job,
  terms: WriteTerms,
): Promise<Root | Fault> {
  const isCalling = terms.mention !== undefined && (terms.critical === undefined || alert.severity === 'critical')
  const message = messageOf(alert, { channel, ...(isCalling ? { mention: terms.mention as string } : {}) })
  const posted = await post(message, subject, job, terms)
  return isFault(posted) ? posted : newRoot(posted, alert, record)
}

/** The root is updated, and the new sample goes to its thread. Undefined: the root is gone, so there must be a new one. */
async function repeat(
  root: Root,
  alert: Alert,
  record: LogRecord,
  subject: Subject,
  job: Job,
  terms: WriteTerms,
): Promise<Root | Fault | undefined> {
  const { desk, timeText } = terms
  const now = seenAgain(root, alert, record)
  if (terms.repeats === 'thread') {
    const posted = await post(messageOf(alert, { channel: root.channel, thread: root.ts }), subject, job, terms)
    if (isFault(posted)) return isGone(posted) ? undefined : posted
  }
  const message = messageOf(now.alert, { channel: root.channel, facts: factsOf(now, timeText) })
  const fault = await desk.update?.(root, message, { ...subject, alert: now.alert }, job.signal)
  if (fault === undefined) return now
  if (isGone(fault) && terms.repeats === 'drop') return undefined
  // The sample is in the thread already: another try would post it twice.
  if (terms.repeats === 'thread') terms.log('a message could not be updated', { code: fault.code, detail: fault.detail })
  return terms.repeats === 'thread' ? now : fault
}

const GONE = ['message_not_found', 'thread_not_found', 'cant_update_message', 'edit_window_closed', 'channel_not_found']
const isGone = ({ error = '' }: Fault): boolean => GONE.includes(error)

/** What Slack does not take with its blocks it may take without. */
async function post(message: Message, subject: Subject, { signal }: Job, { desk }: WriteTerms): Promise<Posted | Fault> {
  const posted = await desk.post(message, subject, signal)
  if (!isFault(posted) || !posted.isFinal) return posted
  return desk.post(plainMessage(message, subject.alert?.statement ?? ''), subject, signal)
}

/** The alert has arrived: a picture that does not is one line in its thread. */
async function attachPictures(root: Root, record: LogRecord, subject: Subject, job: Job, terms: WriteTerms): Promise<void> {
  const { desk, log } = terms
  if (desk.attach === undefined) return
  const pictures = await job.pictures(record)
  if (pictures.length === 0) return
  const fault = await desk.attach(root, pictures, subject, job.signal)
  if (fault === undefined) return
  log('the pictures of an alert could not be uploaded', { code: fault.code, detail: fault.detail })
  const text = `${pictures.length === 1 ? 'Its picture' : 'Its pictures'} could not be uploaded: ${fault.error ?? fault.code}.`
  const line: Message = { channel: root.channel, text, blocks: [], thread_ts: root.ts, unfurl_links: false, unfurl_media: false }
  await desk.post(line, subject, job.signal)
}

async function writeDigest(channel: string, records: readonly LogRecord[], { signal }: Job, terms: WriteTerms): Promise<Outcome> {
  const entries = records.map((record): DigestEntry => {
    const alert = alertOf(record, terms)
    const fingerprint = record.fields['Fingerprint']
    const statement = typeof fingerprint === 'string' ? fingerprint : alert.statement
    return { alert, key: JSON.stringify([alert.where, statement]), heldBack: record.heldBack ?? 0 }
  })
  const [first] = records as readonly [LogRecord]
  const subject: Subject = { id: `digest of ${records.map(({ id }) => id).join(' ')}`, time: first.time }
  const posted = await terms.desk.post(digestOf(entries, channel), subject, signal)
  return isFault(posted) ? outcomeOf(posted) : delivered
}

const outcomeOf = ({ code, detail, isFinal, retryAfterMs }: Fault): Outcome =>
  isFinal ? rejected(code, detail) : { ...retry(code, detail), ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
