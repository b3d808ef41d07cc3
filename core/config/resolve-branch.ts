import { type Condition, compileCondition } from '../condition.ts'
import { allOf, isLogferryError, messageOf, type Path } from '../errors.ts'
import { isObject } from '../is-object.ts'
import type { BranchPlan } from '../plan.ts'
import { pathText } from './path-text.ts'
import type { Problem } from './problem.ts'
import { hint } from './suggest.ts'

export type Report = (code: Problem['code'], path: Path, message: string, onKey?: true) => void

/** What a config has under `sinks` and `renderers`. */
export interface Defined {
  readonly sinks: unknown
  readonly renderers: unknown
}

/** One line of a route's `to`. */
export function resolveBranch(written: unknown, path: Path, defined: Defined, report: Report): BranchPlan {
  const terms = typeof written === 'string' ? { sink: written } : objectOf(written)
  const { sink, when, every, by, raw, required, pictures } = terms as Readonly<Record<string, unknown>>
  lookUp(sink, 'sink', defined.sinks, typeof written === 'string' ? path : [...path, 'sink'], report)
  for (const [i, name] of listOf(pictures).entries()) lookUp(name, 'renderer', defined.renderers, [...path, 'pictures', i], report)
  if (by !== undefined && every === undefined) {
    report('LF_CONFIG_MISSING', [...path, 'by'], '"by" says what "every" counts by — add "every", such as "every": "1h"', true)
  }
  try {
    if (isObject(when)) compileCondition(when, [...path, 'when'])
  } catch (thrown) {
    if (!isLogferryError(thrown)) throw thrown
    for (const fault of allOf(thrown)) report(fault.code, fault.at ?? path, messageOf(fault))
  }
  return {
    id: pathText(path),
    sink: String(sink),
    ...(when === undefined ? {} : { when: when as Condition }),
    ...(every === undefined ? {} : { everyMs: milliseconds(String(every)) }),
    by: textsOf(by),
    raw: raw === true,
    required: required !== false,
    pictures: textsOf(pictures),
  }
}

/** Reports a name that is not defined; not where what is defined has no right form, for that has been reported. */
export function lookUp(name: unknown, what: string, defined: unknown, path: Path, report: Report): void {
  if (typeof name !== 'string' || (defined !== undefined && !isObject(defined))) return
  const names = Object.keys(objectOf(defined))
  if (!names.includes(name)) report('LF_CONFIG_NAME', path, `there is no ${what} "${name}"${hint(name, names, 'defined are')}`)
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const milliseconds = (duration: string): number => Number.parseInt(duration, 10) * (UNITS[duration.slice(-1)] ?? Number.NaN)

export const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {})
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const textsOf = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : listOf(value).filter((item) => typeof item === 'string')
