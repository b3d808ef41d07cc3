/** What the tests run in a process of its own; see `processes.ts`. It prints one line per thing done. */
import { once } from 'node:events'
import type { Sink } from '../../core/index.ts'
import opensearch from '../../sinks/opensearch/index.ts'
import s3 from '../../sinks/s3/index.ts'
import { batches } from './batches.ts'

export type ChildJob =
  /** Writes the batches of `batches.ts`, and says the number of each that is delivered; says `done` when all are. */
  | { readonly does: 'write'; readonly sink: 'opensearch' | 's3'; readonly url: string }
  /** Waits for a line on stdin, then claims a key over nothing, and says whether it was first. */
  | { readonly does: 'claim'; readonly url: string; readonly key: string; readonly value: string }
  /** Adds one to a fact until it ends or has done so `times`, and says so each time. */
  | { readonly does: 'count'; readonly url: string; readonly key: string; readonly times: number }

const say = (line: string) => void process.stdout.write(`${line}\n`)

function make(plugin: typeof s3, url: string): Sink {
  const context = { id: 'child', now: Date.now, proxyFor: () => undefined, log: () => undefined }
  return plugin.create({ url, format: 'events' } as never, context)
}

function memoryAt(url: string) {
  const { memory } = make(s3, url)
  if (memory === undefined) throw new Error('no memory')
  return memory
}

async function run(job: ChildJob): Promise<void> {
  if (job.does === 'write') {
    const sink = make(job.sink === 's3' ? s3 : opensearch, job.url)
    for (const [i, batch] of batches.entries()) {
      const terms = { signal: new AbortController().signal, attempt: 1, pictures: async () => [] }
      const outcomes = await sink.write(batch, terms)
      const failed = outcomes.find(({ status }) => status !== 'delivered')
      say(failed === undefined ? String(i) : JSON.stringify(failed))
    }
    say('done')
  }
  if (job.does === 'claim') {
    const memory = memoryAt(job.url)
    say('ready')
    await once(process.stdin, 'data')
    say(String(await memory.put(job.key, job.value)))
    process.stdin.destroy()
  }
  if (job.does === 'count') {
    const memory = memoryAt(job.url)
    for (let done = 0; done < job.times; ) {
      const fact = await memory.get(job.key)
      if (!(await memory.put(job.key, String(Number(fact?.value ?? 0) + 1), fact))) continue
      done++
      say(String(done))
    }
  }
}

await run(JSON.parse(process.argv[2] ?? '{}'))
