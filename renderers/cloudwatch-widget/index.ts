import { defineRenderer, LogferryError } from '../../core/index.ts'
import { zoneOf } from '../zone.ts'
import { checkWidget } from './check-widget.ts'
import { type Ask, openClient } from './client.ts'
import { faultOf } from './fault.ts'
import { widgetOptions } from './options.ts'
import { createPace } from './pace.ts'
import { pngFault } from './png.ts'
import { widgetOf } from './widget-of.ts'

/** What CloudWatch allows an account in a region (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html). */
const PER_SECOND = 20
/** One for all renderers of the process, for they share what is allowed. */
const pace = createPace(PER_SECOND)

export default defineRenderer({
  name: 'cloudwatch-widget',
  summary:
    'Asks CloudWatch for the picture of a metric widget around the time of a record. Needs the right cloudwatch:GetMetricWidgetImage.',
  options: widgetOptions,
  create(options, context) {
    checkWidget(options.widget)
    if (options.timeZone !== undefined) zoneOf(options.timeZone)
    const clients = new Map<string, Promise<Ask>>()
    const clientFor = (region: string | undefined): Promise<Ask> => {
      const key = region ?? ''
      const client = clients.get(key) ?? openClient(region, options.endpoint, context)
      clients.set(key, client)
      return client
    }
    return {
      async render({ subject }, signal) {
        const widget = widgetOf(subject, options)
        const region = options.region ?? (typeof widget['region'] === 'string' ? widget['region'] : subject.origin.region)
        try {
          await pace(signal)
          const ask = await clientFor(region)
          const png = await ask(JSON.stringify(widget), signal)
          const fault = pngFault(png)
          if (png !== undefined && fault === undefined) return { title: widget.title, png }
          throw new LogferryError('LF_PICTURE_FAILED', `CloudWatch sent ${fault}`)
        } catch (thrown) {
          throw faultOf(thrown, signal)
        }
      },
    }
  },
})
