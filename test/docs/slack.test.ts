import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { instanceOf } from '../../core/testing/index.ts'
import { faultOf } from '../../sinks/slack/fault.ts'
import slack from '../../sinks/slack/index.ts'

const page = readFileSync(new URL('../../docs/slack.md', import.meta.url), 'utf8')
/** The JSON of the page, each block as the value of an object. */
const examples = [...page.matchAll(/^ *```json\n([\s\S]*?)^ *```/gm)].map(([, text = '']) =>
  JSON.parse(text.trim().startsWith('"') ? `{${text}}` : text),
)

test('the options of the page are ones that the sink takes', () => {
  const { alerts } = examples.find((example) => 'alerts' in example) ?? {}
  const { links } = examples.find((example) => 'links' in example) ?? {}

  expect(alerts.use).toBe('slack')
  expect(Object.keys(links)).toEqual(['Runbook', 'Dashboards'])
  expect(() => instanceOf(slack, { ...alerts.options, links })).not.toThrow()
})

test('the sink knows each answer of Slack that the table names', () => {
  const rows = page.slice(page.indexOf('## What Slack answers')).matchAll(/^\| (?!answer|---)([^|]*)\|/gm)
  const errors = [...rows].flatMap(([, first = '']) => [...first.matchAll(/`([a-z]+_[a-z_]+)`/g)].map(([, error]) => error))
  const ofAnUpdate = ['message_not_found', 'edit_window_closed', 'cant_update_message']

  const details = errors
    .filter((error) => !ofAnUpdate.includes(String(error)))
    .map((error) => faultOf({ code: 'slack_webapi_platform_error', data: { error } }, new AbortController().signal).detail)

  expect(details.length).toBeGreaterThan(20)
  expect(details.filter((detail) => detail.includes('look the word up'))).toEqual([])
})
