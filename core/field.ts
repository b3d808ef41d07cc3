import { isObject } from './is-object.ts'
import type { Fields, Value } from './model.ts'

/** The field of that very name, else the value on that dotted path through nested objects. Absent or null: undefined. */
export function fieldOf(fields: Fields, name: string): Exclude<Value, null> | undefined {
  const own = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (own !== undefined || !name.includes('.')) return own ?? undefined
  let value: Value | undefined = fields
  for (const key of name.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value ?? undefined
}
