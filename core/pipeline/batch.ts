import type { LogRecord } from '../model.ts'
import type { Batch } from '../plan.ts'

export interface BatchCutter {
  /** The batch that is whole now, for this record is the first that does not fit into it. */
  add(record: LogRecord): readonly LogRecord[] | undefined
  /** The last one, however full. */
  end(): readonly LogRecord[] | undefined
}

/** Cuts records into batches, in order, each within both limits; one record that is larger than `bytes` alone is a batch of its own. */
export function batchCutter({ records: most, bytes: mostBytes }: Pick<Batch, 'records' | 'bytes'>): BatchCutter {
  let batch: LogRecord[] = []
  let bytes = 0
  const take = () => {
    const whole = batch.length === 0 ? undefined : batch
    batch = []
    bytes = 0
    return whole
  }
  return {
    add(record) {
      const size = mostBytes === Number.POSITIVE_INFINITY ? 0 : Buffer.byteLength(record.text)
      const whole = batch.length >= most || bytes + size > mostBytes ? take() : undefined
      batch.push(record)
      bytes += size
      return whole
    },
    end: take,
  }
}

export function cutBatches(records: readonly LogRecord[], batch: Pick<Batch, 'records' | 'bytes'>): readonly (readonly LogRecord[])[] {
  const cutter = batchCutter(batch)
  return [...records.map(cutter.add), cutter.end()].filter((whole) => whole !== undefined)
}
