import pLimit from 'p-limit'
import { describe, expect, test } from 'vitest'
import type { LogRecord } from '../../../core/index.ts'
import { type Destination, writeAll } from '../../../core/pipeline/write.ts'
import { describeWithServer } from '../../servers/describe-with-server.ts'
import { opensearch as fetched } from '../../servers/opensearch.mjs'
import { recordOf, write } from '../sink.ts'
import { openSink } from './open-sink.ts'
import { realServer } from './real.ts'

describeWithServer(fetched.name, (folder) => {
  const real = realServer(folder, {
    'http.max_content_length': '1mb',
    'thread_pool.write.size': 1,
    'thread_pool.write.queue_size': 1,
  })

  /** As the core writes to a sink of a config. */
  const writeThrough = (to: Destination, records: readonly LogRecord[]) =>
    writeAll(to, records, { signal: new AbortController().signal, pictures: async () => [], now: Date.now, random: Math.random })
  const destination = (options: Readonly<Record<string, unknown>>, batch: Destination['batch']): Destination => {
    const { sink } = openSink(real.url, options)
    return { id: 'search', sink, batch, retry: { attempts: 100, baseMs: 50, capMs: 200 }, timeoutMs: 30_000, limit: pLimit(batch.inFlight) }
  }

  describe('a body that is larger than the server takes', () => {
    test('is halved until it passes, and a document that is larger alone is rejected', async () => {
      const to = destination({ index: 'large' }, { records: 1000, bytes: 50e6, inFlight: 2 })
      const records = Array.from({ length: 30 }, (_, i) => recordOf({ id: String(i), text: 'x'.repeat(i === 17 ? 1_200_000 : 120_000) }))

      const outcomes = await writeThrough(to, records)

      expect(outcomes.map(({ status }) => status)).toEqual(records.map((_, i) => (i === 17 ? 'rejected' : 'delivered')))
      expect(outcomes[17]).toMatchObject({ code: 'LF_SINK_TOO_LARGE' })
      expect((await real.documents('large')).map(({ _id }) => Number(_id)).sort((a, b) => a - b)).toEqual(
        records.map((_, i) => i).filter((i) => i !== 17),
      )
    })
  })

  describe('a server whose queue is full', () => {
    const records = Array.from({ length: 400 }, (_, i) => recordOf({ id: String(i), fields: { Shard: i % 12 } }))
    const options = { index: 'busy-{Shard}' }

    test('says so of some documents, which wait, and the others are stored', async () => {
      await Promise.all(Array.from({ length: 12 }, (_, i) => real.ask('PUT', `/busy-${i}`)))

      const outcomes = await write(openSink(real.url, options).sink, records)

      const waiting = outcomes.filter(({ status }) => status === 'retry')
      expect(waiting.length).toBeGreaterThan(0)
      expect(waiting[0]).toEqual({
        status: 'retry',
        code: 'LF_SINK_UNAVAILABLE',
        detail: 'HTTP 429, rejected_execution_exception: rejected execution of',
      })
      expect(await real.documents('busy-*')).toHaveLength(400 - waiting.length)
    })

    test('gets them again until all are there, each once', async () => {
      const outcomes = await writeThrough(destination(options, { records: 50, bytes: 1e6, inFlight: 2 }), records)

      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['delivered']))
      expect((await real.documents('busy-*')).map(({ _id }) => Number(_id)).sort((a, b) => a - b)).toEqual(records.map((_, i) => i))
    })
  })
})
