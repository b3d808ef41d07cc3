import type { Context, Secret } from '../../core/index.ts'
import type { Desk } from './desk.ts'
import { faultOf, httpFault } from './fault.ts'
import { openFetch } from './open-fetch.ts'

const TIMEOUT_MS = 10_000

/**
 * Posts by an incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/): to its own channel, and that is
 * all that it can do.
 */
export function webhookDesk(webhook: Secret, context: Context): Desk {
  return {
    async post(message, _, signal) {
      try {
        const url = await webhook()
        const { channel: __, ...body } = message
        const fetch = openFetch(context, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]))
        const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
        const text = await answer.text()
        return answer.ok ? { channel: 'webhook' } : { ...httpFault(answer.status, text, answer.headers.get('retry-after')) }
      } catch (thrown) {
        return faultOf(thrown, signal)
      }
    },
    check: async () => [
      {
        level: 'ok',
        code: 'LF_SINK_UNFIT',
        detail:
          'an incoming webhook cannot be asked without posting: logferry test-alert does that. It has no pictures, threads and updates',
      },
    ],
  }
}
