import assert from 'node:assert/strict'
import type { LogEvent, Outcome } from '../model.ts'
import { delivered, dropped, rejected, retry } from '../outcome.ts'
import { localMemory } from '../pipeline/guarded-memory.ts'
import type { Plugin } from '../plugin.ts'
import type { Case } from './case.ts'
import { eventFault } from './event-fault.ts'
import { type FakePipeline, type FakePipelineTerms, fakePipeline } from './fake-pipeline.ts'
import { faultyMemory } from './faulty-memory.ts'
import { freeze } from './freeze.ts'
import { instanceOf } from './instance.ts'
import { junkTriggers } from './junk.ts'
import { lossInJson } from './lossless.ts'
import { type Opened, pluginCases } from './plugin-cases.ts'
import { type End, settle, turns } from './settle.ts'

/** Something that can be read twice, and the options that lead a source there. */
export interface Readable extends Opened {
  /** What `read` gets; absent where the options say all. */
  readonly trigger?: unknown
}

export interface SourceTerms {
  readonly plugin: Plugin<'source'>
  /** Opens something that holds at least one event. */
  readonly open: () => Readable | Promise<Readable>
  /** Whether, after such an end of `read`, its platform sends again what was not delivered, or the next run reads it again. */
  readonly isSentAgain: (end: End<unknown>) => boolean
}

interface Reading extends Pick<FakePipeline, 'deliveries'> {
  readonly end: End<unknown>
  readonly events: readonly LogEvent[]
}

/** Reads all there is into a fake pipeline. */
type Read = (terms?: FakePipelineTerms, stop?: AbortSignal) => Promise<Reading>

/** The contract of a source. */
export function sourceSuite({ plugin, open, isSentAgain }: SourceTerms): readonly Case[] {
  const sourceCase = (name: string, run: (read: Read, from: Readable) => Promise<void>): Case => ({
    name,
    async run() {
      const from = await open()
      const read: Read = async (terms, stop = new AbortController().signal) => {
        const { pipeline, deliveries, events } = fakePipeline(terms)
        const source = instanceOf(plugin, from.options)
        const end = await settle(() => source.read(from.trigger, pipeline, stop), 'read')
        return { end, deliveries, events: events() }
      }
      try {
        await run(read, from)
      } finally {
        await from.close?.()
      }
    },
  })
  const assertSentAgain = (end: End<unknown>, why: string) => assert.ok(isSentAgain(end), `${why}, and nothing is sent again`)

  return [
    ...pluginCases('source', plugin, open),
    sourceCase('it accepts its trigger, and nothing that is none', async (_, { options, trigger }) => {
      const source = instanceOf(plugin, options)
      if (source.accepts === undefined) return
      assert.equal(source.accepts(trigger), true)
      for (const junk of junkTriggers) assert.equal(source.accepts(junk), false, JSON.stringify(junk))
    }),
    sourceCase(
      'it delivers events, each with an id of its own, a message and an origin, that come back from JSON as they were',
      async (read) => {
        const { end, events } = await read()
        assert.equal(end.thrown, undefined)
        assert.ok(events.length > 0, 'there are no events')
        for (const event of events) assert.equal(eventFault(event), undefined, JSON.stringify(event))
        assert.equal(new Set(events.map(({ id }) => id)).size, events.length, 'two events have the same id')
      },
    ),
    sourceCase('read twice, the events are the same, in the same order', async (read) => {
      assert.deepEqual((await read()).events, (await read()).events)
    }),
    sourceCase('it leaves its trigger as it is', async (read, { trigger }) => {
      // A trigger may hold a stream, say, which lives by being changed.
      if (lossInJson(trigger, 'trigger') !== undefined) return
      const before = structuredClone(trigger)
      await read()
      assert.deepEqual(trigger, before)
      freeze(trigger)
      assert.equal((await read()).end.thrown, undefined)
    }),
    sourceCase('it answers when its deliveries are settled, and not before', async (read) => {
      let pending = 0
      const meanwhile = async () => {
        pending++
        await turns()
        pending--
      }
      await read({ meanwhile })
      assert.equal(pending, 0, 'it answered while a delivery was under way')
    }),
    sourceCase('what is delivered, dropped or rejected is not sent again', async (read) => {
      for (const outcome of [delivered, dropped('no route'), rejected('LF_SINK_REFUSED')]) {
        const { end } = await read({ outcome: () => outcome })
        assert.equal(end.thrown, undefined)
        assert.ok(!isSentAgain(end), `all is ${outcome.status}, and it is sent again`)
      }
    }),
    sourceCase('where one event must be sent again, whichever, it answers so that it is, and the next read delivers it', async (read) => {
      const { events } = await read()
      for (const failed of [events[0], events.at(-1)]) {
        const memory = localMemory()
        const outcome = ({ id }: LogEvent): Outcome => (id === failed?.id ? retry('LF_SINK_UNAVAILABLE', 'on purpose') : delivered)
        assertSentAgain((await read({ memory, outcome })).end, `event ${failed?.id} must be sent again`)
        const again = (await read({ memory })).events
        assert.ok(
          again.some(({ id }) => id === failed?.id),
          `the next read leaves out event ${failed?.id}`,
        )
      }
    }),
    sourceCase('it hands the carry on as it got it, if it does', async (read) => {
      const { deliveries } = await read()
      const known: unknown[] = [undefined, {}]
      let seen = 0
      for (const { events, carry } of deliveries) {
        assert.ok(
          known.some((one) => JSON.stringify(one) === JSON.stringify(carry)),
          `it made up the carry ${JSON.stringify(carry)}`,
        )
        seen = Number(carry?.['seen'] ?? 0) + events.length
        known.push({ seen })
      }
    }),
    sourceCase('a memory that fails costs no event', async (read) => {
      const { events } = await read()
      for (const fault of ['throws', 'loses', 'unsure'] as const) {
        const reading = await read({ memory: faultyMemory({ fault }) })
        assert.deepEqual(reading.events, events, `the memory ${fault}`)
        assert.equal(reading.end.thrown, undefined, `the memory ${fault}`)
      }
    }),
    sourceCase('when stop has fired before, it ends, and what it did not deliver is sent again', async (read) => {
      const { events } = await read()
      const stopped = await read({}, AbortSignal.abort())
      if (stopped.events.length < events.length) assertSentAgain(stopped.end, 'not all is delivered')
    }),
    sourceCase(
      'when stop fires, it waits for what it delivered, reads no further, and what it did not deliver is sent again',
      async (read) => {
        const { events } = await read()
        const stop = new AbortController()
        let late = 0
        let pending = 0
        const meanwhile = async () => {
          if (stop.signal.aborted) late++
          pending++
          await turns()
          stop.abort()
          await turns()
          pending--
        }
        const stopped = await read({ meanwhile }, stop.signal)
        assert.equal(pending, 0, 'it answered while a delivery was under way')
        assert.equal(late, 0, 'it delivered after the signal')
        if (stopped.events.length < events.length) assertSentAgain(stopped.end, 'not all is delivered')
      },
    ),
  ]
}
