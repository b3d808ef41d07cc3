import { delivered, type Job, type LogRecord, type Outcome } from '../../core/index.ts'
import { alertOf } from './alert.ts'
import { isFault, type Subject } from './desk.ts'
import { type DigestEntry, digestOf, worstOf } from './digest.ts'
import { post } from './post.ts'
import { newRoot, pastOf, receiptOf, seenAgain, untold } from './root.ts'
import { callFor, outcomeOf, type WriteTerms } from './write-alert.ts'

/** One message for all of them. What is known of each goes on: a root counts it, and tells of it with the next. */
export async function writeDigest(
  channel: string,
  given: readonly [LogRecord, ...LogRecord[]],
  { signal, alike }: Job,
  terms: WriteTerms,
): Promise<readonly Outcome[]> {
  const records = given.map(untold)
  const entries = records.map((record): DigestEntry => {
    const alert = alertOf(record, terms, alike?.(record))
    const fingerprint = record.fields['Fingerprint']
    const statement = typeof fingerprint === 'string' ? fingerprint : alert.statement
    return { alert, key: JSON.stringify([alert.where, statement]), heldBack: record.heldBack ?? 0 }
  })
  const subject: Subject = { id: `digest of ${records.map(({ id }) => id).join(' ')}`, time: given[0].time }
  const message = digestOf(entries, { channel, ...callFor(worstOf(entries), terms) })
  const posted = await post(terms.desk, message, subject, signal)
  if (isFault(posted)) return records.map(() => outcomeOf(posted))
  return records.map((record, i): Outcome => {
    const { alert } = entries[i] as DigestEntry
    const past = pastOf(record, channel, terms.resolveAfterMs)
    const root = past === undefined ? newRoot({ channel: posted.channel }, channel, alert, record) : seenAgain(past, alert, record)
    return { ...delivered, ...(posted.isPlain ? { note: 'salvaged' } : {}), receipt: receiptOf(root) } as Outcome
  })
}
