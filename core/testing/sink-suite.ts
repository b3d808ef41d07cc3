import assert from 'node:assert/strict'
import { ERRORS, isLogferryError } from '../errors.ts'
import type { LogRecord, Outcome } from '../model.ts'
import type { Job, Plugin, Sink } from '../plugin.ts'
import type { Case } from './case.ts'
import { examplePicture, exampleRecord } from './example.ts'
import { fakeJob } from './fake-job.ts'
import { freeze } from './freeze.ts'
import { instanceOf } from './instance.ts'
import { junkRecords } from './junk.ts'
import { memoryCases } from './memory-suite.ts'
import { outcomeFault } from './outcome-fault.ts'
import { type Opened, pluginCases } from './plugin-cases.ts'
import { SOON_MS, settle } from './settle.ts'

/** A destination that nobody else uses, and the options that lead a sink there. */
export interface Destination extends Opened {
  /** All that lies there, as a value to compare. */
  readonly stored?: () => unknown
}

export interface SinkTerms {
  readonly plugin: Plugin<'sink'>
  /** Opens a new, empty destination that takes every record of `records`. */
  readonly open: () => Destination | Promise<Destination>
  /** Absent: three records of slow queries. */
  readonly records?: readonly LogRecord[]
  /** A record that the sink must reject, if there is such. */
  readonly refused?: LogRecord
  /** Opens a destination that never answers, if there is such. */
  readonly openSilent?: () => Destination | Promise<Destination>
}

const EXAMPLES = ['one', 'two', 'three'].map((id) => exampleRecord({ id }))

/** The contract of a sink, and of its memory, if it has one. */
export function sinkSuite({ plugin, open, records = EXAMPLES, refused, openSilent }: SinkTerms): readonly Case[] {
  const good = freeze(structuredClone(records))
  const never = new AbortController().signal
  const sinkCase = (name: string, run: (sink: Sink, to: Destination) => Promise<void>, from = open): Case => ({
    name,
    async run() {
      const to = await from()
      try {
        await run(instanceOf(plugin, to.options), to)
      } finally {
        await to.close?.()
      }
    },
  })

  return [
    ...pluginCases('sink', plugin, open),
    sinkCase('it answers with one outcome per record', async (sink) => {
      assert.deepEqual(await writeAll(sink, good), allDelivered(good))
      assert.deepEqual(await writeAll(sink, []), [])
    }),
    ...(refused === undefined
      ? []
      : [
          sinkCase('it answers in the order of the records', async (sink) => {
            const some = [...good.slice(0, 1), freeze(structuredClone(refused)), ...good.slice(1)]
            for (const list of [some, some.toReversed()]) {
              const expected: readonly string[] = list.map(({ id }) => (id === refused.id ? 'rejected' : 'delivered'))
              assert.deepEqual(await writeAll(sink, list), expected)
            }
          }),
        ]),
    sinkCase('it leaves the records as they are', async (sink) => {
      const given = structuredClone(good)
      await writeAll(sink, given)
      assert.deepEqual(given, good)
    }),
    sinkCase('it breaks on no record, however odd: what it cannot take it rejects', async (sink) => {
      for (const record of junkRecords) {
        const what = JSON.stringify(record).slice(0, 200)
        const { value, thrown } = await settle(() => sink.write([freeze(structuredClone(record))], fakeJob()), what)
        if (thrown === undefined) checkAnswer(value, 1, what)
        else assert.ok(isLogferryError(thrown), `it broke on ${what}: ${thrown}`)
      }
    }),
    sinkCase('it takes the same records again, and keeps them once, unless it says that it is not idempotent', async (sink, { stored }) => {
      await writeAll(sink, good)
      const before = await stored?.()
      assert.deepEqual(await writeAll(sink, good, fakeJob({ attempt: 2 })), allDelivered(good))
      if (sink.idempotent !== false) assert.deepEqual(await stored?.(), before)
    }),
    sinkCase('writes at the same time get each its own answer', async (sink) => {
      const answers = await Promise.all(good.map((record) => writeAll(sink, [record])))
      assert.deepEqual(answers.flat(), allDelivered(good))
    }),
    sinkCase('it takes records that have pictures', async (sink) => {
      const job = fakeJob({ pictures: async () => [examplePicture(), examplePicture('A picture / with an odd name?')] })
      assert.deepEqual(await writeAll(sink, good, job), allDelivered(good))
    }),
    sinkCase('it answers, or throws, when the signal has fired before', async (sink) => {
      const write = () => sink.write(good.slice(0, 1), fakeJob({ signal: AbortSignal.abort() }))
      const { value, thrown } = await settle(write, 'a write after the signal', SOON_MS)
      if (thrown === undefined) checkAnswer(value, 1, 'after the signal')
    }),
    ...(openSilent === undefined
      ? []
      : [
          sinkCase(
            'the signal ends a write that gets no answer, and it does not count as delivered',
            async (sink) => {
              const write = () => sink.write(good.slice(0, 1), fakeJob({ signal: AbortSignal.timeout(100) }))
              const { value } = await settle(write, 'a write without an answer, after the signal', SOON_MS)
              assert.notEqual(value?.[0]?.status, 'delivered')
            },
            openSilent,
          ),
        ]),
    sinkCase('check says what it found, and leaves the destination as it is', async (sink, { stored }) => {
      const before = await stored?.()
      for (const { level, code, detail } of (await sink.check?.(never)) ?? []) {
        const isFinding = ['ok', 'warning', 'error'].includes(level) && Object.hasOwn(ERRORS, code) && detail !== ''
        assert.ok(isFinding, `${level} ${code} ${detail}`)
      }
      assert.deepEqual(await stored?.(), before)
    }),
    sinkCase('it can be closed before any write, and twice', async (sink) => {
      await sink.close?.(never)
      await sink.close?.(never)
    }),
    sinkCase('it has written everything when it answers: close adds nothing', async (sink, { stored }) => {
      await writeAll(sink, good)
      const before = await stored?.()
      await sink.close?.(never)
      await sink.close?.(never)
      assert.deepEqual(await stored?.(), before)
    }),
    ...memoryCases.map(({ name, run }) =>
      sinkCase(name, async ({ memory }) => {
        if (memory !== undefined) await run(memory)
      }),
    ),
  ]
}

/** Writes in batches as the sink wishes. The statuses, in order. */
async function writeAll(sink: Sink, records: readonly LogRecord[], job: Job = fakeJob()): Promise<readonly Outcome['status'][]> {
  const most = Math.max(1, Math.min(sink.batch?.records ?? records.length, records.length))
  const statuses: Outcome['status'][] = []
  for (let at = 0; at === 0 || at < records.length; at += most) {
    const batch = records.slice(at, at + most)
    const answer = await sink.write(batch, job)
    checkAnswer(answer, batch.length, `of ${batch.length} records`)
    statuses.push(...answer.map(({ status }) => status))
  }
  return statuses
}

function checkAnswer(answer: unknown, length: number, what: string): asserts answer is readonly Outcome[] {
  assert.ok(Array.isArray(answer), `${what}: the answer is no list`)
  assert.equal(answer.length, length, `${what}: there are ${answer.length} outcomes`)
  for (const outcome of answer) assert.equal(outcomeFault(outcome), undefined, what)
}

const allDelivered = (records: readonly LogRecord[]) => records.map(() => 'delivered')
