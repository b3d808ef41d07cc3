import type { Fields } from '../../core/index.ts'
import type { Aside } from './document.ts'
import { fieldAtFault, type ServerError } from './server-error.ts'

/** What parsers and transforms make of slow logs; an index of these that takes no further fields has them. */
const COMMON: readonly string[] = [
  ...['Cluster', 'Database', 'Engine', 'Fingerprint', 'Host', 'IP', 'Instance', 'Lock_time', 'Query', 'Query_id', 'Query_time'],
  ...['Rows_examined', 'Rows_sent', 'User', 'User@Host'],
]

/**
 * The fields to put aside from a document that was refused, beside those that are `aside` already. `accepted`: names with which other
 * documents got into that index. None: the fault is in no field of the record.
 */
export function refusedFields(error: ServerError, fields: Fields, aside: Aside, accepted: () => ReadonlySet<string>): readonly string[] {
  const left = Object.keys(fields).filter((name) => !aside.has(name))
  const path = fieldAtFault(error)
  const at = path === undefined ? suspects(error, fields, left, accepted) : fieldsOf(path, left)
  // A field of ours, such as `@salvaged` itself where the mapping is strict.
  if (at.length === 0 && path?.startsWith('@')) return []
  return at.length > 0 ? at : left
}

/** True if the path leads to the field of that name, or below it. */
const isPart = (path: string, name: string) => path === name || path.startsWith(`${name}.`)

/** The fields that a path leads to or through; else those that lie below it, for `a.b` may be the name of a field. */
function fieldsOf(path: string, names: readonly string[]): readonly string[] {
  const above = names.filter((name) => isPart(path, name))
  return above.length > 0 ? above : names.filter((name) => name.startsWith(`${path}.`))
}

/** Those that may be meant by an error that names none. */
function suspects(
  { reason, cause }: ServerError,
  fields: Fields,
  names: readonly string[],
  accepted: () => ReadonlySet<string>,
): readonly string[] {
  const text = `${reason}\n${cause}`
  if (/^Limit of total fields/m.test(text)) {
    const known = accepted()
    return names.filter((name) => !known.has(name) && !COMMON.includes(name))
  }
  if (/FlatObjectFieldMapper cannot be cast/.test(text)) return names.filter((name) => name.includes('.'))
  if (/^(?:Limit of mapping depth|The depth of the field)/m.test(text)) return names.filter((name) => typeof fields[name] === 'object')
  return []
}
