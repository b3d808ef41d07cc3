import { hash } from 'node:crypto'
import type { LogRecord } from '../../core/index.ts'

const HOUR_MS = 60 * 60 * 1000

/** What the processes of the tests write: each batch is several objects of an archive, of several streams and hours. */
export const batches: readonly (readonly LogRecord[])[] = Array.from({ length: 40 }, (_, batch) =>
  Array.from({ length: 200 }, (_, i) => ({
    id: `${batch}-${i}`,
    time: 1_795_345_801_847 + (i % 4) * HOUR_MS,
    text: `SELECT ${batch}, ${i}, '${hash('sha512', `${batch} ${i}`)}';`,
    origin: { source: 'file', logGroup: '/aws/rds/instance/shop-1/slowquery', logStream: `shop-${i % 3}` },
    fields: { Query_time: i },
  })),
)
