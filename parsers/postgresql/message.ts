import { readCheckpoint } from './checkpoint.ts'
import type { Draft } from './draft.ts'
import { readDuration, readNamed } from './duration.ts'
import { readLockWait } from './lock-wait.ts'
import { readVacuum } from './vacuum.ts'

const STATEMENT = 'statement: '
const EXECUTE = 'execute '
const FETCH = 'execute fetch from\x20'

/** The longest message of the server that is told apart and holds no statement; what is longer is none. */
const LONGEST = 10_000

/** Tells what a message is about, as `Kind`, and its numbers. */
export function tellKind(message: string, fields: Draft): void {
  const isTold = message.startsWith('duration: ') ? readDuration(message, fields) : isLogged(fields) && readLog(message, fields)
  if (isTold) return
  const isError = fields['error_severity'] === 'ERROR' || fields['error_severity'] === 'FATAL' || fields['error_severity'] === 'PANIC'
  fields['Kind'] = isError ? (message === 'deadlock detected' ? 'deadlock' : 'error') : 'message'
}

/** What the server says of itself. A function may say anything, but seldom so. */
const isLogged = (fields: Draft) => fields['error_severity'] === 'LOG'

function readLog(message: string, fields: Draft): boolean {
  if (message.startsWith(STATEMENT)) {
    fields['Kind'] = 'statement'
    fields['Query'] = message.slice(STATEMENT.length)
    return true
  }
  if (message.startsWith(EXECUTE)) {
    const isFetch = message.startsWith(FETCH)
    fields['Kind'] = 'statement'
    readNamed(message, (isFetch ? FETCH : EXECUTE).length, isFetch ? 'fetch' : 'execute', fields)
    return true
  }
  if (message.length > LONGEST) return false
  switch (message.charCodeAt(0)) {
    case 97:
      return readVacuum(message, fields)
    case 99:
      return readConnection(message, fields) || readCheckpoint(message, fields)
    case 100:
      return readDisconnection(message, fields)
    case 112:
      return readLockWait(message, fields)
    case 114:
      return readCheckpoint(message, fields)
    case 116:
      return readTemporaryFile(message, fields)
    default:
      return false
  }
}

const CONNECTION = /^connection (?:received|authenticated|authorized|ready):/

function readConnection(message: string, fields: Draft): boolean {
  if (!CONNECTION.test(message)) return false
  fields['Kind'] = 'connection'
  return true
}

const DISCONNECTION = /^disconnection: session time: (\d+):(\d\d):(\d\d)\.(\d{3}) /

function readDisconnection(message: string, fields: Draft): boolean {
  const [, hours, minutes, seconds, ms] = DISCONNECTION.exec(message) ?? []
  if (hours === undefined) return false
  fields['Kind'] = 'disconnection'
  fields['Session_time'] = ((Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000 + Number(ms)) / 1000
  return true
}

const TEMPORARY = /^temporary file: path "([^"]*)", size (\d+)/

function readTemporaryFile(message: string, fields: Draft): boolean {
  const [, path, bytes] = TEMPORARY.exec(message) ?? []
  if (path === undefined) return false
  Object.assign(fields, { Kind: 'temporary_file', Temp_file: path, Temp_bytes: Number(bytes) })
  return true
}

/** What the server's messages begin with that are told apart (`ereport(LOG, …)` in its source), and a few of its details. */
const BEGINNINGS = [
  ...['duration: ', 'statement: ', 'execute ', 'connection ', 'disconnection: ', 'process ', 'temporary file: ', 'checkpoint '],
  ...['restartpoint ', 'automatic ', 'parameters: ', 'Parameters: ', 'Process '],
]

/** Whether it begins as the server's messages do; with `log_error_verbosity = verbose` they have a SQLSTATE before them. */
export function isWellKnown(text: string, from: number): boolean {
  const at = text.charCodeAt(from + 5) === 58 ? from + 7 : from
  return BEGINNINGS.some((beginning) => text.startsWith(beginning, at))
}
