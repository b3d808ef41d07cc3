import { hash } from 'node:crypto'
import { resolve } from 'node:path'
import type { Memory, Origin } from '../../core/index.ts'
import { keptFact } from '../kept-fact.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Before } from './log-files.ts'

/** How far a followed log is read, so that it is found again whatever rotation has done to it since. */
export interface Place extends Checkpoint {
  /** Where the delivery ends that is under way: if it is sent again, it is the same. */
  readonly until?: { readonly offset: number; readonly before: Before }
  /** The file that it lay in under its path. */
  readonly file: string
  /** Goes into the ids of entries that have no time: `file`, or, if that was begun anew, a random one. */
  readonly tag: string
  readonly before: Before
  /** When it was last written to, as far as is known, in nanoseconds. */
  readonly writtenAt: string
}

export interface PlaceKeeper {
  /** Throws what the memory throws. */
  read(): Promise<Place | undefined>
  /** Never throws. */
  save(place: Place): Promise<void>
}

/**
 * Keeps the place of a followed log in memory, by path, log group and stream. What memory does not take is said once, and tried again with
 * the next place.
 */
export function placeKeeper(memory: Memory, path: string, origin: Origin, onFailure: (thrown: unknown) => void): PlaceKeeper {
  const name = JSON.stringify([resolve(path), origin.logGroup, origin.logStream, 'followed'])
  const fact = keptFact(memory, `checkpoints/${hash('sha256', name).slice(0, 32)}`)
  let isSaid = false
  return {
    async read() {
      const value = await fact.read()
      return value === undefined ? undefined : parsePlace(value)
    },
    async save(place) {
      try {
        await fact.write(JSON.stringify(place))
        isSaid = false
      } catch (thrown) {
        if (!isSaid) onFailure(thrown)
        isSaid = true
      }
    },
  }
}

/** Undefined, if another version wrote it. */
function parsePlace(value: string): Place | undefined {
  let stored: Partial<Place> | null
  try {
    stored = JSON.parse(value)
  } catch {
    return undefined
  }
  const { offset, before, until, carry, file, tag, writtenAt } = stored ?? {}
  const isPlace =
    isMark({ offset, before }) &&
    (until === undefined || isMark(until)) &&
    [file, tag].every((text) => typeof text === 'string') &&
    /^\d+$/.test(writtenAt ?? '') &&
    typeof carry === 'object' &&
    carry !== null
  return isPlace ? (stored as Place) : undefined
}

const isMark = ({ offset, before }: { readonly offset?: number | undefined; readonly before?: Partial<Before> | undefined }): boolean =>
  Number.isSafeInteger(offset) && Number.isSafeInteger(before?.length) && typeof before?.hash === 'string'
