import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../../core/config/load.ts'
import type { LogEvent } from '../../core/index.ts'
import { start } from '../../core/start.ts'
import { balances, type Ledger } from '../../core/telemetry.ts'
import { parsers } from '../../parsers/index.ts'
import { sinks } from '../../sinks/index.ts'
import { filesIn, gunzipped, parseLines, TIME, tempFolder } from './sink.ts'

const config = {
  routes: [
    {
      match: { logGroup: '**' },
      parser: 'mysql-slow',
      to: ['search', { sink: 'archive', raw: true }, { sink: 'alerts', when: { Query_time: { gt: 5 } }, every: '1h', by: ['Instance'] }],
    },
  ],
  sinks: {
    search: { use: 'opensearch', options: { url: 'file:./search' } },
    archive: { use: 's3', options: { url: 'file:./archive', format: 'text' } },
    dead: { use: 's3', options: { url: 'file:./dead' } },
    alerts: { use: 'slack', options: { url: 'file:./slack', channel: '#alerts' } },
  },
  deadLetter: 'dead',
  memory: 'archive',
}

const slowQuery = (id: string, seconds: number, minute = 0): LogEvent => ({
  id,
  time: TIME + minute * 60_000,
  message: `# Time: 2026-11-22T11:10:01.847178Z\n# User@Host: app[app] @ localhost []  Id:   107\n# Query_time: ${seconds}  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1\nSET timestamp=1795345801;\nSELECT ${seconds};`,
  origin: { source: 'cloudwatch', logGroup: '/aws/rds/instance/shop-1/slowquery', logStream: 'shop-1', account: '123456789012' },
})

/** A new engine each time, as after a restart. */
async function deliver(folder: string, events: readonly LogEvent[]) {
  const { plan, problems } = await loadConfig({ value: config, folder, env: {}, builtins: [...parsers, ...sinks], plugins: [] })
  if (plan === undefined) throw new Error(JSON.stringify(problems))
  const ledgers: Ledger[] = []
  const engine = start(plan, {
    now: Date.now,
    random: Math.random,
    proxyFor: () => undefined,
    log: () => undefined,
    secret: async () => '',
    ledger: (ledger) => void ledgers.push(ledger),
  })
  const { outcomes } = await engine.pipeline({}).deliver(events)
  await engine.close(new AbortController().signal)
  const [ledger] = ledgers as [Ledger]
  expect(balances(ledger)).toBe(true)
  return { outcomes, alerts: ledger.branches['routes[0].to[2]'] }
}

const contents = (folder: string) =>
  filesIn(folder)
    .filter((file) => !file.includes('_logferry'))
    .map((file) => [file, readFileSync(join(folder, file), 'base64')])

test('one config fills search, archive, dead letter and alerts, and a second delivery changes none of them', async () => {
  const folder = tempFolder()
  const tooLong = 'x'.repeat(600)
  const events = [slowQuery('1', 12.5), slowQuery('2', 0.5), slowQuery(tooLong, 1), slowQuery('3', 7.5, 1)]

  const first = await deliver(folder, events)
  const before = contents(folder)
  const second = await deliver(folder, events)

  expect(first.outcomes.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'rejected', 'delivered'])
  expect(second.outcomes).toEqual(first.outcomes)
  expect(contents(folder)).toEqual(before)
  const search = filesIn(join(folder, 'search')).flatMap((file) => parseLines(readFileSync(join(folder, 'search', file), 'utf8')))
  expect(search.flatMap((line) => line['@id'] ?? [])).toEqual(['1', '2', '3'])
  const archive = filesIn(join(folder, 'archive')).filter((file) => file.endsWith('.log.gz'))
  expect(archive.map((file) => gunzipped(join(folder, 'archive'), file).toString())).toEqual([
    events.map(({ message }) => `${message}\n`).join(''),
  ])
  const dead = filesIn(join(folder, 'dead')).flatMap((file) => parseLines(gunzipped(join(folder, 'dead'), file)))
  expect(dead).toMatchObject([{ id: tooLong, refused: { sink: 'search', branch: 'routes[0].to[0]', code: 'LF_SINK_NAME_INVALID' } }])
  expect(filesIn(join(folder, 'slack')).map((file) => file.replace(/^.*\./, '.'))).toEqual(['.json', '.txt'])
})

test('what an alert held back is said in the next, by another process an hour later', async () => {
  const folder = tempFolder()

  await deliver(folder, [slowQuery('1', 12.5)])
  const held = await deliver(folder, [slowQuery('2', 12.5, 10), slowQuery('3', 12.5, 20)])
  await deliver(folder, [slowQuery('4', 12.5, 61)])

  expect(held.alerts).toMatchObject({ offered: 2, delivered: 0, dropped: 2, heldBack: 2 })
  const texts = filesIn(join(folder, 'slack')).filter((file) => file.endsWith('.txt'))
  expect(texts).toHaveLength(2)
  expect(readFileSync(join(folder, 'slack', String(texts[1])), 'utf8')).toMatch(/^Held back +2 or more like it since the last message$/m)
})
