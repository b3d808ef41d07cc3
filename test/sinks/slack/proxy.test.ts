import { expect, test } from 'vitest'
import { examplePicture, instanceOf } from '../../../core/testing/index.ts'
import slack from '../../../sinks/slack/index.ts'
import { proxyTo } from '../opensearch/proxy.ts'
import { recordOf, write } from '../sink.ts'
import { startSlack } from './slack-server.ts'

/** A sink whose way to Slack leads through a proxy. */
async function behindProxy(status = 200) {
  const server = await startSlack()
  const { host, port } = new URL(server.url)
  const proxy = await proxyTo({ [host]: Number(port) }, status)
  const context = { id: 'alerts', now: Date.now, proxyFor: () => proxy.url, log: () => undefined }
  const sink = instanceOf(slack, { url: server.url, token: 'xoxb-good', channel: '#alerts' }, context)
  return { server, proxy, sink, host }
}

test('messages, updates and pictures take the proxy that the environment names', async () => {
  const { server, proxy, sink, host } = await behindProxy()
  const pictures = async () => [examplePicture()]

  const [first] = await write(sink, [recordOf()], { pictures })
  const receipt = first?.status === 'delivered' ? first.receipt : undefined
  await write(sink, [recordOf({ id: 'b', ...(receipt === undefined ? {} : { receipt }) })])

  expect(server.calls).toEqual([
    ...['chat.postMessage', 'files.getUploadURLExternal', 'upload', 'files.completeUploadExternal'],
    ...['chat.update', 'chat.postMessage'],
  ])
  expect(proxy.asked.map(({ target }) => target)).toEqual(server.calls.map(() => host))
  expect(server.messages[0]).toMatchObject({ files: [examplePicture().title], updates: 1 })
})

test('a proxy that refuses is said, and the alert is sent again', async () => {
  const { server, sink } = await behindProxy(403)

  const [outcome] = await write(sink, [recordOf()])

  expect(outcome).toMatchObject({ status: 'retry', code: expect.stringMatching(/^LF_SINK_UN(?:AVAILABLE|FIT)$/) })
  expect(server.calls).toEqual([])
})
