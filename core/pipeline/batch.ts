import type { LogRecord } from '../model.ts'
import type { Batch } from '../plan.ts'

/** Cuts records into batches, in order, each within both limits; one record that is larger than `bytes` alone is a batch of its own. */
export function cutBatches(
  records: readonly LogRecord[],
  { records: most, bytes: mostBytes }: Pick<Batch, 'records' | 'bytes'>,
): LogRecord[][] {
  const batches: LogRecord[][] = []
  let batch: LogRecord[] = []
  let bytes = 0
  for (const record of records) {
    const size = mostBytes === Number.POSITIVE_INFINITY ? 0 : Buffer.byteLength(record.text)
    if (batch.length > 0 && (batch.length >= most || bytes + size > mostBytes)) {
      batches.push(batch)
      batch = []
      bytes = 0
    }
    batch.push(record)
    bytes += size
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}
