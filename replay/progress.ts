import { hash } from 'node:crypto'
import { type Fields, type Memory, messageOf } from '../core/index.ts'
import { keptFact } from '../sources/kept-fact.ts'

/** How far a replay has come. Objects come in the order of their keys, and what is in one in its own. */
export interface Progress {
  /** The key of the last object that was read to its end. */
  readonly after?: string
  /** The object after that. */
  readonly inside?: {
    readonly key: string
    /** How much of it is done. */
    readonly size: number
    /** Of that, what is not through; and what of it was tried. */
    readonly left: number
    readonly refused: number
    /** What the last of its events left for the next. */
    readonly carry: Fields
  }
  /** Objects that hold what is not through, though it was tried. */
  readonly stayed: number
}

export interface ProgressKeeper {
  readonly found: Progress
  /** Neither throws. */
  save(progress: Progress): Promise<void>
  forget(): Promise<void>
}

const START: Progress = { stayed: 0 }

/** In memory, under what is replayed and where to. What memory does not take is said once; then a run that was stopped begins anew. */
export async function keepProgress(memory: Memory, what: unknown, onFailure: (reason: string) => void): Promise<ProgressKeeper> {
  const fact = keptFact(memory, `replays/${hash('sha256', JSON.stringify(what)).slice(0, 32)}`)
  let isSaid = false
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (thrown) {
      if (!isSaid) onFailure(messageOf(thrown))
      isSaid = true
      return undefined
    }
  }
  const value = await attempt(fact.read)
  return {
    found: value === undefined ? START : parseProgress(value),
    save: async (progress) => void (await attempt(() => fact.write(JSON.stringify(progress)))),
    forget: async () => void (await attempt(fact.forget)),
  }
}

/** From the start, if another version wrote it. */
function parseProgress(value: string): Progress {
  try {
    const progress = JSON.parse(value) as Progress
    return Number.isInteger(progress?.stayed) ? progress : START
  } catch {
    return START
  }
}

/** For a dry run. */
export const noProgress: ProgressKeeper = { found: START, save: async () => undefined, forget: async () => undefined }
