import { defineSource, isLogferryError, type LogEvent, type Outcome } from '../../core/index.ts'
import { eventsInEnvelope } from '../cloudwatch/envelope.ts'
import { describeRetries } from '../outcome-counts.ts'
import { decodePayload } from '../payload.ts'
import { isKinesisBatch, type KinesisRecord } from './batch.ts'
import { documentsIn } from './documents.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html */
export interface KinesisAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
}

/**
 * A stream is read in order: the answer names the first record that must be sent again, and Lambda sends it and all that follow. A record
 * that cannot be read counts as one; its mapping should bisect, and have an on-failure destination.
 */
export default defineSource({
  name: 'kinesis',
  summary: 'Reads what CloudWatch Logs puts into a Kinesis stream, as an event source mapping sends it to a Lambda function.',
  options: {
    maxBytes: {
      type: 'integer',
      description: 'The most bytes that the data of one record may inflate to; a small record can hold a thousand times its size.',
      default: 64 * 1024 * 1024,
      minimum: 1024,
      maximum: 512 * 1024 * 1024,
    },
  },
  create: ({ maxBytes }, { log }) => ({
    accepts: isKinesisBatch,
    async read(trigger, pipeline, stop): Promise<KinesisAnswer> {
      if (!isKinesisBatch(trigger)) return { batchItemFailures: [] }
      const { Records: records } = trigger
      const { events, ends, fault } = stop.aborted ? NOTHING : readRecords(records, maxBytes)
      if (fault !== undefined) log('a record cannot be read', { record: sequenceOf(records, ends.length), reason: fault })
      const { outcomes } = events.length === 0 ? { outcomes: [] } : await pipeline.deliver(events)
      const delivered = throughOf(outcomes, ends)
      if (delivered < ends.length) log(describeRetries(outcomes), { record: sequenceOf(records, delivered) })
      return { batchItemFailures: delivered < records.length ? [{ itemIdentifier: sequenceOf(records, delivered) }] : [] }
    },
  }),
})

interface Read {
  readonly events: readonly LogEvent[]
  /** For each record that was read, how many events there are up to its end. */
  readonly ends: readonly number[]
  /** Why the next one cannot be read. */
  readonly fault?: string
}

const NOTHING: Read = { events: [], ends: [] }

/** Up to the first that cannot be read, or that inflates to more than may be held beside those before it. */
function readRecords(records: readonly KinesisRecord[], maxBytes: number): Read {
  const events: LogEvent[] = []
  const ends: number[] = []
  let held = 0
  for (const [i, { kinesis, awsRegion }] of records.entries()) {
    const at = `Records[${i}].kinesis.data`
    try {
      const bytes = decodePayload(kinesis.data, at, maxBytes - held)
      for (const document of documentsIn(bytes.toString('utf8'), at)) {
        for (const event of eventsInEnvelope(document, at, awsRegion)) events.push(event)
      }
      held += bytes.length
    } catch (thrown) {
      if (!isLogferryError(thrown)) throw thrown
      const isFull = thrown.code === 'LF_EVENT_TOO_LARGE' && held > 0
      const whole = events.slice(0, ends.at(-1) ?? 0)
      return { events: whole, ends, ...(isFull ? {} : { fault: thrown.message }) }
    }
    ends.push(events.length)
  }
  return { events, ends }
}

/** How many records are through: those before the first that has an event to be sent again. */
function throughOf(outcomes: readonly Outcome[], ends: readonly number[]): number {
  const failed = outcomes.findIndex(({ status }) => status === 'retry')
  return failed === -1 ? ends.length : ends.findIndex((end) => failed < end)
}

const sequenceOf = (records: readonly KinesisRecord[], i: number): string => records[i]?.kinesis.sequenceNumber ?? ''
