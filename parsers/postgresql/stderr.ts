import { type Draft, numberOf } from './draft.ts'
import type { Entry } from './entry.ts'
import { isSeverity, LABELS, LOCATION } from './label.ts'
import { readLocation } from './location.ts'
import {
  APPLICATION,
  BACKEND,
  DATABASE,
  EPOCH,
  LEADER,
  LINE_NUMBER,
  LOCAL_HOST,
  PID,
  type Places,
  PS,
  QUERY_ID,
  REMOTE_HOST,
  REMOTE_PORT,
  SESSION_ID,
  SESSION_START,
  STATE,
  shown,
  TIMESTAMP,
  TRANSACTION_ID,
  USER,
  VIRTUAL_ID,
} from './place.ts'

const TEXTS: readonly (readonly [number, string])[] = [
  [EPOCH, 'timestamp'],
  [TIMESTAMP, 'timestamp'],
  [USER, 'user'],
  [DATABASE, 'dbname'],
  [REMOTE_HOST, 'remote_host'],
  [LOCAL_HOST, 'local_host'],
  [SESSION_ID, 'session_id'],
  [PS, 'ps'],
  [SESSION_START, 'session_start'],
  [VIRTUAL_ID, 'vxid'],
  [STATE, 'state_code'],
  [APPLICATION, 'application_name'],
  [BACKEND, 'backend_type'],
]
const NUMBERS: readonly (readonly [number, string])[] = [
  [PID, 'pid'],
  [REMOTE_PORT, 'remote_port'],
  [LINE_NUMBER, 'line_num'],
  [TRANSACTION_ID, 'txid'],
  [LEADER, 'leader_pid'],
  [QUERY_ID, 'query_id'],
]
const PIECES: Readonly<Record<string, string>> = {
  DETAIL: 'detail',
  HINT: 'hint',
  QUERY: 'internal_query',
  CONTEXT: 'context',
  BACKTRACE: 'backtrace',
  STATEMENT: 'statement',
}
/** What a name is before the server knows it. */
const UNKNOWN = '[unknown]'

/**
 * The fields of jsonlog that an entry of stderr has. One that begins with a part of an event says so in `Part`. `isPiece`: what belongs to it
 * may have come as an event of its own.
 */
export function readStderr(text: string, { line, pieces }: Entry, isPiece: boolean): Draft {
  const fields: Draft = {}
  readPlaces(text, line.places, fields)
  for (let i = 0; i < pieces.length; i += 3) {
    const label = pieces[i] as number
    const value = textOf(text, pieces[i + 1] as number, pieces[i + 2] as number)
    const name = LABELS[label] as string
    if (isSeverity(label)) {
      fields['error_severity'] = name
      readMessage(value, pieces, isPiece && pieces.length === 3, fields)
      continue
    }
    if (i === 0) fields['Part'] = name
    if (label === LOCATION) readLocation(value, fields)
    else fields[PIECES[name] as string] = value
  }
  return fields
}

function readPlaces(text: string, places: Places, fields: Draft): void {
  for (const [place, name] of TEXTS) {
    const value = shown(text, places, place)
    if (value !== '' && value !== UNKNOWN) fields[name] = value
  }
  for (const [place, name] of NUMBERS) {
    const value = shown(text, places, place)
    if (value !== '') fields[name] = numberOf(value)
  }
}

/** Without the tab behind each line end. */
function textOf(text: string, from: number, to: number): string {
  const value = text.slice(from, to)
  return value.includes('\n') ? value.replaceAll('\n\t', '\n') : value
}

const STATE_BEFORE = /^(?:[0-5][0-9A-Z]|72|F0|HV|P0|XX)[0-9A-Z]{3}: /

/**
 * With `log_error_verbosity = verbose` a SQLSTATE is before it. That is so where the prefix has the same, or a location follows; of an event
 * that has come apart nobody knows, and looks must do.
 */
function readMessage(text: string, pieces: readonly number[], mayBeApart: boolean, fields: Draft): void {
  const isVerbose =
    text.charCodeAt(5) === 58 &&
    STATE_BEFORE.test(text) &&
    (fields['state_code'] === undefined ? mayBeApart || hasLocation(pieces) : text.startsWith(String(fields['state_code'])))
  if (isVerbose) fields['state_code'] = text.slice(0, 5)
  const message = isVerbose ? text.slice(7) : text
  if (message !== '') fields['message'] = message
}

function hasLocation(pieces: readonly number[]): boolean {
  for (let i = 0; i < pieces.length; i += 3) if (pieces[i] === LOCATION) return true
  return false
}
