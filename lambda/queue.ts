import { isLogferryError, messageOf } from '../core/index.ts'

/** What an event source mapping of SQS hands a function, https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export interface QueueBatch {
  readonly Records: readonly QueueMessage[]
}

export interface QueueMessage {
  readonly eventSource: 'aws:sqs'
  readonly messageId: string
  readonly body: string
  readonly eventSourceARN?: string
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export interface QueueAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
}

export function isQueueBatch(trigger: unknown): trigger is QueueBatch {
  const records = (trigger as Partial<QueueBatch> | null | undefined)?.Records
  return Array.isArray(records) && records.length > 0 && records.every(isMessage)
}

const isMessage = (record: Partial<QueueMessage> | null): boolean =>
  record?.eventSource === 'aws:sqs' && typeof record.messageId === 'string' && typeof record.body === 'string'

export interface QueueTerms {
  readonly read: (body: unknown) => Promise<unknown>
  readonly stop: AbortSignal
  readonly log: (message: string, facts: Readonly<Record<string, string>>) => void
}

/**
 * Reads each message; those that `read` throws for go back to the queue, which hands them to its dead-letter queue in the end. Of a FIFO
 * queue all that follow one go back, too, so that they stay in order; so does what comes after `stop`.
 */
export async function readQueue({ Records: messages }: QueueBatch, terms: QueueTerms): Promise<QueueAnswer> {
  const failed: QueueMessage[] = []
  for (const message of messages) {
    const mustWait = terms.stop.aborted || (isFifo(message) && failed.length > 0)
    if (mustWait || !(await isRead(message, terms))) failed.push(message)
  }
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
}

const isFifo = ({ eventSourceARN = '' }: QueueMessage): boolean => eventSourceARN.endsWith('.fifo')

async function isRead({ messageId, body }: QueueMessage, { read, log }: QueueTerms): Promise<boolean> {
  try {
    await read({ Body: body })
    return true
  } catch (thrown) {
    log('a message goes back to its queue', { id: messageId, reason: isLogferryError(thrown) ? thrown.message : messageOf(thrown) })
    return false
  }
}
