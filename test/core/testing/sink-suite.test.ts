import { onTestFinished } from 'vitest'
import { type Context, defineSink, delivered, type LogRecord, type Outcome, type Plugin, rejected, type Sink } from '../../../core/index.ts'
import { localMemory } from '../../../core/pipeline/guarded-memory.ts'
import { exampleRecord, faultyMemory, faultySink, type SinkFault, sinkSuite } from '../../../core/testing/index.ts'
import { type Breach, proveSuite } from './failures.ts'

const until = (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

/** What lies at each place; the place called `silent` never answers. */
const places = new Map<string, Map<string, string>>()

const good: Plugin<'sink'> = defineSink({
  name: 'toy',
  summary: 'Keeps records by id.',
  options: { place: { type: 'string', description: 'Where.' } },
  create: ({ place }) => ({
    batch: { records: 2 },
    memory: localMemory(),
    async write(records, { signal, pictures }) {
      if (place === 'silent') return until(signal)
      for (const record of records) await pictures(record)
      return records.map((record) => {
        if (record.fields['bad'] === true) return rejected('LF_SINK_REFUSED', 'it is bad')
        places.get(place)?.set(record.id, JSON.stringify(record))
        return delivered
      })
    },
    async check() {
      return [{ level: 'ok', code: 'LF_SINK_UNAVAILABLE', detail: 'it is there' }]
    },
    async close() {},
  }),
})

const but = (change: (sink: Sink, place: Map<string, string>, context: Context) => Partial<Sink>): Plugin<'sink'> => ({
  ...good,
  create(options: { readonly place: string }, context) {
    const sink = good.create(options as never, context)
    return { ...sink, ...change(sink, places.get(options.place) ?? new Map(), context) }
  },
})
const withAnswer = (change: (outcomes: readonly Outcome[], records: readonly LogRecord[]) => unknown) =>
  but(({ write }) => ({ write: async (records, job) => change(await write(records, job), records) as readonly Outcome[] }))
const withOutcome = (outcome: object) => withAnswer((outcomes) => outcomes.map(() => outcome))
/** A sink of the published fakes, which keeps nothing at a place. */
const faulty = (fault: SinkFault): Plugin<'sink'> => ({
  ...good,
  create: () => faultySink({ fault }).plugin.create({} as never, {} as never),
})

const ANSWER = 'it answers with one outcome per record'
const breaches: readonly Breach<Plugin<'sink'>>[] = [
  ['another kind', 'it is a sink', { ...good, kind: 'parser' as 'sink' }],
  [
    'options that hold a function',
    'it is plain data',
    { ...good, options: { place: { ...good.options['place'], check: () => true } as never } },
  ],
  [
    'a create that starts a timer',
    'create leaves its options',
    but(() => {
      const timer = setInterval(() => undefined, 1000)
      onTestFinished(() => clearInterval(timer))
      return {}
    }),
  ],
  ['an outcome too many', ANSWER, faulty('too many')],
  ['an outcome too few', ANSWER, faulty('too few')],
  ['a write that throws', ANSWER, faulty('throws')],
  ['no list', ANSWER, withAnswer(() => undefined)],
  ['an outcome of no known status', ANSWER, withOutcome({ status: 'ok' })],
  ['a code that is not in the table', ANSWER, withOutcome({ status: 'retry', code: 'HTTP_503' })],
  ['a wait that is no number', ANSWER, withOutcome({ status: 'retry', code: 'LF_SINK_UNAVAILABLE', retryAfterMs: Number.NaN })],
  ['a drop without a reason', ANSWER, withOutcome({ status: 'dropped' })],
  ['a detail that is an error', ANSWER, withOutcome({ status: 'rejected', code: 'LF_SINK_REFUSED', detail: new Error('no') })],
  ['a receipt that JSON loses', ANSWER, withOutcome({ ...delivered, receipt: new Map() })],
  ['an outcome for no record', ANSWER, withAnswer((outcomes, records) => (records.length === 0 ? [delivered] : outcomes))],
  ['rejections first', 'it answers in the order', withAnswer((outcomes) => outcomes.toSorted((a, b) => b.status.localeCompare(a.status)))],
  [
    'a record that it marks',
    'it leaves the records',
    but(({ write }) => ({
      write(records, job) {
        for (const record of records) Object.assign(record, { seen: true })
        return write(records, job)
      },
    })),
  ],
  [
    'fields that it breaks on',
    'it breaks on no record',
    withAnswer((outcomes, records) => records.every(({ fields }) => (fields['Query'] as string).trim()) && outcomes),
  ],
  [
    'a record that comes twice and lies there twice',
    'it takes the same records again',
    but((_, place) => ({
      async write(records) {
        for (const record of records) place.set(`${place.size}`, record.id)
        return records.map(() => delivered)
      },
    })),
  ],
  [
    'a record that comes twice and is rejected',
    'it takes the same records again',
    but(({ write }, place) => ({
      async write(records, job) {
        const there = records.filter(({ id }) => place.has(id))
        return there.length > 0 ? records.map(() => rejected('LF_SINK_REFUSED')) : write(records, job)
      },
    })),
  ],
  [
    'two writes that share an answer',
    'writes at the same time',
    but(({ write }) => {
      let answer: readonly Outcome[] = []
      return {
        async write(records, job) {
          answer = []
          const outcomes = await write(records, job)
          answer = [...answer, ...outcomes]
          await new Promise(setImmediate)
          return answer
        },
      }
    }),
  ],
  [
    'a title that it breaks on',
    'it takes records that have pictures',
    but(({ write }) => ({
      async write(records, job) {
        for (const record of records)
          for (const { title } of await job.pictures(record)) if (title.includes('/')) throw new Error('no such folder')
        return write(records, job)
      },
    })),
  ],
  [
    'a signal that it never looks at',
    'it answers, or throws, when the signal',
    but(({ write }) => ({ write: (records, job) => (job.signal.aborted ? until(new AbortController().signal) : write(records, job)) })),
  ],
  [
    'a signal that it does not hear',
    'the signal ends a write',
    but(({ write }) => ({ write: (records, job) => write(records, { ...job, signal: new AbortController().signal }) })),
  ],
  [
    'a write that got no answer, and counts as delivered',
    'the signal ends a write',
    but(({ write }) => ({ write: (records, job) => write(records, job).catch(() => records.map(() => delivered)) })),
  ],
  [
    'a finding without a detail',
    'check says what it found',
    but(() => ({ check: async () => [{ level: 'error', code: 'LF_SINK_UNAVAILABLE', detail: '' }] })),
  ],
  [
    'a finding of an unknown code',
    'check says what it found',
    but(() => ({ check: async () => [{ level: 'error', code: 'EACCES' as never, detail: 'no' }] })),
  ],
  [
    'a check that leaves something behind',
    'check says what it found',
    but((_, place) => ({
      async check() {
        place.set('probe', '')
        return []
      },
    })),
  ],
  [
    'a close that breaks without a write',
    'it can be closed before any write',
    but(({ write }) => {
      let connection: { end(): void } | undefined
      return {
        write(records, job) {
          connection = { end: () => undefined }
          return write(records, job)
        },
        close: async () => connection?.end() ?? Promise.reject(new Error('not open')),
      }
    }),
  ],
  [
    'a record that is kept until close',
    'it has written everything',
    but((_, place) => {
      const kept: LogRecord[] = []
      return {
        async write(records) {
          kept.push(...records)
          return records.map(() => delivered)
        },
        async close() {
          for (const { id } of kept) place.set(id, '')
        },
      }
    }),
  ],
  ...[
    'memory: a key that was never put',
    'memory: what is put over nothing',
    'memory: keys do not touch',
    'memory: put over nothing changes nothing',
    'memory: put writes over the fact',
    'memory: delete takes away',
    'memory: after delete',
    'memory: of many that put over nothing',
    'memory: of many that put over the same fact',
    'memory: of put and delete',
  ].map((seenBy): Breach<Plugin<'sink'>> => ['a memory that is down', seenBy, but(() => ({ memory: faultyMemory({ fault: 'throws' }) }))]),
]

let opened = 0
const open = () => {
  const place = `place ${++opened}`
  places.set(place, new Map())
  return { options: { place }, stored: () => Object.fromEntries(places.get(place) ?? []), close: () => places.delete(place) }
}
const openSilent = () => ({ options: { place: 'silent' } })
const refused = exampleRecord({ id: 'bad', fields: { bad: true } })
proveSuite((plugin) => sinkSuite({ plugin, open, openSilent, refused }), good, breaches)
