/**
 * Where a value holds what JSON does not give back as it was (`undefined`, NaN, a Date, a Map, a function, a hole in a list …), as a path
 * below `at`; undefined if nowhere. A key whose value is undefined counts, too.
 */
export function lossInJson(value: unknown, at: string): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${at} is ${value}`
  if (typeof value !== 'object') return `${at} is ${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`}`
  if (Array.isArray(value)) return first(Array.from(value), (item, i) => lossInJson(item, `${at}[${i}]`))
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return `${at} is a ${prototype.constructor?.name}`
  return first(Object.entries(value), ([name, inner]) => lossInJson(inner, `${at}.${name}`))
}

function first<T>(items: readonly T[], find: (item: T, i: number) => string | undefined): string | undefined {
  for (const [i, item] of items.entries()) {
    const found = find(item, i)
    if (found !== undefined) return found
  }
  return undefined
}
