import { gzipSync } from 'node:zlib'
import type { KinesisBatch, KinesisRecord } from '../../../sources/kinesis/batch.ts'

/** A record as an event source mapping hands it over. */
export const recordOf = (data: string | Uint8Array, sequenceNumber: string): KinesisRecord & Readonly<Record<string, unknown>> => ({
  kinesis: {
    kinesisSchemaVersion: '1.0',
    partitionKey: 'a',
    sequenceNumber,
    data: Buffer.from(data).toString('base64'),
    approximateArrivalTimestamp: 1795345800.123,
  } as KinesisRecord['kinesis'],
  eventSource: 'aws:kinesis',
  eventVersion: '1.0',
  eventID: `shardId-000000000000:${sequenceNumber}`,
  awsRegion: 'eu-central-1',
  eventSourceARN: 'arn:aws:kinesis:eu-central-1:123456789012:stream/slow',
})

export const batchOf = (...data: readonly (string | Uint8Array)[]): KinesisBatch => ({
  Records: data.map((one, i) => recordOf(one, `4959033827149025660855969253836${i}`)),
})

export interface Envelope {
  readonly ids: readonly string[]
  readonly logStream?: string
  readonly messageType?: string
}

export const envelope = ({ ids, logStream = 'shop-1', messageType = 'DATA_MESSAGE' }: Envelope) => ({
  messageType,
  owner: '123456789012',
  logGroup: '/aws/rds/instance/shop-1/slowquery',
  logStream,
  subscriptionFilters: ['slow'],
  logEvents: ids.map((id) => ({ id, timestamp: 1_795_345_800_000, message: `message ${id}` })),
})

export const gzipped = (...envelopes: readonly Envelope[]): Buffer =>
  gzipSync(envelopes.map((one) => JSON.stringify(envelope(one))).join(''))
