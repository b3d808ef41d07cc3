import { defineSource, LogferryError } from '../../core/index.ts'
import { countOutcomes, describeRetries } from '../outcome-counts.ts'
import { decodeSubscription, isSubscription } from './decode.ts'

export { decodeSubscription } from './decode.ts'

/** A subscription has no partial answer: if anything must be sent again, `read` throws, and the platform sends all of it again. */
export default defineSource({
  name: 'cloudwatch',
  summary: 'Reads what a CloudWatch Logs subscription sends to a Lambda function.',
  options: {
    maxBytes: {
      type: 'integer',
      description: 'The most bytes that the data of one event may inflate to; a small event can hold a thousand times its size.',
      default: 64 * 1024 * 1024,
      minimum: 1024,
      maximum: 512 * 1024 * 1024,
    },
    region: { type: 'string', description: 'The region that the events count as. Absent: that of the function.', optional: true },
  },
  create: ({ maxBytes, region }) => ({
    accepts: isSubscription,
    async read(trigger, pipeline) {
      const events = decodeSubscription(trigger, maxBytes, region)
      const { outcomes } = events.length === 0 ? { outcomes: [] } : await pipeline.deliver(events)
      const { retry, ...counts } = countOutcomes(outcomes)
      if (retry > 0) throw new LogferryError('LF_NOT_DELIVERED', describeRetries(outcomes))
      return counts
    },
  }),
})
