import { setTimeout } from 'node:timers/promises'
import type { LogEvent, Memory } from '../../../core/index.ts'
import { localMemory } from '../../../core/pipeline/guarded-memory.ts'
import { type FakePipelineTerms, fakePipeline } from '../../../core/testing/index.ts'
import type { FileReport } from '../../../sources/file/index.ts'
import { splitHeaders } from '../split-headers.ts'
import { fileSource, only } from './folder.ts'

/** An entry, of several lines, that no other is equal to. */
export const entry = (i: number): string => `# T${i}\nSELECT ${i}\nFROM t;\n`
export const entries = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => entry(from + i)).join('')

export interface Following {
  readonly logged: readonly string[]
  readonly deliveries: ReturnType<typeof fakePipeline>['deliveries']
  readonly events: () => readonly LogEvent[]
  readonly until: (condition: () => boolean) => Promise<void>
  /** Once so many events were delivered. */
  readonly delivered: (count: number) => Promise<void>
  /** Once the file was looked at that often again. */
  readonly looked: (times: number) => Promise<void>
  readonly stop: () => Promise<FileReport>
}

const POLL_MS = 5

/** Follows a file in this process. */
export function follow(path: string, terms: FakePipelineTerms & { readonly options?: object } = {}): Following {
  const { pipeline, deliveries, events } = fakePipeline({ split: splitHeaders, memory: localMemory(), ...terms })
  const stop = new AbortController()
  const source = fileSource({ follow: true, pollMs: POLL_MS, ...terms.options })
  const until = async (condition: () => boolean) => {
    while (!condition()) await setTimeout(POLL_MS)
  }
  const reading = source.read(pipeline, { paths: [path] }, stop.signal)
  return {
    logged: source.logged,
    deliveries,
    events,
    until,
    delivered: (count) => until(() => events().length >= count),
    looked: (times) => setTimeout(times * POLL_MS * 4),
    async stop() {
      stop.abort()
      return only(await reading)
    },
  }
}

export const texts = (followings: readonly Pick<Following, 'events'>[]): readonly string[] =>
  followings.flatMap(({ events }) => events().map(({ message }) => message))

/** A memory, and what it was given to keep. */
export function watched(memory: Memory = localMemory()) {
  const values: unknown[] = []
  const watching: Memory = {
    ...memory,
    put(key, value, old) {
      values.push(JSON.parse(value))
      return memory.put(key, value, old)
    },
  }
  return { memory: watching, values }
}
