import { compileTemplate, type LogRecord } from '../../core/index.ts'

/** A field's name in braces: not `${MAX}`, a label of CloudWatch's own, nor `{AWS/RDS,DBInstanceIdentifier}`, a part of a search. */
const FIELD = /(?<!\$)\{[\w@.-]+\}/g
/** Stands in no text of a config. */
const MISSING = '\0'

export interface Filled {
  readonly value: unknown
  /** The names that the record has nothing for. */
  readonly missing: readonly string[]
}

/** The same value, in whose texts `{Name}` is replaced. Keys stay. */
export function fill(value: unknown, record: LogRecord): Filled {
  const missing = new Set<string>()
  const fillText = (text: string): string =>
    text.replaceAll(FIELD, (name) => {
      const filled = compileTemplate(name)(record, MISSING)
      if (filled === MISSING || filled === '') missing.add(name.slice(1, -1))
      return filled
    })
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return fillText(part)
    if (Array.isArray(part)) return part.map(walk)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]))
  }
  return { value: walk(value), missing: [...missing] }
}
