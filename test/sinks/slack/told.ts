import type { LogRecord } from '../../../core/index.ts'
import { type AlertTerms, alertOf } from '../../../sinks/slack/alert.ts'
import { linksOf } from '../../../sinks/slack/links.ts'
import { type Message, type MessageTerms, messageOf } from '../../../sinks/slack/message.ts'
import { previewOf } from '../../../sinks/slack/preview.ts'
import { timesIn } from '../../../sinks/slack/time-text.ts'

/** What is said of a record, on the defaults of the options. */
export const alertFor = (record: LogRecord, more: Partial<AlertTerms> = {}) =>
  alertOf(record, { timeText: timesIn('UTC'), linksOf: linksOf({}), ...more })

export const messageFor = (record: LogRecord, more: Partial<MessageTerms & AlertTerms> = {}): Message =>
  messageOf(alertFor(record, more), { channel: '#alerts', ...more })

export const previewFor = (record: LogRecord): string => previewOf(messageFor(record), alertFor(record))
