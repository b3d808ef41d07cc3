/** A unit of time, in seconds. */
export interface TimeUnit {
  readonly name: string
  readonly seconds: number
}

const UNITS: readonly TimeUnit[] = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3600 },
  { name: 'min', seconds: 60 },
  { name: 's', seconds: 1 },
  { name: 'ms', seconds: 1e-3 },
  { name: 'µs', seconds: 1e-6 },
]

/** The unit in which numbers up to this many seconds are short. */
export const unitFor = (seconds: number): TimeUnit =>
  UNITS.find((unit) => seconds >= (unit.seconds > 1 ? 2 : 1) * unit.seconds) ??
  (seconds > 0 ? (UNITS.at(-1) as TimeUnit) : (UNITS[3] as TimeUnit))

/** Three digits, and thousands parted: `8.92`, `1,234`. */
export const shortNumber = (value: number): string =>
  value.toLocaleString('en-US', Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 })

/** `8.92 s`, `12 min`. */
export function duration(seconds: number): string {
  const unit = unitFor(seconds)
  return `${shortNumber(seconds / unit.seconds)} ${unit.name}`
}

/** `950`, `12,000`, `1.2 million`. */
export function count(value: number): string {
  if (value >= 1e12) return `${shortNumber(value / 1e12)} trillion`
  if (value >= 1e9) return `${shortNumber(value / 1e9)} billion`
  return value >= 1e6 ? `${shortNumber(value / 1e6)} million` : shortNumber(value)
}
