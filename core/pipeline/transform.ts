import { codeOf, LogferryError, messageOf } from '../errors.ts'
import { isObject } from '../is-object.ts'
import type { LogRecord, Outcome } from '../model.ts'
import { dropped, rejected } from '../outcome.ts'
import type { Transform } from '../plugin.ts'
import { isTimestamp } from '../timestamp.ts'
import { isBare, strangeField } from './plain.ts'
import { sealed } from './sealed.ts'
import { unpromised } from './unpromised.ts'

/** A transform and its name in the config. */
export interface NamedTransform {
  readonly id: string
  readonly transform: Transform
}

/** A record on its way to the branches, or why it does not get there. A record that a transform broke on stays as that one saw it. */
export interface Transformed {
  readonly record: LogRecord
  readonly outcome?: Outcome
}

/** `seal` freezes the record, and what each transform answers. */
export function applyTransforms(record: LogRecord, transforms: readonly NamedTransform[], seal = sealed): Transformed {
  let current = seal(record)
  for (const { id, transform } of transforms) {
    try {
      const result = unpromised(transform.transform(current))
      if (result === current) continue
      const fault = resultFault(result, current)
      if (fault !== undefined) throw new LogferryError('LF_PLUGIN_CONTRACT', `the transform "${id}" answered with ${fault}`)
      if ('dropped' in result) return { record: current, outcome: dropped(result.dropped) }
      current = seal(result)
    } catch (thrown) {
      return { record: current, outcome: rejected(codeOf(thrown, 'LF_TRANSFORM_FAILED'), messageOf(thrown)) }
    }
  }
  return { record: current }
}

/** A transform may be a stranger's: what it answers is looked at before it is believed. */
function resultFault(result: unknown, { id }: LogRecord): string | undefined {
  if (!isObject(result)) return 'no record'
  if ('dropped' in result) return typeof result['dropped'] === 'string' ? undefined : 'a reason that is no text'
  const { id: own, text, time, fields, origin } = result
  if (own !== id) return 'a record of another id'
  if (typeof text !== 'string') return 'a text that is none'
  if (!isTimestamp(time)) return 'a time that is none'
  if (!isObject(fields) || !isBare(fields)) return 'fields that are no plain object'
  if (!isOrigin(origin)) return 'an origin that is none'
  const strange = strangeField(fields)
  return strange === undefined ? undefined : `a field that JSON does not know: ${strange}`
}

const isOrigin = (origin: unknown): boolean =>
  isObject(origin) &&
  typeof origin['source'] === 'string' &&
  typeof origin['logGroup'] === 'string' &&
  typeof origin['logStream'] === 'string'
