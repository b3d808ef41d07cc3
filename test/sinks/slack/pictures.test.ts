import { expect, test } from 'vitest'
import { checkOptions } from '../../../core/config/check-options.ts'
import { defineRenderer, type Plugin } from '../../../core/index.ts'
import { examplePicture } from '../../../core/testing/index.ts'
import slack from '../../../sinks/slack/index.ts'
import { branchPlan, engineOf, planOf, routePlan, scripted, sinkPlan } from '../../core/pipeline/world.ts'
import { deliver, slowQuery } from './containers.ts'
import { startSlack } from './slack-server.ts'

const renderer = (name: string, render: () => ReturnType<typeof examplePicture>) =>
  defineRenderer({ name, summary: 's', options: {}, create: () => ({ render: async () => render() }) }) as Plugin<'renderer'>

test('an alert has the pictures of its branch in its thread, and a line for the one that could not be drawn', async () => {
  const server = await startSlack()
  const options = checkOptions(slack, { url: server.url, token: 'xoxb-good', channel: '#alerts' })
  const plugins = [
    renderer('dot', examplePicture),
    renderer('broken', () => {
      throw new Error('there is no <!channel> here')
    }),
  ]
  const pictures = plugins.map(({ name }) => name)
  const plan = planOf(
    [routePlan('r', 'a', [branchPlan('b', 'alerts', { pictures })], { parser: { id: 'scripted', plugin: scripted, options: {} } })],
    [sinkPlan('alerts', slack as Plugin<'sink'>, { options, timeoutMs: 30_000 })],
    { renderers: Object.fromEntries(plugins.map((plugin) => [plugin.name, { id: plugin.name, plugin, options: {} }])) },
  )
  const { engine, ledgers } = engineOf(plan)

  const [outcome] = await deliver(engine, slowQuery('a'))

  expect(outcome?.status).toBe('delivered')
  expect(ledgers[0]?.notes).toEqual({ picturesFailed: 1 })
  expect(server.messages[0]?.files).toHaveLength(1)
  expect(server.messages.slice(1).map(({ text, thread_ts }) => [text, thread_ts])).toEqual([
    ['A picture could not be drawn: `broken: there is no &lt;!channel&gt; here`', server.messages[0]?.ts],
  ])
})
