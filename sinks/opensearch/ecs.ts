import { isIP } from 'node:net'
import type { Fields, LogRecord, Value } from '../../core/index.ts'
import { ecsPaths, PLACED } from './ecs-names.ts'

/** Of ECS, whose names these are. */
const VERSION = '8.11.0'

/** What stands at a dotted path of a document. Undefined: there is nothing to say. */
export interface Member {
  readonly path: string
  readonly read: (record: LogRecord) => Value | undefined
}

/**
 * What a document holds beside its time, under the names of ECS, Filebeat and OpenTelemetry, by dotted path: all that the record holds. No
 * path leads through another.
 */
export function ecsFields(record: LogRecord): Fields {
  const found = new Map<string, Value>()
  for (const { path, read } of membersFor(Object.keys(record.fields), isSlowLog(record.fields))) {
    const value = read(record)
    if (value !== undefined) found.set(path, value)
  }
  return Object.fromEntries(found)
}

/** Of MySQL's family, even if it lacks its header, or does not say so. */
export function isSlowLog(fields: Fields): boolean {
  const { Engine: engine } = fields
  const isMySQL = engine === 'mysql' || engine === 'mariadb'
  if (engine !== undefined && !isMySQL) return false
  return Object.hasOwn(fields, 'Lock_time') || Object.hasOwn(fields, 'User@Host') || (isMySQL && Object.hasOwn(fields, 'Query'))
}

/** In the order in which they are put there, for a record with fields of these names; of two at one path, the later wins. */
export function membersFor(names: readonly string[], isMySQL: boolean): readonly Member[] {
  const placed = PLACED.filter((name) => names.includes(name))
  const others = names.filter((name) => !IS_PLACED.has(name))
  return [
    ...COMMON,
    ...(isMySQL ? MYSQL : []),
    ...ORIGIN,
    ...[...placed, ...others].flatMap((name) => ecsPaths(name, isMySQL).map((path): Member => memberOf(name, path))),
  ]
}

const IS_PLACED: ReadonlySet<string> = new Set(PLACED)

const fixed = (path: string, value: Value): Member => ({ path, read: () => value })

const COMMON: readonly Member[] = [
  fixed('ecs.version', VERSION),
  fixed('event.kind', 'event'),
  { path: 'event.id', read: ({ id }) => id },
  { path: 'event.original', read: ({ text }) => text },
  { path: 'aws.cloudwatch.log_group', read: ({ origin }) => origin.logGroup },
  { path: 'aws.cloudwatch.log_stream', read: ({ origin }) => origin.logStream },
]

/** As Filebeat marks a slow log. An `Engine` that says MariaDB comes later, and wins. */
const MYSQL: readonly Member[] = [
  fixed('event.category', ['database']),
  fixed('event.type', ['info']),
  fixed('event.module', 'mysql'),
  fixed('event.dataset', 'mysql.slowlog'),
  fixed('service.type', 'mysql'),
  fixed('db.system.name', 'mysql'),
]

const ORIGIN: readonly Member[] = [
  { path: 'cloud.provider', read: ({ origin }) => (origin.account === undefined ? undefined : 'aws') },
  { path: 'cloud.account.id', read: ({ origin }) => origin.account },
  { path: 'cloud.region', read: ({ origin }) => origin.region },
]

function memberOf(name: string, path: string): Member {
  const convert = Object.hasOwn(CONVERTED, path) ? CONVERTED[path] : undefined
  if (convert === undefined) return { path, read: ({ fields }) => fields[name] }
  return { path, read: ({ fields }) => convert(fields[name]) }
}

/** In the unit and form of the path. */
const CONVERTED: Readonly<Record<string, (value: Value | undefined) => Value | undefined>> = {
  'event.duration': (value) => (typeof value === 'number' ? Math.round(value * 1e9) : value),
  // An event of MariaDB comes from `%`.
  'source.ip': (value) => (typeof value === 'string' && isIP(value) === 0 ? undefined : value),
  'log.flags': (value) => (value === true ? ['truncated'] : undefined),
  'mysql.slowlog.current_user': (value) => (typeof value === 'string' ? accountOf(value) : value),
}

/** Of `account[login]`, where both are mostly the same and may hold brackets. */
function accountOf(text: string): string | undefined {
  const half = text.slice(0, (text.length - 2) / 2)
  const account = text === `${half}[${half}]` ? half : text.replace(/\[.*\]$/s, '')
  return account === '' ? undefined : account
}
