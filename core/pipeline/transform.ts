import { isLogferryError, LogferryError, messageOf } from '../errors.ts'
import { isObject } from '../is-object.ts'
import type { LogRecord, Outcome } from '../model.ts'
import { dropped, rejected } from '../outcome.ts'
import type { Transform } from '../plugin.ts'
import { isTimestamp } from '../timestamp.ts'

/** A record on its way to the branches, or why it does not get there. A record that a transform broke on stays as that one saw it. */
export interface Transformed {
  readonly record: LogRecord
  readonly outcome?: Outcome
}

export function applyTransforms(record: LogRecord, transforms: readonly Transform[]): Transformed {
  let current = record
  for (const [i, transform] of transforms.entries()) {
    try {
      const result = transform.transform(current)
      if (result === current) continue
      const fault = resultFault(result, current)
      if (fault !== undefined) throw new LogferryError('LF_PLUGIN_CONTRACT', `transforms[${i}] answered with ${fault}`)
      if ('dropped' in result) return { record: current, outcome: dropped(result.dropped) }
      current = result
    } catch (thrown) {
      return { record: current, outcome: rejected(isLogferryError(thrown) ? thrown.code : 'LF_TRANSFORM_FAILED', messageOf(thrown)) }
    }
  }
  return { record: current }
}

/** A transform may be a stranger's: what it answers is looked at before it is believed. */
function resultFault(result: unknown, { id }: LogRecord): string | undefined {
  if (!isObject(result)) return 'no record'
  if ('dropped' in result) return typeof result['dropped'] === 'string' ? undefined : 'a reason that is no text'
  if (result['id'] !== id) return 'a record of another id'
  if (typeof result['text'] !== 'string') return 'a text that is none'
  if (!isTimestamp(result['time'])) return 'a time that is none'
  return isObject(result['fields']) && isObject(result['origin']) ? undefined : 'fields or an origin that are no object'
}
