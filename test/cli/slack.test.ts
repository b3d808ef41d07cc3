import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { startSlack } from '../sinks/slack/slack-server.ts'
import { emptyFolder, logferry, MAIN } from './logferry.ts'

const LOG = `# Time: 2026-11-22T11:10:01.847000Z
# User@Host: app[app] @  [10.0.1.7]  Id:     8
# Query_time: 12.400000  Lock_time: 0.000206 Rows_sent: 10  Rows_examined: 3145718
SET timestamp=1795345801;
SELECT * FROM orders WHERE total > 100;
`
const RUN = ['run', '--log-group', '/aws/rds/instance/shop-1/slowquery', 'slow.log']

/** A folder with a log, and a config whose alerts go to this Slack. */
function folderFor(url: string, options: object = {}): string {
  const folder = emptyFolder()
  const config = {
    routes: [
      {
        match: { logGroup: '**' },
        parser: 'mysql-slow',
        transforms: ['fingerprint'],
        to: [{ sink: 'alerts', every: '1h', by: ['Instance', 'Fingerprint'] }],
      },
    ],
    sinks: {
      alerts: { use: 'slack', options: { url, token: '${SLACK_BOT_TOKEN}', channel: '#alerts', ...options } },
      kept: { use: 's3', options: { url: 'file:./kept' } },
    },
    deadLetter: false,
    memory: 'kept',
  }
  writeFileSync(path.join(folder, 'plugins.config.json'), JSON.stringify(config))
  writeFileSync(path.join(folder, 'slow.log'), LOG)
  return folder
}

const env = { SLACK_BOT_TOKEN: 'xoxb-good' }

describe('test-alert', () => {
  test('posts one message that says it is a test, each time', async () => {
    const server = await startSlack()
    const cwd = folderFor(server.url)

    const { status, stdout } = await logferry(['test-alert'], { cwd, env })
    await logferry(['test-alert', 'alerts'], { cwd, env })

    expect({ status, stdout }).toEqual({ status: 0, stdout: `alerts: posted to C1 at ${server.url}\n` })
    expect(server.messages.map(({ text }) => text)).toEqual(
      [1, 2].map(() => expect.stringContaining('a test of logferry: nothing is wrong')),
    )
  })

  test('says what to do in Slack where it cannot', async () => {
    const server = await startSlack({ channels: [{ id: 'C1', name: 'alerts' }] })

    const { status, stderr } = await logferry(['test-alert'], { cwd: folderFor(server.url, { repeats: 'drop' }), env })

    expect(status).toBe(1)
    expect(stderr).toContain('LF_SINK_UNFIT')
    expect(stderr).toContain('alerts: Slack says not_in_channel: invite the app to the channel (/invite @…), or give it chat:write.public')
    expect(stderr).not.toContain('xoxb')
  })
})

test('validate asks Slack, posts nothing, and ends with 1 where no alert would arrive', async () => {
  const server = await startSlack({ scopes: ['channels:read'] })

  const { status, stderr } = await logferry(['validate'], { cwd: folderFor(server.url), env })

  expect(status).toBe(1)
  expect(stderr).toMatch(/^alerts {2}ok {7}the token is that of logferry of Shop$/m)
  expect(stderr).toMatch(
    /^alerts {2}error {4}LF_SINK_DENIED the app has not the scope chat:write, to post: add it, and install the app anew\./m,
  )
  expect(stderr).toMatch(/^alerts {2}warning {2}LF_SINK_DENIED the app has not the scope files:write, for pictures/m)
  expect(server.messages).toEqual([])
})

test('eight processes at once, each with a log of its own, post one message for their one kind of query', async () => {
  const server = await startSlack()
  const cwd = folderFor(server.url)
  const names = Array.from({ length: 8 }, (_, i) => `slow-${i}.log`)
  for (const name of names) writeFileSync(path.join(cwd, name), LOG)

  const ran = await Promise.all(names.map((name) => logferry([...RUN.slice(0, -1), name], { cwd, env })))

  expect(ran.map(({ status }) => status)).toEqual(names.map(() => 0))
  expect(server.messages).toHaveLength(1)
}, 60_000)

test('a run that is killed after Slack took an alert, and before that was noted, posts it once more at the most', async () => {
  const server = await startSlack()
  const cwd = folderFor(server.url)
  server.trouble('chat.postMessage', 'done, then hang')
  const child = spawn(process.execPath, [MAIN, ...RUN], { cwd, env: { PATH: process.env['PATH'], ...env }, stdio: 'ignore' })
  await vi.waitFor(() => expect(server.messages).toHaveLength(1), { timeout: 20_000 })
  child.kill('SIGKILL')
  await once(child, 'close')

  const statuses = []
  for (const _ of [1, 2]) statuses.push((await logferry(RUN, { cwd, env })).status)

  expect(statuses).toEqual([0, 0])
  expect(server.messages).toHaveLength(2)
}, 60_000)
