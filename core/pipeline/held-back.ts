import { createHash } from 'node:crypto'
import type { LogRecord } from '../model.ts'

/** How many records were held back since one of their kind spoke, and which of them were counted: a second delivery counts none again. */
export interface Count {
  readonly held: number
  /** What was counted last: the first record of a group, by a hash of its id, and the time of the newest that was counted with it. */
  readonly counted: readonly (readonly [mark: string, newest: number])[]
  /** Of groups that are no longer kept there. What is not newer may have been counted, and so it is not. */
  readonly floor?: number
}

/** So many groups are kept in mind: deliveries of one key between the first and the second try of one of them. */
const MOST_GROUPS = 50

/**
 * Pure. The count with those of a group, in order of time, for which `spoke` speaks; undefined where it stays as it is. A group whose first
 * record is known has been counted up to its newest: it was delivered again, or has grown since.
 */
export function countOf(records: readonly LogRecord[], spoke: string, { held, counted, floor }: Count): Count | undefined {
  const [first] = records
  if (first === undefined) return undefined
  const mark = createHash('sha256').update(first.id).digest('hex').slice(0, 12)
  const known = counted.find(([one]) => one === mark)?.[1]
  const from = Math.max(known ?? Number.NEGATIVE_INFINITY, floor ?? Number.NEGATIVE_INFINITY)
  const newest = records.reduce((latest, { time }) => Math.max(latest, time), first.time)
  if (!(newest > from)) return undefined
  const added = records.filter(({ id, time }) => id !== spoke && time > from).length
  const groups = [...counted.filter(([one]) => one !== mark), [mark, newest] as const]
  const left = groups.slice(0, -MOST_GROUPS)
  const lowest = left.reduce((latest, [, time]) => Math.max(latest, time), floor ?? Number.NEGATIVE_INFINITY)
  return { held: held + added, counted: groups.slice(-MOST_GROUPS), ...(Number.isFinite(lowest) ? { floor: lowest } : {}) }
}
