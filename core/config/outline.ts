import type { Kind } from '../plugin.ts'
import { LONGEST_TIMER_MS } from '../timer.ts'
import { FREE, type Schema } from './schema.ts'

/** The options of a plugin, which the outline does not know. */
export const OPTIONS: Schema = {
  type: 'object',
  title: 'an object, with an option under each key',
  description: 'The options of the plugin.',
}

const EDITOR_SCHEMA: Schema = { type: 'string', description: 'Where an editor finds the schema of this file.' }

const PLUGINS: Schema = {
  type: 'array',
  items: { type: 'string', minLength: 1, title: './file.js, beside this config, or the name of a package' },
  title: 'a list such as ["./my-parser.js"]',
  description: 'Plugins that do not come with logferry: ./file.js beside this config, or the name of a package.',
}

/** What is no place for references: `options` are looked at later, as their plugin describes them. */
export const UNTOUCHED: ReadonlySet<Schema> = new Set([OPTIONS, EDITOR_SCHEMA, PLUGINS])

/** How a name in the config looks: it stands in messages, ids and paths. */
const NAMES: Schema = { pattern: '^[A-Za-z][A-Za-z0-9_.-]*$', title: 'a letter, then letters, digits, "-", "_" or "."' }

const text = (description: string): Schema => ({ type: 'string', minLength: 1, title: 'a text that is not empty', description })
const texts = (title: string, description: string): Schema => ({
  type: 'array',
  items: { type: 'string', minLength: 1, title: 'a text that is not empty' },
  title,
  description,
})
const globs = (what: string): Schema => ({
  type: ['string', 'array'],
  items: { type: 'string', minLength: 1, maxLength: 1024, title: 'a glob' },
  minItems: 1,
  minLength: 1,
  maxLength: 1024,
  title: 'a glob or a list of globs',
  description: `The ${what}: a glob or a list of globs. * stops at /, ** does not.`,
})
const count = (minimum: number, description: string, more: Schema = {}): Schema => ({ type: 'integer', minimum, description, ...more })
const milliseconds = (minimum: number, preset: number, description: string): Schema =>
  count(minimum, description, { title: 'a whole number of milliseconds', default: preset, maximum: LONGEST_TIMER_MS })
const closed = (properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...more,
})
const named = (instance: Schema, description: string): Schema => ({
  type: 'object',
  additionalProperties: instance,
  propertyNames: NAMES,
  description,
})

const USE = text('The name of the plugin.')

const MATCH = closed(
  {
    source: globs('name of the source'),
    account: globs('AWS account'),
    region: globs('AWS region'),
    logGroup: globs('log group'),
    logStream: globs('log stream'),
  },
  {
    minProperties: 1,
    title: 'an object such as { "logGroup": "/aws/rds/**" }',
    description: 'Which events take this route: all keys must match. The first route that matches wins.',
  },
)

const SINK = closed(
  {
    use: USE,
    options: OPTIONS,
    batch: closed(
      {
        records: count(1, 'Most records in one request.'),
        bytes: count(1, 'Most bytes of text in one request.'),
        inFlight: count(1, 'Most requests at one time.'),
      },
      { description: 'How records are put together. What is absent is as the sink wants it.' },
    ),
    retry: closed(
      {
        attempts: count(1, 'How often a record is tried in all.', { default: 5, maximum: 1_000_000 }),
        baseMs: milliseconds(0, 200, 'The longest first pause; each further one may be twice as long.'),
        capMs: milliseconds(0, 10_000, 'The longest pause.'),
      },
      { default: {}, description: 'What happens when the destination cannot take a record now.' },
    ),
    timeoutMs: milliseconds(1, 30_000, 'How long one request may take.'),
  },
  { required: ['use'], description: 'A destination.' },
)

/** What a config consists of, but for the options of plugins. `instance` and `condition` let the editor's schema say more. */
export function outline(instance: (kind: Kind, shape: Schema) => Schema = (_, shape) => shape, condition: Schema = FREE): Schema {
  const short = (kind: Kind): Schema =>
    instance(kind, {
      ...closed({ use: USE, options: OPTIONS }, { required: ['use'] }),
      type: ['string', 'object'],
      minLength: 1,
      title: `the name of a ${kind}, or { "use": …, "options": … }`,
    })
  const long = (kind: Kind): Schema => instance(kind, closed({ use: USE, options: OPTIONS }, { required: ['use'] }))
  const terms = {
    sink: text('The sink, by its name in this config.'),
    when: {
      ...condition,
      type: 'object',
      title: 'a condition such as { "Query_time": { "gt": 5 } }',
      description: 'Only records whose fields meet this condition.',
    },
    every: {
      type: 'string',
      pattern: '^[1-9][0-9]{0,4}[smhd]$',
      title: 'a duration such as 30s, 5m, 1h or 1d',
      description: 'Lets one record per key of "by" and duration through, and counts the rest.',
    },
    by: texts('a list of field names', 'The fields that make the key of "every".'),
    raw: { type: 'boolean', default: false, description: 'One untouched record per event, whatever the parser and the transforms do.' },
    required: { type: 'boolean', default: true, description: 'False: what fails here counts, but holds nothing back.' },
    pictures: texts('a list of renderer names', 'The renderers whose pictures go with each record.'),
  }
  const branch = (properties: Readonly<Record<string, Schema>>): Schema =>
    closed(properties, {
      required: ['sink'],
      type: ['string', 'object'],
      minLength: 1,
      title: 'the name of a sink, or { "sink": …, … }',
      description: 'A sink, and on what terms.',
    })
  const route = closed(
    {
      match: MATCH,
      parser: { ...short('parser'), description: 'What reads the events.' },
      transforms: { type: 'array', items: short('transform'), description: 'What changes the records, in this order.' },
      to: { type: 'array', minItems: 1, items: branch(terms), title: 'a list of sinks', description: 'Where the records go.' },
    },
    { required: ['match', 'parser', 'to'] },
  )
  const snapshot = closed(
    {
      pictures: { ...texts('a list of renderer names', 'The renderers whose pictures it consists of.'), minItems: 1 },
      for: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          minProperties: 1,
          additionalProperties: { type: ['string', 'number', 'boolean'] },
          title: 'an object of fields',
        },
        description: 'What each picture is drawn for: the fields that a widget names, such as { "Instance": "prod-1" }.',
      },
      to: {
        type: 'array',
        minItems: 1,
        items: branch({ sink: terms.sink, required: terms.required }),
        description: 'Where it goes.',
      },
    },
    { required: ['pictures', 'to'] },
  )
  return closed(
    {
      $schema: EDITOR_SCHEMA,
      plugins: PLUGINS,
      routes: { type: 'array', minItems: 1, items: route, description: 'What happens to which events. The first that matches wins.' },
      sinks: named(instance('sink', SINK), 'The destinations, by name.'),
      renderers: named(long('renderer'), 'What draws pictures, by name.'),
      sources: named(long('source'), 'What pulls events, by name. What triggers a Lambda function needs none.'),
      snapshots: named(snapshot, 'Pictures that are sent on a schedule, or by `logferry snapshot`, by name.'),
      deadLetter: {
        type: ['string', 'boolean'],
        minLength: 1,
        title: 'the name of a sink, or false',
        description: 'The sink that keeps what another refused: name a sink, or false to say that refused records are lost.',
      },
      memory: text('The sink that keeps small facts, such as alerts already sent.'),
    },
    { required: ['routes', 'sinks', 'deadLetter'] },
  )
}
