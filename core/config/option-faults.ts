import { isObject } from '../is-object.ts'
import { hint } from './suggest.ts'

/** The types an option may have, and what `typeof` says of a default for it. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  array: 'object',
  object: 'none',
}

/** All that an option may say of itself. */
const ATTRIBUTES: Readonly<Record<string, (value: unknown, option: Readonly<Record<string, unknown>>) => boolean>> = {
  type: (value) => Object.hasOwn(TYPES, String(value)),
  description: isText,
  optional: (value) => value === true,
  writeOnly: (value) => value === true,
  default: (value, { type }) => typeof value === TYPES[String(type)],
  enum: (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
  pattern: isPattern,
  format: (value, { type }) => value === (type === 'string' ? 'path' : type === 'object' ? 'condition' : undefined),
  minimum: (value) => typeof value === 'number',
  maximum: (value) => typeof value === 'number',
  items: isObject,
  properties: isObject,
  additionalProperties: (value) => value === true,
}

/** What is wrong with the description of some options, each beginning with the name of the option. */
export const optionsFaults = (options: Readonly<Record<string, unknown>>, above = ''): readonly string[] =>
  Object.entries(options).flatMap(([name, option]) => optionFaults(option, `${above}${name}`))

function optionFaults(option: unknown, name: string): readonly string[] {
  if (!isObject(option)) return [`"${name}" must be an object: { type: 'string', description: '…' }`]
  const wrong = Object.entries(option).flatMap(([attribute, value]) => {
    if (!Object.hasOwn(ATTRIBUTES, attribute))
      return [`"${name}" has an unknown "${attribute}"${hint(attribute, Object.keys(ATTRIBUTES), 'known are')}`]
    if (value === undefined || ATTRIBUTES[attribute]?.(value, option)) return []
    return [`"${name}" has a wrong "${attribute}"${attribute === 'type' ? ` — types are: ${Object.keys(TYPES).join(', ')}` : ''}`]
  })
  if (option['description'] === undefined) wrong.push(`"${name}" has no description`)
  const { type, items, properties, additionalProperties } = option
  if (type === undefined) return [...wrong, `"${name}" has no type — types are: ${Object.keys(TYPES).join(', ')}`]
  if (type === 'array') return [...wrong, ...optionFaults(items, `${name}[]`)]
  if (type !== 'object' || additionalProperties === true) return wrong
  if (properties === undefined) return [...wrong, `"${name}" needs properties, or additionalProperties: true`]
  return [...wrong, ...(isObject(properties) ? optionsFaults(properties, `${name}.`) : [])]
}

export function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}

function isPattern(pattern: unknown): boolean {
  try {
    return typeof pattern === 'string' && new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false // A SyntaxError is the answer.
  }
}
