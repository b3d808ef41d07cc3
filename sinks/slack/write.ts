import { type Job, type LogRecord, type Outcome, retry } from '../../core/index.ts'
import { attachPictures } from './attach-pictures.ts'
import type { Root } from './root.ts'
import { type WriteTerms, writeAlert } from './write-alert.ts'
import { writeDigest } from './write-digest.ts'

/** From this attempt on what is left of a batch is one message: one by one, Slack did not take them in time. */
const PATIENT_ATTEMPTS = 2

/**
 * One message per record; of more than `maxMessages` to a channel, one message for all of them. Pictures come after all texts. One outcome per
 * record, in order.
 */
export async function writeAlerts(records: readonly LogRecord[], job: Job, terms: WriteTerms): Promise<readonly Outcome[]> {
  const outcomes = new Map<LogRecord, Outcome>()
  const shown: (readonly [LogRecord, Root])[] = []
  for (const [channel, some] of byChannel(records, terms.channelOf)) {
    const [first, ...rest] = some
    if (first === undefined) continue
    if (some.length > terms.maxMessages || (job.attempt > PATIENT_ATTEMPTS && some.length > 1)) {
      const answers = await writeDigest(channel, [first, ...rest], job, terms)
      for (const [i, record] of some.entries()) outcomes.set(record, answers[i] as Outcome)
      continue
    }
    let stopped: Outcome | undefined
    for (const record of some) {
      if (stopped === undefined && job.signal.aborted) stopped = LATE
      if (stopped !== undefined) {
        outcomes.set(record, stopped)
        continue
      }
      const { outcome, isInTheWay, root } = await writeAlert(channel, record, job, terms)
      outcomes.set(record, outcome)
      if (isInTheWay) stopped = outcome
      if (root !== undefined) shown.push([record, root])
    }
  }
  await attachPictures(shown, job, terms)
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
