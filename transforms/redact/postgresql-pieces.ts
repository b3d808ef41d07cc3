import type { Fields } from '../../core/index.ts'
import { POSTGRESQL } from '../sql/dialect.ts'
import { GONE } from './gone.ts'
import { redactMessage } from './postgresql-message.ts'
import { type Redaction, redactStatement } from './statement.ts'

/** The texts of an event of PostgreSQL's log, by field, without values. */
export function redactPieces(fields: Fields, redaction: Redaction): Fields {
  const pieces: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) {
    const piece = typeof value === 'string' ? redactPiece(name, value, fields, redaction) : undefined
    if (piece !== undefined) pieces[name] = piece
  }
  return pieces
}

/** Undefined of what is none of them. */
function redactPiece(name: string, value: string, fields: Fields, redaction: Redaction): string | undefined {
  switch (name) {
    case 'message':
      return redactMessage(value, fields, redaction.text)
    case 'detail':
      return redactDetail(value)
    case 'context':
      return value
        .split('\n')
        .map((line) => (PLACE.test(line) ? line : GONE))
        .join('\n')
    case 'statement':
      return value === fields['Query'] ? redaction.text : statementOf(value, fields)
    case 'internal_query':
      return statementOf(value, fields)
    case 'Statement_name':
      return NAME.test(value) ? value : GONE
    default:
      return undefined
  }
}

const statementOf = (statement: string, fields: Fields) => redactStatement(statement, fields['Truncated'] === true, POSTGRESQL).text

/** Of a prepared statement, as clients give them. */
const NAME = /^[\w./$-]{1,63}$/
const PLACE =
  /^(?:PL\/pgSQL function [\w.]{1,127}(?:\([\w ,.[\]]{0,200}\))? line \d+ at [\w ]{1,40}|while \w+ing tuple \(\d+,\d+\) in relation "[^"]{1,63}")$/

const PARAMETERS = /^[Pp]arameters: /
const PREPARED = 'prepare: '
const KEY =
  /^(Key \([\w, ]+\)=\().*(\) (?:already exists|is not present in table "[^"\n]{1,63}"|is still referenced from table "[^"\n]{1,63}")\.)$/s
const PROCESSES =
  /^(?:Process(?:es)? holding the lock: [\d, ]*\. Wait queue: [\d, ]*\.|Process \d+ waits for \w+ on [\w ]+(?:\(\d+,\d+\)[\w ]+)?; blocked by process \d+\.)$/

function redactDetail(detail: string): string {
  if (PARAMETERS.test(detail)) return redactParameters(detail)
  if (detail.startsWith(PREPARED)) return PREPARED + redactStatement(detail.slice(PREPARED.length), false, POSTGRESQL).text
  if (KEY.test(detail)) return detail.replace(KEY, `$1${GONE}$2`)
  return detail
    .split('\n')
    .map((line) => (PROCESSES.test(line) ? line : GONE))
    .join('\n')
}

const PARAMETER = /(?:(?:^[Pp]arameters: )|, )(\$\d+) = (?:'[^']*(?:''[^']*)*'|NULL|\?)/y

/** `parameters: $1 = 'it''s', $2 = NULL`, to its end or not at all. */
function redactParameters(detail: string): string {
  const head = detail.slice(0, detail.indexOf(' ') + 1)
  const names: string[] = []
  PARAMETER.lastIndex = 0
  for (let at = 0; at < detail.length; at = PARAMETER.lastIndex) {
    const [, name] = PARAMETER.exec(detail) ?? []
    if (name === undefined) return head + GONE
    names.push(`${name} = ${GONE}`)
  }
  return head + names.join(', ')
}
