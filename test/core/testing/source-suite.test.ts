import {
  defineSource,
  type Fields,
  isLogferryError,
  type LogEvent,
  LogferryError,
  type Outcome,
  type Pipeline,
  type Plugin,
  type Source,
} from '../../../core/index.ts'
import { sourceSuite } from '../../../core/testing/index.ts'
import { type Breach, proveSuite } from './failures.ts'

interface Trigger {
  readonly lines: readonly string[]
}

const isTrigger = (value: unknown): value is Trigger => Array.isArray((value as Trigger | undefined)?.lines)

const eventAt = (message: string, i: number): LogEvent => ({
  id: `line ${i}`,
  time: i,
  message,
  origin: { source: 'toy', logGroup: 'g', logStream: 's' },
})

const PLACE = 'checkpoints/toy'

/** Delivers two lines at a time, in order, and remembers its place. */
const good: Source = {
  accepts: isTrigger,
  async read(trigger, { deliver, memory }, stop) {
    const events = (trigger as Trigger).lines.map(eventAt)
    const fact = await memory.get(PLACE).catch(() => undefined)
    let { at = 0, carry = {} }: { at?: number; carry?: Fields } = JSON.parse(fact?.value ?? '{}')
    for (; at < events.length; at += 2) {
      if (stop.aborted) return { stopped: true }
      const answer = await deliver(events.slice(at, at + 2), carry)
      if (answer.outcomes.some(({ status }) => status === 'retry')) throw new LogferryError('LF_NOT_DELIVERED', 'one at least')
      carry = answer.carry
      await remember(memory, JSON.stringify({ at: at + 2, carry }))
    }
    return { stopped: false }
  },
}

async function remember(memory: Pipeline['memory'], value: string): Promise<void> {
  try {
    await memory.put(PLACE, value, await memory.get(PLACE))
  } catch {
    // The next run reads again what this one read.
  }
}

const plugin = (source: Source | (() => Source)): Plugin<'source'> =>
  defineSource({ name: 'toy', summary: 'Reads lines.', options: {}, create: () => (typeof source === 'function' ? source() : source) })
const but = (change: Partial<Source>) => plugin({ ...good, ...change })

/** The good source, but the pipeline that it sees is another. */
const through = (change: (pipeline: Pipeline) => Partial<Pipeline>) =>
  but({ read: (trigger, pipeline, stop) => good.read(trigger, { ...pipeline, ...change(pipeline) }, stop) })
const withEvents = (change: (event: LogEvent, i: number) => object) =>
  through(({ deliver }) => ({ deliver: (events, carry) => deliver(events.map(change) as readonly LogEvent[], carry) }))
const withOutcomes = (change: (outcome: Outcome, i: number) => Outcome) =>
  through(({ deliver }) => ({
    async deliver(events, carry) {
      const answer = await deliver(events, carry)
      return { ...answer, outcomes: answer.outcomes.map(change) }
    },
  }))

const never = new AbortController().signal
const EVENTS = 'it delivers events'
const AGAIN = 'where one event must be sent again'
const STOP = 'when stop fires'
const breaches: readonly Breach<Plugin<'source'>>[] = [
  ['another kind', 'it is a source', { ...plugin(good), kind: 'sink' as 'source' }],
  ['fields that are undefined', 'it is plain data', { ...plugin(good), fields: undefined as never }],
  ['a create that gives a promise', 'create leaves its options', plugin((async () => good) as never)],
  ['a trigger of its own that it does not know', 'it accepts its trigger', but({ accepts: () => false })],
  ['any trigger that it takes for its own', 'it accepts its trigger', but({ accepts: () => true })],
  ['a trigger that it breaks on', 'it accepts its trigger', but({ accepts: (trigger) => Array.isArray((trigger as Trigger).lines) })],
  ['no event', EVENTS, but({ read: async () => ({ stopped: false }) })],
  ['an event without an id', EVENTS, withEvents((event) => ({ ...event, id: '' }))],
  ['two events with one id', EVENTS, withEvents((event) => ({ ...event, id: 'line' }))],
  ['a message that is bytes', EVENTS, withEvents((event) => ({ ...event, message: Buffer.from(event.message) }))],
  ['a time that is a text', EVENTS, withEvents((event) => ({ ...event, time: '2026-11-22' }))],
  ['an origin without a log stream', EVENTS, withEvents((event) => ({ ...event, origin: { source: 'toy', logGroup: 'g' } }))],
  ['extracted fields that are no texts', EVENTS, withEvents((event) => ({ ...event, extracted: { n: 1 } }))],
  ['an event with more than JSON holds', EVENTS, withEvents((event) => ({ ...event, bytes: { offset: 0n, length: 1 } }))],
  [
    'a read that throws',
    EVENTS,
    but({
      async read(trigger, pipeline) {
        await good.read(trigger, pipeline, never)
        throw new Error('broken')
      },
    }),
  ],
  ['ids by chance', 'read twice', withEvents((event) => ({ ...event, id: crypto.randomUUID() }))],
  [
    'a trigger that it empties',
    'it leaves its trigger',
    but({
      async read(trigger, pipeline, stop) {
        const lines = (trigger as { lines: string[] }).lines.splice(0)
        const answer = await good.read({ lines }, pipeline, stop)
        return answer
      },
    }),
  ],
  [
    'an answer before the deliveries are settled',
    'it answers when its deliveries',
    but({
      async read(trigger, pipeline) {
        pipeline.deliver((trigger as Trigger).lines.map(eventAt))
        return { stopped: false }
      },
    }),
  ],
  [
    'a rejected event that it sends again',
    'what is delivered, dropped or rejected',
    withOutcomes((outcome) => (outcome.status === 'rejected' ? { status: 'retry', code: 'LF_SINK_REFUSED' } : outcome)),
  ],
  ['a retry that it does not see', AGAIN, withOutcomes(() => ({ status: 'delivered' }))],
  ['a retry of the last event that it does not see', AGAIN, withOutcomes((outcome, i) => (i === 0 ? outcome : { status: 'delivered' }))],
  [
    'a place that it remembers too early',
    AGAIN,
    through(({ deliver, memory }) => ({
      async deliver(events, carry) {
        await remember(memory, JSON.stringify({ at: Number(events[0]?.id.slice(5)) + 2 }))
        return deliver(events, carry)
      },
    })),
  ],
  [
    'a carry that it makes up',
    'it hands the carry on',
    through(({ deliver }) => ({ deliver: (events, carry) => deliver(events, { ...carry, own: true }) })),
  ],
  [
    'a memory that it cannot do without',
    'a memory that fails',
    through(({ deliver, memory }) => ({
      async deliver(events, carry) {
        await memory.put('checkpoints/other', '', await memory.get('checkpoints/other'))
        return deliver(events, carry)
      },
    })),
  ],
  [
    'a stop before the start after which nothing is sent again',
    'when stop has fired before',
    but({ read: async (trigger, pipeline, stop) => (stop.aborted ? { stopped: false } : good.read(trigger, pipeline, stop)) }),
  ],
  ['a stop that it does not hear', STOP, but({ read: (trigger, pipeline) => good.read(trigger, pipeline, never) })],
  [
    'a stop that does not wait for what is under way',
    STOP,
    but({
      read: (trigger, pipeline, stop) =>
        Promise.race([
          good.read(trigger, pipeline, stop),
          new Promise((resolve) => stop.addEventListener('abort', () => resolve({ stopped: true }))),
        ]),
    }),
  ],
  [
    'a stop after which nothing is sent again',
    STOP,
    but({ read: async (trigger, pipeline, stop) => ({ ...((await good.read(trigger, pipeline, stop)) as object), stopped: false }) }),
  ],
]

const open = () => ({ trigger: { lines: ['a', 'b', 'c', 'd', 'e', 'f'] } })
proveSuite(
  (plugin) =>
    sourceSuite({
      plugin,
      open,
      isSentAgain: ({ value, thrown }) =>
        (value as { stopped?: boolean } | undefined)?.stopped === true || (isLogferryError(thrown) && thrown.code === 'LF_NOT_DELIVERED'),
    }),
  plugin(good),
  breaches,
)
