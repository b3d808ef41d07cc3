import { gunzipSync } from 'node:zlib'
import type { Context, Sink } from '../../../core/index.ts'
import { fakeContext, instanceOf } from '../../../core/testing/index.ts'
import s3 from '../../../sinks/s3/index.ts'

/** What leads to a store on loopback. */
export const optionsFor = (endpoint: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  url: 's3://logs/slow',
  endpoint,
  accessKeyId: 'tester',
  secretAccessKey: 'testersecret',
  ...more,
})

/** A sink, what it logs in lines, and its memory. */
export function bucketSink(endpoint: string, more: Readonly<Record<string, unknown>> = {}, context: Partial<Context> = {}) {
  const logged: string[] = []
  const log: Context['log'] = (message, facts) => void logged.push([message, ...Object.values(facts ?? {})].join(' | '))
  const sink = instanceOf(s3, optionsFor(endpoint, more), fakeContext('archive', { log, ...context })) as Required<Sink>
  return { sink, memory: sink.memory, logged }
}

/** The objects of a store, inflated, by their path. */
export const inflated = (objects: ReadonlyMap<string, Buffer>): Readonly<Record<string, string>> =>
  Object.fromEntries([...objects].map(([path, body]) => [path, gunzipSync(body).toString()]))
