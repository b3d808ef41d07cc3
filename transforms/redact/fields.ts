import type { Fields, Value } from '../../core/index.ts'
import { queryIdOf } from '../sql/query-id.ts'
import { GONE } from './gone.ts'
import { redactPlan } from './plan.ts'
import type { Redaction } from './statement.ts'
import { redactWarnings } from './warnings.ts'

const NONE: Fields = {}

/** Fields of text that hold names, times and codes. */
export const NAMES: readonly string[] = [
  'Engine',
  'Instance',
  'Cluster',
  'User@Host',
  'User',
  'Host',
  'IP',
  'Client',
  'Database',
  'Schema',
  'Stored_routine',
  'Start',
  'End',
  'InnoDB_trx_id',
  'Log_slow_rate_type',
  'insert_id',
  'last_insert_id',
  'Parse_error',
]

/** The same of the log of PostgreSQL. */
export const POSTGRESQL_NAMES: readonly string[] = [
  ...['Kind', 'Phase', 'Portal', 'Part', 'Lock_state', 'Lock_mode', 'Lock_on', 'Temp_file', 'Checkpoint', 'Table', 'Vacuum'],
  ...['timestamp', 'user', 'dbname', 'remote_host', 'local_host', 'session_id', 'ps', 'session_start', 'vxid', 'error_severity'],
  ...['state_code', 'func_name', 'file_name', 'application_name', 'backend_type', 'query_id'],
]

/**
 * Fields without values: of a text that is not known to be harmless, `?` is left, in lists and objects, too. Numbers, true, false and null
 * are taken for measures and stay. `own`: what others become.
 */
export function redactFields(fields: Fields, redaction: Redaction, kept: ReadonlySet<string>, own: Fields = NONE): Fields {
  let redacted: Record<string, Value> | undefined
  for (const name of Object.keys(fields)) {
    const value = fields[name] as Value
    const after = kept.has(name) ? value : Object.hasOwn(own, name) ? (own[name] as Value) : redactField(name, value, redaction)
    if (after === value) continue
    redacted ??= { ...fields }
    Object.defineProperty(redacted, name, { value: after, enumerable: true, configurable: true, writable: true })
  }
  return redacted ?? fields
}

function redactField(name: string, value: Value, { text, isRead }: Redaction): Value {
  switch (name) {
    case 'Query':
      return value === null ? value : text
    case 'Fingerprint':
      return isRead ? value : GONE
    case 'Query_id':
      return isRead ? value : queryIdOf(GONE)
    case 'explain':
      return typeof value === 'string' ? redactPlan(value) : withoutText(value)
    case 'Warnings':
      return typeof value === 'string' ? redactWarnings(value) : withoutText(value)
    default:
      return withoutText(value)
  }
}

/** Deeper than any log is. */
const DEEPEST = 200

function withoutText(value: Value, depth = 0): Value {
  if (typeof value === 'string') return value === '' ? value : GONE
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEEPEST) return GONE
  if (Array.isArray(value)) return value.map((inner) => withoutText(inner, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutText(inner, depth + 1)]))
}
