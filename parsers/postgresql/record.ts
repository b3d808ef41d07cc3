import type { Fields, Parsed } from '../../core/index.ts'
import type { Draft } from './draft.ts'
import { readHolders } from './lock-wait.ts'
import { tellKind } from './message.ts'
import { type OffsetOf, timeOf } from './time.ts'

/** What an event's parts should know of it if they come apart from it. */
const INHERITED = ['error_severity', 'state_code', 'Kind', 'Phase', 'Statement_name', 'Portal', 'application_name']

/** What is carried on from an event: its process, and what its parts should know. */
export function carryOf(fields: Fields): Fields {
  const carry: Draft = { process: processOf(fields) }
  for (const name of INHERITED) {
    const value = fields[name]
    if (value !== undefined) carry[name] = value
  }
  return carry
}

const processOf = ({ pid = '', session_id: session = '' }: Fields): string => `${pid} ${session}`

/** Adds to the fields of jsonlog what all engines have, what the message tells, and of a part what its event left. */
export function recordOf(fields: Draft, carry: Fields, offsetOf: OffsetOf): Parsed {
  const { Part: part, message, timestamp, user, dbname, remote_host: host, detail, statement } = fields
  fields['Engine'] = 'postgresql'
  if (part === undefined) tellKind(typeof message === 'string' ? message : '', fields)
  if (part !== undefined && carry['process'] === processOf(fields)) inherit(fields, carry)
  if (fields['Query'] === undefined && statement !== undefined) fields['Query'] = statement
  if (typeof detail === 'string' && detail.startsWith('Process')) readHolders(detail, fields)
  if (user !== undefined) fields['User'] = user
  if (dbname !== undefined) fields['Database'] = dbname
  if (typeof host === 'string' && host !== '[local]') fields[isAddress(host) ? 'IP' : 'Host'] = host
  const time = typeof timestamp === 'string' ? timeOf(timestamp, offsetOf) : undefined
  return time === undefined ? { fields } : { fields, time }
}

function inherit(fields: Draft, carry: Fields): void {
  for (const name of INHERITED) {
    const value = carry[name]
    if (value !== undefined && fields[name] === undefined) fields[name] = value
  }
}

const ADDRESS = /^(?:\d+\.\d+\.\d+\.\d+|[\da-fA-F.]*:[\da-fA-F:.]*(?:%.+)?)$/s

const isAddress = (host: string) => ADDRESS.test(host)
