import type { Kind, Plugin } from '../plugin.ts'
import { optionsSchema } from './options-schema.ts'
import { outline } from './outline.ts'
import type { Schema } from './schema.ts'

/** The JSON Schema of a config for editors: the outline, and for each `use` the options of that plugin. Plugins it does not know may be used, too. */
export const configSchema = (plugins: readonly Plugin[]): object => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'logferry config',
  ...withReferences(outline((kind, shape) => withPlugins(kind, shape, plugins), SELF as Schema)),
  definitions: { condition: CONDITION },
})

/** A plugin as plain data. */
export const describePlugin = ({ kind, name, summary, apiVersion, options, fields }: Plugin): object => ({
  kind,
  name,
  summary,
  apiVersion,
  options,
  ...(fields && { fields }),
})

function withPlugins(kind: Kind, shape: Schema, plugins: readonly Plugin[]): Schema {
  const own = plugins.filter((plugin) => plugin.kind === kind)
  const names = own.map(({ name, summary }) => ({ const: name, description: summary }))
  const optionsOf = (plugin: Plugin) => {
    const options = optionsSchema(plugin.options)
    return { properties: { options: withReferences(options) }, ...(options.required && { required: ['options'] }) }
  }
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema names it so; nothing awaits a schema.
  const cases = own.map((plugin) => ({ if: { properties: { use: { const: plugin.name } }, required: ['use'] }, then: optionsOf(plugin) }))
  return {
    ...shape,
    ...([shape.type].flat().includes('string') && { anyOf: [...names, { type: ['string', 'object'] }] }),
    properties: { ...shape.properties, use: { ...shape.properties?.['use'], anyOf: [...names, { type: 'string' }] } as Schema },
    ...(cases.length > 0 && { allOf: cases }),
  } as Schema
}

/** What takes no text, or not every text, also takes one with a reference in it. */
function withReferences({ format, ...schema }: Schema): Schema {
  if (format === 'condition') return { ...SELF, description: schema.description } as Schema
  const { title, description, default: preset, ...rest } = schema
  const takesAnyText = [rest.type].flat().includes('string') && rest.enum === undefined && rest.pattern === undefined
  const isScalar = rest.enum !== undefined || rest.pattern !== undefined || ['integer', 'number', 'boolean'].includes(String(rest.type))
  if (isScalar && !takesAnyText) {
    const about = { ...(title && { title }), ...(description && { description }), ...(preset !== undefined && { default: preset }) }
    return { ...about, anyOf: [rest, { type: 'string', pattern: '\\$\\{' }] } as Schema
  }
  const { properties, items, additionalProperties } = schema
  return {
    ...schema,
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, withReferences(inner)])) }),
    ...(items && { items: withReferences(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: withReferences(additionalProperties) }),
  }
}

const SCALAR = { type: ['string', 'number', 'boolean'] }
/** A number, a number written as a text, or what a reference stands for. */
const ORDERED = { type: ['number', 'string'], pattern: '^-?\\d*\\.?\\d+(?:[eE][-+]?\\d+)?$|\\$\\{' }
/** In draft-07 what stands beside `$ref` is not seen. */
const SELF = { allOf: [{ $ref: '#/definitions/condition' }] }

const CONDITION = {
  type: 'object',
  minProperties: 1,
  properties: {
    all: { type: 'array', minItems: 1, items: SELF, description: 'All of these conditions hold.' },
    any: { type: 'array', minItems: 1, items: SELF, description: 'At least one of these conditions holds.' },
    not: { ...SELF, description: 'This condition does not hold.' },
  },
  additionalProperties: {
    type: 'object',
    minProperties: 1,
    additionalProperties: false,
    description: 'What holds for the field of this name. If the field is missing, nothing does but "exists": false.',
    properties: {
      eq: { ...SCALAR, description: 'Is this.' },
      ne: { ...SCALAR, description: 'Is there, and is not this.' },
      gt: { ...ORDERED, description: 'Is greater.' },
      gte: { ...ORDERED, description: 'Is greater or the same.' },
      lt: { ...ORDERED, description: 'Is less.' },
      lte: { ...ORDERED, description: 'Is less or the same.' },
      in: { type: 'array', minItems: 1, items: SCALAR, description: 'Is one of these.' },
      contains: { ...SCALAR, description: 'Is a text with this in it, or a list with this item.' },
      glob: { type: ['string', 'array'], minItems: 1, items: { type: 'string' }, description: 'Matches this glob, or one of these.' },
      exists: { type: ['boolean', 'string'], description: 'True: is there. False: is not.' },
    },
  },
}
