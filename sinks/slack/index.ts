import { type Context, defineSink, fieldOf, type LogRecord } from '../../core/index.ts'
import { folderOf } from '../embedded.ts'
import { apiDesk } from './api-desk.ts'
import type { Desk } from './desk.ts'
import { folderDesk } from './folder-desk.ts'
import { linksOf } from './links.ts'
import { checkedOptions, type SlackOptions, slackOptions } from './options.ts'
import { timesIn } from './time-text.ts'
import { webhookDesk } from './webhook-desk.ts'
import { writeAlerts } from './write.ts'

const MINUTE_MS = 60_000

export default defineSink({
  name: 'slack',
  summary: 'Posts a message per record, with the query, the numbers and pictures. Into a folder it writes the messages it would post.',
  options: slackOptions,
  create: (given, context) => {
    const options = checkedOptions(given)
    const { channelBy, channels = {}, channel = '', links = {}, warn, critical, mention } = options
    const desk = deskOf(options, context)
    const channelOf = ({ fields }: LogRecord): string => {
      const value = channelBy === undefined ? undefined : String(fieldOf(fields, channelBy) ?? '')
      return value !== undefined && Object.hasOwn(channels, value) ? String(channels[value]) : channel
    }
    const terms = {
      ...{ desk, channelOf, timeText: timesIn(options.timeZone), linksOf: linksOf(links) },
      ...{
        maxMessages: options.maxMessages,
        repeats: options.repeats,
        linksAs: options.linksAs,
        resolveAfterMs: options.resolveAfterMinutes * MINUTE_MS,
      },
      ...(warn === undefined ? {} : { warn }),
      ...(critical === undefined ? {} : { critical }),
      ...(mention === undefined ? {} : { mention }),
      log: context.log,
    }
    return {
      // What a branch has in a delivery comes together, so that many become one message.
      batch: { records: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY, inFlight: 1 },
      idempotent: false,
      write: (records, job) => writeAlerts(records, job, terms),
      check: (signal) => desk.check(signal),
    }
  },
})

function deskOf({ url, token, webhook, channel, channels = {} }: SlackOptions, context: Context): Desk {
  if (url?.startsWith('file:')) return folderDesk(folderOf(url))
  if (webhook !== undefined) return webhookDesk(webhook, context)
  const all = [...new Set([channel, ...Object.values(channels).map(String)])].filter((name) => name !== '')
  return apiDesk({ url, token: token as NonNullable<typeof token>, channels: all }, context)
}
