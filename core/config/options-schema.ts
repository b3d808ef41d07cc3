import type { Option, Options } from '../options.ts'
import type { Schema } from './schema.ts'

/** The options of a plugin as a closed JSON Schema: what has neither `default` nor `optional` is required. */
export function optionsSchema(options: Options): Schema {
  const properties = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, optionSchema(option)]))
  const required = Object.keys(properties).filter((name) => !options[name]?.optional && properties[name]?.default === undefined)
  return { type: 'object', additionalProperties: false, properties, ...(required.length === 0 ? {} : { required }) }
}

function optionSchema({ optional, ...option }: Option): Schema {
  if (option.type === 'array') return { ...option, items: optionSchema(option.items) }
  if (!('properties' in option)) return option
  const inner = optionsSchema(option.properties)
  // An object that needs nothing written in it need not be written itself; its own defaults are then filled in.
  const needless = optional !== true && inner.required === undefined ? { default: {} } : {}
  return { description: option.description, ...inner, ...needless }
}
