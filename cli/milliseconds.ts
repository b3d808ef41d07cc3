import { LONGEST_TIMER_MS, LogferryError } from '../core/index.ts'

/** The value of an option that is a time. Throws LF_USAGE. */
export function milliseconds(option: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0 && value <= LONGEST_TIMER_MS) return value
  throw new LogferryError('LF_USAGE', `${option} takes a whole number of milliseconds from 1 to ${LONGEST_TIMER_MS}, not "${text}"`)
}
