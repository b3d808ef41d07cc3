import { type Value, wellFormed } from '../core/index.ts'

/**
 * The like of a value that is surely JSON: well-formed texts, and no more levels of objects and lists than `levels`; what lies deeper becomes
 * its JSON text. A parser may be a stranger's, so whatever JSON does not know becomes a text, or null.
 */
export function plainValue(value: unknown, levels: number): Value {
  if (typeof value === 'string') return wellFormed(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null
  if (typeof value !== 'object') return String(value)
  if (levels === 0) return jsonText(value)
  if (Array.isArray(value)) return value.map((item) => plainValue(item, levels - 1))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [wellFormed(name), plainValue(item, levels - 1)]))
}

function jsonText(value: object): string {
  try {
    return JSON.stringify(value)
  } catch {
    return 'not JSON' // A circle, a bigint, or thousands of levels.
  }
}
