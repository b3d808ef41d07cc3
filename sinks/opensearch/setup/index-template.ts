import { nested } from '../nested.ts'
import { CLASSIC_MEMBERS, FIELDS } from './classic-fields.ts'
import { ECS_MEMBERS } from './ecs-fields.ts'
import { ANY_JSON, KEYWORD, type Mapping, NUMBER } from './mapping.ts'
import type { Profile, Target } from './target.ts'

/** The members of a document whose types are fixed, by dotted path. */
export const membersOf = (profile: Profile): Readonly<Record<string, Mapping>> =>
  profile === 'ecs' ? ECS_MEMBERS : { ...CLASSIC_MEMBERS, ...FIELDS }

/** The body of `PUT /_index_template/<name>`, in the form in which the server gives it back. It needs no plugin and no analyzer that is not built in. */
export const indexTemplate = ({ pattern, profile, isStream }: Target): object => ({
  index_patterns: [pattern],
  priority: priorityOf(pattern),
  ...(isStream && { data_stream: { timestamp_field: { name: '@timestamp' } } }),
  template: { settings: { index: SETTINGS }, mappings: mappingsOf(membersOf(profile)) },
  composed_of: [],
  _meta: { managed_by: 'logferry' },
})

/** The closer of two patterns counts; a server refuses two that overlap with one priority. */
export const priorityOf = (pattern: string): number => 200 + pattern.length

/** What a field cannot hold is kept in the document, only not found by it: no value of a header makes a server refuse a document. */
const SETTINGS = {
  number_of_shards: '1',
  refresh_interval: '10s',
  codec: 'best_compression',
  mapping: { ignore_malformed: 'true' },
}

/** What is in no list gets the type that conflicts least with what comes next. */
const DYNAMIC = {
  object: ANY_JSON,
  string: KEYWORD,
  long: NUMBER,
  double: NUMBER,
  boolean: KEYWORD,
}

const mappingsOf = (members: Readonly<Record<string, Mapping>>): object => ({
  date_detection: false,
  dynamic_templates: Object.entries(DYNAMIC).map(([type, mapping]) => ({ [type]: { match_mapping_type: type, mapping } })),
  properties: nested(Object.entries(members).map(([path, mapping]) => [path.replaceAll('.', '.properties.'), mapping])),
})
