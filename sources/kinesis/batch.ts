/** What an event source mapping of Kinesis hands a function, https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export interface KinesisBatch {
  readonly Records: readonly KinesisRecord[]
}

export interface KinesisRecord {
  readonly eventSource: 'aws:kinesis'
  readonly awsRegion?: string
  readonly kinesis: { readonly data: string; readonly sequenceNumber: string }
}

export function isKinesisBatch(trigger: unknown): trigger is KinesisBatch {
  const records = (trigger as Partial<KinesisBatch> | null | undefined)?.Records
  return Array.isArray(records) && records.length > 0 && records.every(isRecord)
}

const isRecord = (record: Partial<KinesisRecord> | null): boolean =>
  record?.eventSource === 'aws:kinesis' && typeof record.kinesis?.data === 'string' && typeof record.kinesis.sequenceNumber === 'string'
