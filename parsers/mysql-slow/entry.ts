import type { Fields, Parsed, Value } from '../../core/index.ts'
import type { Header } from './header.ts'
import { readPairs } from './pairs.ts'
import { isMySQL } from './server.ts'
import { statementOf } from './statement.ts'
import { timeOf } from './time.ts'
import { readWho } from './who.ts'

/**
 * What an entry says whose header was read and that ends at `to`. `Database` is the schema that it names; MySQL names it only where it is
 * another than before, so an entry that names none has that of `carry`.
 */
export function readEntry(text: string, header: Header, to: number, carry: Fields, isCut: boolean): Parsed {
  const fields: Record<string, Value> = {}
  if (header.user !== undefined) {
    const who = readWho(header.user)
    fields['User@Host'] = who.account
    if (who.user !== '') fields['User'] = who.user
    if (who.host !== '') fields['Host'] = who.host
    if (who.ip !== '') fields['IP'] = who.ip
    if (who.id !== undefined) fields['Thread_id'] = who.id
  }
  readPairs(text, header.pairs, fields)
  if (header.explain !== undefined) fields['explain'] = header.explain.replaceAll('# explain: ', '')
  if (header.warnings !== undefined) fields['Warnings'] = header.warnings.replaceAll(/^# /gm, '')

  const database = header.use === undefined ? (fields['Schema'] ?? carry['Database']) : schemaOf(header.use, isMySQL(text, header))
  if (database !== undefined && database !== '') fields['Database'] = database
  if (header.set !== undefined) readSettings(header.set, fields)
  const { query, cut } = statementOf(text, header.statement, to)
  if (!header.cut) fields['Query'] = query
  if (cut || isCut) fields['Truncated'] = true
  const time = timeOf(header.time, fields['timestamp'])
  return time === undefined ? { fields } : { fields, time }
}

/** MariaDB puts the name in backticks, MySQL never does. */
function schemaOf(use: string, isBare: boolean): string {
  return !isBare && use.length > 2 && use.startsWith('`') && use.endsWith('`') ? use.slice(1, -1).replaceAll('``', '`') : use
}

/** Of `name=number,name=number`. An id is a name: where no double is exact it stays text. */
function readSettings(set: string, fields: Record<string, Value>): void {
  let from = 0
  for (let comma = set.indexOf(','); comma >= 0; comma = set.indexOf(',', from)) {
    readSetting(set, from, comma, fields)
    from = comma + 1
  }
  readSetting(set, from, set.length, fields)
}

function readSetting(set: string, from: number, to: number, fields: Record<string, Value>): void {
  const mark = set.indexOf('=', from)
  const digits = set.slice(mark + 1, to)
  const number = Number(digits)
  fields[set.slice(from, mark)] = Number.isSafeInteger(number) ? number : digits
}
