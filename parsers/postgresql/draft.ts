import type { Value } from '../../core/index.ts'

/** Fields in the making. */
export type Draft = Record<string, Value>

/** A number that no double holds stays text: an id is a name. */
export function numberOf(digits: string): Value {
  const number = Number(digits)
  return Number.isSafeInteger(number) ? number : digits
}
