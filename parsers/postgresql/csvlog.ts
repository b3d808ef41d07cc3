import type { Value } from '../../core/index.ts'
import { readCsv, unquoted } from './csv.ts'
import { type Draft, numberOf } from './draft.ts'
import { readLocation } from './location.ts'

/** The columns by their names in jsonlog; `''` where one becomes several. Servers before 14 have fewer (https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG). */
const COLUMNS = [
  ...['timestamp', 'user', 'dbname', 'pid', '', 'session_id', 'line_num', 'ps', 'session_start', 'vxid', 'txid', 'error_severity'],
  ...['state_code', 'message', 'detail', 'hint', 'internal_query', 'internal_position', 'context', 'statement', 'cursor_position', ''],
  ...['application_name', 'backend_type', 'leader_pid', 'query_id'],
]
const CLIENT = 4
const LOCATION = 21
const NUMBERS = new Set(['pid', 'line_num', 'txid', 'internal_position', 'cursor_position', 'leader_pid', 'query_id'])

/** The fields of jsonlog that a record of csvlog has. */
export function readCsvlog(text: string, from: number): Draft {
  const record: Draft = {}
  const { fields } = readCsv(text, from)
  for (let i = 0; i < COLUMNS.length && 2 * i < fields.length; i++) {
    const value = unquoted(text, fields[2 * i] as number, fields[2 * i + 1] as number)
    if (value === '') continue
    if (i === CLIENT) readClient(value, record)
    else if (i === LOCATION) readLocation(value, record)
    else record[COLUMNS[i] as string] = typed(COLUMNS[i] as string, value)
  }
  return record
}

const typed = (name: string, value: string): Value => (NUMBERS.has(name) ? numberOf(value) : value)

const CLIENT_PORT = /^(.*):(\d+)$/s

function readClient(client: string, record: Draft): void {
  const [, host = client, port] = CLIENT_PORT.exec(client) ?? []
  record['remote_host'] = host
  if (port !== undefined) record['remote_port'] = Number(port)
}
