import { membersOf } from '../index-template.ts'
import type { Mapping } from '../mapping.ts'
import type { Target } from '../target.ts'
import { NAMES } from './names.ts'
import { type SavedObject, savedObject } from './saved-object.ts'

/** A field as an index pattern lists it. */
interface PatternField {
  readonly name: string
  readonly type: string
  readonly esTypes?: readonly string[]
  readonly count: number
  readonly scripted: boolean
  readonly searchable: boolean
  readonly aggregatable: boolean
  readonly readFromDocValues: boolean
  readonly subType?: object
  readonly script?: string
  readonly lang?: string
}

/** Computed when it is shown, for each document: a statement that reads much and gives little lacks an index. */
export const RATIO = 'rows_examined_per_row_sent'

/**
 * The index pattern with all fields of the template, so that dashboards are whole before the first document is there. What else a log holds
 * appears when the list of fields is refreshed.
 */
export function indexPattern({ name, pattern, profile }: Target): SavedObject {
  const { duration, examined, sent } = NAMES[profile]
  const fields = Object.entries(membersOf(profile)).flatMap(([path, mapping]) => patternFields(path, mapping))
  return savedObject('index-pattern', name, {
    title: pattern,
    timeFieldName: '@timestamp',
    fields: JSON.stringify([...META, ...fields, ratioOf(examined, sent)]),
    fieldFormatMap: JSON.stringify({
      [duration]: profile === 'ecs' ? SECONDS_OF_NANOSECONDS : { id: 'number', params: { pattern: '0,0.000' } },
      [RATIO]: { id: 'number', params: { pattern: '0,0.[0]' } },
    }),
  })
}

const SECONDS_OF_NANOSECONDS = { id: 'duration', params: { inputFormat: 'nanoseconds', outputFormat: 'asSeconds', outputPrecision: 3 } }

const TYPES: Readonly<Record<string, string>> = {
  keyword: 'string',
  text: 'string',
  double: 'number',
  long: 'number',
  boolean: 'boolean',
  date: 'date',
  ip: 'ip',
}

/** The field, and those that its mapping has below it. */
function patternFields(name: string, { type, index, fields }: Mapping, parent?: string): readonly PatternField[] {
  const hasDocValues = type !== 'text'
  const field = {
    ...plain(name, TYPES[type] ?? 'unknown', type),
    searchable: index !== false,
    aggregatable: hasDocValues,
    readFromDocValues: hasDocValues,
    ...(parent !== undefined && { subType: { multi: { parent } } }),
  }
  const below = Object.entries((fields ?? {}) as Readonly<Record<string, Mapping>>)
  return [field, ...below.flatMap(([sub, mapping]) => patternFields(`${name}.${sub}`, mapping, name))]
}

const plain = (name: string, type: string, esType: string) => ({ name, type, esTypes: [esType], count: 0, scripted: false })

/** What every document has of the server. */
const META: readonly PatternField[] = [
  { ...plain('_id', 'string', '_id'), searchable: true, aggregatable: true, readFromDocValues: false },
  { ...plain('_index', 'string', '_index'), searchable: true, aggregatable: true, readFromDocValues: false },
  { ...plain('_source', '_source', '_source'), searchable: false, aggregatable: false, readFromDocValues: false },
]

/** No row sent counts as one. */
const ratioOf = (examined: string, sent: string): PatternField => ({
  name: RATIO,
  type: 'number',
  count: 0,
  scripted: true,
  script: `if (doc['${examined}'].size() == 0) return 0; return doc['${examined}'].value / Math.max(1, doc['${sent}'].size() == 0 ? 1 : doc['${sent}'].value)`,
  lang: 'painless',
  searchable: true,
  aggregatable: true,
  readFromDocValues: false,
})
