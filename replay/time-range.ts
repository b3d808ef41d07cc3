import { LogferryError } from '../core/index.ts'

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

export interface TimeRange {
  readonly since?: number
  readonly until?: number
}

/** From `since` on, and before `until`: a date, a time (UTC unless it says otherwise), or how long ago, such as `90m` or `2d`. */
export function timeRange(
  { since, until }: { readonly since?: string; readonly until?: string },
  now: number,
  optionName: (option: string) => string,
): TimeRange {
  return {
    ...(since === undefined ? {} : { since: timeOf(optionName('since'), since, now) }),
    ...(until === undefined ? {} : { until: timeOf(optionName('until'), until, now) }),
  }
}

/** `option` is named in the fault. Throws LF_USAGE. */
export function timeOf(option: string, text: string, now: number): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? []
  if (count !== undefined) return now - Number(count) * (UNITS[unit] ?? 0)
  const hasZone = /^\d{4}-\d\d-\d\d$|Z$|[+-]\d\d:?\d\d$/.test(text)
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(hasZone ? text : `${text}Z`) : Number.NaN
  if (!Number.isNaN(time)) return time
  throw new LogferryError('LF_USAGE', `${option} takes a time such as 2026-11-24, 2026-11-24T10:00Z or 2h, not "${text}"`)
}
