import { isIP } from 'node:net'
import type { Fields, LogRecord, Value } from '../../core/index.ts'
import { ecsPaths, PLACED } from './ecs-names.ts'

/** Of ECS, whose names these are. */
const VERSION = '8.11.0'

/**
 * What a document holds beside its time, under the names of ECS, Filebeat and OpenTelemetry, by dotted path: all that the record holds. No
 * path leads through another.
 */
export function ecsFields({ id, text, origin, fields }: LogRecord): Fields {
  const isMySQL = isSlowLog(fields)
  const { account, region, logGroup, logStream } = origin
  const members = new Map<string, Value>([
    ['ecs.version', VERSION],
    ['event.kind', 'event'],
    ['event.id', id],
    ['event.original', text],
    ['aws.cloudwatch.log_group', logGroup],
    ['aws.cloudwatch.log_stream', logStream],
    ...(isMySQL ? MYSQL : []),
    ...(account === undefined ? [] : [...AWS, ['cloud.account.id', account] as const]),
    ...(region === undefined ? [] : [['cloud.region', region] as const]),
  ])
  const others = Object.keys(fields).filter((name) => !IS_PLACED.has(name))
  for (const name of [...PLACED.filter((placed) => Object.hasOwn(fields, placed)), ...others]) {
    for (const path of ecsPaths(name, isMySQL)) {
      const value = convert(path, fields[name])
      if (value !== undefined) members.set(path, value)
    }
  }
  return Object.fromEntries(members)
}

/** Of MySQL's family, even if it lacks its header. */
const isSlowLog = (fields: Fields): boolean =>
  ['Lock_time', 'User@Host'].some((name) => Object.hasOwn(fields, name)) ||
  (['mysql', 'mariadb'].includes(String(fields['Engine'])) && Object.hasOwn(fields, 'Query'))

const IS_PLACED: ReadonlySet<string> = new Set(PLACED)

const AWS = [['cloud.provider', 'aws']] as const

/** As Filebeat marks a slow log. An `Engine` that says MariaDB comes later, and wins. */
const MYSQL = [
  ['event.category', ['database']],
  ['event.type', ['info']],
  ['event.module', 'mysql'],
  ['event.dataset', 'mysql.slowlog'],
  ['service.type', 'mysql'],
  ['db.system.name', 'mysql'],
] as const

/** In the unit and form of the path; undefined: there is nothing to say. */
function convert(path: string, value: Value | undefined): Value | undefined {
  switch (path) {
    case 'event.duration':
      return typeof value === 'number' ? Math.round(value * 1e9) : value
    case 'source.ip':
      return typeof value === 'string' && isIP(value) === 0 ? undefined : value // An event of MariaDB comes from `%`.
    case 'log.flags':
      return value === true ? ['truncated'] : undefined
    case 'mysql.slowlog.current_user':
      return typeof value === 'string' ? accountOf(value) : value
    default:
      return value
  }
}

/** Of `account[login]`, where both are mostly the same and may hold brackets. */
function accountOf(text: string): string | undefined {
  const half = text.slice(0, (text.length - 2) / 2)
  const account = text === `${half}[${half}]` ? half : text.replace(/\[.*\]$/s, '')
  return account === '' ? undefined : account
}
