import { expect, test } from 'vitest'
import { instanceOf } from '../../../core/testing/index.ts'
import slack from '../../../sinks/slack/index.ts'

const GOOD = { url: 'https://slack.com/api/', token: 'xoxb-a', channel: '#alerts' }
const faultOf = (options: object) => {
  try {
    instanceOf(slack, { ...options })
    return undefined
  } catch (thrown) {
    const { code, detail, at } = thrown as { readonly code: string; readonly detail: string; readonly at?: readonly string[] }
    return `${code} ${at?.join('.')}: ${detail}`
  }
}

test.each([
  GOOD,
  { ...GOOD, url: 'file:out', token: '' },
  { webhook: 'https://hooks.slack.com/services/T/B/x' },
  { ...GOOD, mention: 'S0123ABCD', timeZone: 'Asia/Seoul' },
])('%j is well', (options) => {
  expect(faultOf(options)).toBeUndefined()
})

test.each([
  [{ ...GOOD, url: 'http://slack.com/api/' }, 'LF_OPTION_INVALID url: must be https://slack.com/api/, or file:<folder>'],
  [{ ...GOOD, url: 'https://slack.com/api' }, 'LF_OPTION_INVALID url: must be https://slack.com/api/, or file:<folder>'],
  [{ ...GOOD, url: 'https://user:pass@slack.com/api/' }, 'LF_OPTION_INVALID url: must be https://slack.com/api/, or file:<folder>'],
  [{ channel: '#a' }, 'LF_OPTION_INVALID url: must be https://slack.com/api/, or file:<folder>'],
  [{ url: GOOD.url, channel: '#a' }, 'LF_OPTION_INVALID token: is missing: without it Slack takes nothing'],
  [{ url: GOOD.url, token: 'x' }, 'LF_OPTION_INVALID channel: must name a channel'],
  [{ ...GOOD, webhook: 'https://hooks.slack.com/x' }, 'LF_OPTION_INVALID webhook: is given beside a `url`: one of them'],
  [{ ...GOOD, channelBy: 'Instance' }, 'LF_OPTION_INVALID channelBy: goes with `channels`'],
  [{ ...GOOD, channelBy: 'Instance', channels: { a: 5 } }, 'LF_OPTION_INVALID channels.a: must be a text'],
  [{ ...GOOD, links: { Run: 'javascript:x' } }, 'LF_OPTION_INVALID links.Run: must begin with https://'],
  [{ ...GOOD, mention: '@here' }, 'LF_OPTION_INVALID mention: must be `here`, `channel`, or an id such as U0123ABCD'],
  [{ ...GOOD, timeZone: 'Mars' }, 'LF_OPTION_INVALID timeZone: must be UTC or a zone such as Asia/Seoul'],
])('%j is refused, with its place', (options, fault) => {
  expect(faultOf(options)).toBe(fault)
})
