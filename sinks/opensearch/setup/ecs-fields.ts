import { ecsPaths } from '../ecs-names.ts'
import { CLASSIC_MEMBERS, COMMON_FIELDS, MYSQL_FIELDS, POSTGRESQL_FIELDS } from './classic-fields.ts'
import { KEYWORD, type Mapping, STORED } from './mapping.ts'

/** Where it differs from the field that goes there. */
const OTHERWISE: Readonly<Record<string, Mapping>> = {
  'client.address': KEYWORD,
  'event.duration': { type: 'long' },
  'log.flags': KEYWORD,
}

/** What a document has beside the fields of the record. */
const ALWAYS: Readonly<Record<string, Mapping>> = {
  'event.original': STORED,
  ...Object.fromEntries(
    [
      ...['ecs.version', 'event.kind', 'event.id', 'event.category', 'event.type', 'event.module', 'event.dataset'],
      ...['aws.cloudwatch.log_group', 'aws.cloudwatch.log_stream'],
      ...['cloud.provider', 'cloud.account.id', 'cloud.region'],
    ].map((path) => [path, KEYWORD]),
  ),
}

/** Where fields go in slow logs of MySQL's family, or else in other logs. */
const placesOf = (fields: Readonly<Record<string, Mapping>>, isMySQL: boolean): Readonly<Record<string, Mapping>> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, mapping]) => ecsPaths(name, isMySQL).map((path) => [path, OTHERWISE[path] ?? mapping])),
  )

/** The members of a document with the names of ECS, by dotted path. */
export const ECS_MEMBERS: Readonly<Record<string, Mapping>> = {
  ...ALWAYS,
  ...placesOf({ ...COMMON_FIELDS, ...POSTGRESQL_FIELDS }, false),
  ...placesOf({ ...COMMON_FIELDS, ...MYSQL_FIELDS }, true),
  '@timestamp': CLASSIC_MEMBERS['@timestamp'] ?? STORED,
  '@salvaged': STORED,
}
