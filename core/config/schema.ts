/** The part of JSON Schema (draft-07) that the outline and the options of plugins are written in. */
export interface Schema {
  readonly type?: string | readonly string[]
  /** In messages: what the value must be. */
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly writeOnly?: boolean
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly format?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly items?: Schema
  readonly minProperties?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly propertyNames?: Schema
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
}

/** Whatever its writer likes: nothing is checked inside. */
export const FREE: Schema = {}

/** What stands under a key, or at an index. `undefined`: nothing may. */
export function childOf(schema: Schema, key: string | number): Schema | undefined {
  const { type, items, properties, additionalProperties } = schema
  if (type !== undefined && ![type].flat().includes(typeof key === 'number' ? 'array' : 'object')) return undefined
  if (typeof key === 'number') return items ?? FREE
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key]
  if (typeof additionalProperties === 'object') return additionalProperties
  return additionalProperties === false ? undefined : FREE
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

/** The types of a schema in words: `a text or an object`. */
export const typeInWords = (type: Schema['type']): string =>
  [type ?? 'anything']
    .flat()
    .map((name) => WORDS[name] ?? name)
    .join(' or ')
