/** What the tests run in a process of its own; see `processes.ts`. It prints one line per thing done. */
import { once } from 'node:events'
import type { LogRecord, Sink } from '../../core/index.ts'
import { claim } from '../../core/pipeline/claims.ts'
import { instanceOf } from '../../core/testing/index.ts'
import opensearch from '../../sinks/opensearch/index.ts'
import s3 from '../../sinks/s3/index.ts'
import { batches } from './batches.ts'

/** Where is said by the job. */
export type ChildWork =
  | {
      /** Writes the batches of `batches.ts`, and says the number of each that is delivered; says `done` when all are. */
      readonly does: 'write'
      readonly sink: 'opensearch' | 's3'
    }
  | {
      /** Waits for a line on stdin, then claims a key over nothing, and says whether it was first. */
      readonly does: 'claim'
      readonly key: string
      readonly value: string
      /** Waits for another line, then claims for this record as the core does for an alert, says `speaks` or `is silent`, and waits to be killed. */
      readonly speak?: { readonly record: LogRecord; readonly until: number }
    }
  | {
      /** Adds one to a fact until it ends or has done so `times`, and says so each time. */
      readonly does: 'count'
      readonly key: string
      readonly times: number
    }

export type ChildJob = ChildWork & { readonly url: string; readonly options?: Readonly<Record<string, unknown>> }

const say = (line: string) => void process.stdout.write(`${line}\n`)

function make(plugin: typeof s3, { url, options }: ChildJob): Sink {
  const context = { id: 'child', now: Date.now, proxyFor: () => undefined, log: () => undefined }
  return instanceOf(plugin, { url, ...options }, context)
}

function memoryOf(job: ChildJob) {
  const { memory } = make(s3, job)
  if (memory === undefined) throw new Error('no memory')
  return memory
}

async function run(job: ChildJob): Promise<void> {
  if (job.does === 'write') {
    const sink = make(job.sink === 's3' ? s3 : opensearch, job)
    for (const [i, batch] of batches.entries()) {
      const terms = { signal: new AbortController().signal, attempt: 1, pictures: async () => [] }
      const outcomes = await sink.write(batch, terms)
      const failed = outcomes.find(({ status }) => status !== 'delivered')
      say(failed === undefined ? String(i) : JSON.stringify(failed))
    }
    say('done')
  }
  if (job.does === 'claim') {
    const memory = memoryOf(job)
    const { key, value, speak } = job
    // The race is between claims, and not between those who load what they need.
    await untilItAnswers(() => memory.get(key))
    say('ready')
    await once(process.stdin, 'data')
    say(String(await memory.put(key, value)))
    if (speak !== undefined) {
      await once(process.stdin, 'data')
      const group = { key: `${key}/alert`, records: [speak.record] }
      const answer = await claim(group, {
        memory,
        everyMs: 3_600_000,
        now: Date.now,
        until: speak.until,
        signal: new AbortController().signal,
        note: say,
      })
      say(answer.record === undefined ? 'is silent' : 'speaks')
      await once(process.stdin, 'end')
    }
    process.stdin.destroy()
  }
  if (job.does === 'count') {
    const memory = memoryOf(job)
    for (let done = 0; done < job.times; ) {
      const fact = await memory.get(job.key)
      if (!(await memory.put(job.key, String(Number(fact?.value ?? 0) + 1), fact))) continue
      done++
      say(String(done))
    }
  }
}

async function untilItAnswers(work: () => Promise<unknown>): Promise<void> {
  while (
    !(await work().then(
      () => true,
      () => false,
    ))
  );
}

await run(JSON.parse(process.argv[2] ?? '{}'))
