import type { LogEvent, LogRecord, Origin, Picture } from '../model.ts'

const origin: Origin = { source: 'example', logGroup: '/aws/rds/instance/shop-1/slowquery', logStream: 'shop-1' }

/** A log event with that message, as CloudWatch brings it. */
export const exampleEvent = (message: string, more: Partial<LogEvent> = {}): LogEvent => ({
  id: 'example',
  time: 1_795_345_800_000,
  message,
  origin,
  ...more,
})

/** A record of a slow query. */
export const exampleRecord = (more: Partial<LogRecord> = {}): LogRecord => ({
  id: 'example',
  time: 1_795_345_800_000,
  text: '# Query_time: 7.5\nSELECT 1;',
  origin,
  fields: { Engine: 'mysql', Instance: 'shop-1', User: 'app', Query_time: 7.5, Rows_sent: 1, Query: 'SELECT 1' },
  ...more,
})

/** One pixel. */
export const examplePicture = (title = 'CPU of shop-1'): Picture => ({ title, png: Buffer.from(PIXEL, 'base64') })

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
