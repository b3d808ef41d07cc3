import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { defineSink, delivered, type Fields, type LogEvent, type LogRecord } from '../../core/index.ts'
import { fakeContext } from '../../core/testing/index.ts'
import mysqlSlow from '../../parsers/mysql-slow/index.ts'
import { folderReader } from '../../replay/folder-reader.ts'
import { replay } from '../../replay/replay.ts'
import s3 from '../../sinks/s3/index.ts'
import { decodeSubscription } from '../../sources/cloudwatch/index.ts'
import { entryCutter } from '../../sources/file/cut.ts'
import { eventsFrom } from '../../sources/file/identity.ts'
import { branchPlan, engineOf, planOf, routePlan, sinkPlan } from '../core/pipeline/world.ts'
import { noTrigger, tempFolder } from './stored.ts'

const SAMPLES = path.resolve(import.meta.dirname, '../samples')

/** An engine with the archive in that folder, raw, and the records that its other sink got, by id. */
function worldOf(folder: string) {
  const records = new Map<string, LogRecord>()
  const keeping = defineSink({
    name: 'keeping',
    summary: 'Keeps what it is given.',
    options: {},
    create: () => ({
      async write(some) {
        for (const record of some) records.set(record.id, record)
        return some.map(() => delivered)
      },
    }),
  })
  const to = [branchPlan('routes[0].to[0]', 'search'), branchPlan('routes[0].to[1]', 'archive', { raw: true })]
  const route = routePlan('routes[0]', '**', to, { parser: { id: 'mysql-slow', plugin: mysqlSlow, options: {} } })
  const archive = sinkPlan('archive', s3, { options: { url: `file:${folder}`, format: 'events', partitions: 'path' }, timeoutMs: 60_000 })
  return { records, ...engineOf(planOf([route], [sinkPlan('search', keeping), archive])) }
}

/** The entries of the sample, some of them in several parts. */
function eventsOfFile(): readonly LogEvent[] {
  const origin = { source: 'file', logGroup: '/aws/rds/instance/shop-1/slowquery', logStream: 'slow.log' }
  const parser = mysqlSlow.create({} as never, fakeContext('parser'))
  const cutter = entryCutter((piece, end) => parser.split?.(piece, end) ?? [], { maxBytes: 400 })
  const eventOf = eventsFrom(origin, '0badcafe')
  const bytes = readFileSync(path.join(SAMPLES, 'quick-start/slow.log'))
  const events: LogEvent[] = []
  for (const entry of cutter.push(bytes)) events.push(eventOf(entry))
  for (const entry of cutter.end(false)) events.push(eventOf(entry))
  return events
}

const extracted = { Query_time: '1.5', note: '{"a":1}' }
const eventsOfLambda = readFileSync(path.join(SAMPLES, 'cloudwatch/mysql-slowquery.lambda-events.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => decodeSubscription(JSON.parse(line), 1e8).map((event, i) => (i % 3 === 0 ? { ...event, extracted } : event)))

test.each([
  ['a file, in small deliveries', () => Array.from({ length: 60 }, (_, i) => eventsOfFile().slice(i * 3, i * 3 + 3))],
  ['subscriptions', () => eventsOfLambda],
])('what was archived raw of %s gives the very records again when it is replayed', async (_, deliveriesOf) => {
  const folder = tempFolder()
  const [first, second] = [worldOf(folder), worldOf(tempFolder())]
  const pipeline = first.engine.pipeline({})
  let carry: Fields = {}
  for (const events of deliveriesOf()) carry = (await pipeline.deliver(events, events[0]?.bytes === undefined ? {} : carry)).carry

  const never = new AbortController().signal
  const { status } = await replay({
    ...{ from: folderReader(folder), wanted: {}, engine: second.engine, own: [], mute: [], tries: 1, waitMs: 1, stop: never, abort: never },
    ...{ delete: false, dryRun: false, now: Date.now, log: () => undefined, read: noTrigger },
  })

  expect(status).toBe('done')
  expect(first.records.size).toBeGreaterThan(20)
  expect(second.records).toEqual(first.records)
})
