import { messageOf } from '../errors.ts'
import type { LogRecord, Outcome } from '../model.ts'
import { dropped, rejected } from '../outcome.ts'
import type { Transform } from '../plugin.ts'

/** A record on its way to the branches, or why it does not get there. A record that a transform broke on stays as that one saw it. */
export interface Transformed {
  readonly record: LogRecord
  readonly outcome?: Outcome
}

export function applyTransforms(record: LogRecord, transforms: readonly Transform[]): Transformed {
  let current = record
  for (const transform of transforms) {
    try {
      const result = transform.transform(current)
      if ('dropped' in result) return { record: current, outcome: dropped(result.dropped) }
      current = result
    } catch (thrown) {
      return { record: current, outcome: rejected('LF_TRANSFORM_FAILED', messageOf(thrown)) }
    }
  }
  return { record: current }
}
