import { describe, test } from 'vitest'
import { sinkSuite } from '../../../core/testing/index.ts'
import slack from '../../../sinks/slack/index.ts'
import { startSlack } from './slack-server.ts'

/** `stored` is not compared: Slack shows twice what is written twice, which the core prevents. */
const open = async () => ({ options: { url: (await startSlack()).url, token: 'xoxb-good', channel: '#alerts' } })

const openSilent = async () => {
  const { url, trouble } = await startSlack()
  trouble('chat.postMessage', 'hang')
  return { options: { url, token: 'xoxb-good', channel: '#alerts' } }
}

describe('slack, over the wire', () => {
  for (const { name, run } of sinkSuite({ plugin: slack, open, openSilent })) test(name, run)
})
