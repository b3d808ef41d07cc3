import type { Value } from '../../core/index.ts'

/** Names, whatever they look like: a schema may be called `123`. */
const TEXT = new Set(['Client', 'End', 'InnoDB_trx_id', 'Log_slow_rate_type', 'Schema', 'Start', 'Stored_routine'])
const AFTER_SCHEMA = ['  QC_hit: ', '  Last_errno: ', ' Last_errno: ']
const DECIMAL = /^-?\d+(?:\.\d+)?$/
/** An integer of so many digits is exact, and so is such a power of ten: their quotient is the double nearest to the decimal. */
const EXACT_DIGITS = 15
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, n) => 10 ** n)

/** How most servers order the names: a guess that saves cutting each one out of the text. */
const FOLLOWS = new Map(
  [
    'Thread_id Schema QC_hit Query_time Lock_time Rows_sent Rows_examined Rows_affected Bytes_sent Pages_accessed Pages_read Pages_prefetched Pages_updated Old_rows_read Pages_read_time Engine_time Tmp_tables Tmp_disk_tables Tmp_table_sizes Full_scan Full_join Tmp_table Tmp_table_on_disk Filesort Filesort_on_disk Merge_passes Priority_queue',
    'Errno Killed Bytes_received Bytes_sent Read_first Read_last Read_key Read_next Read_prev Read_rnd Read_rnd_next Sort_merge_passes Sort_range_count Sort_rows Sort_scan_count Created_tmp_disk_tables Created_tmp_tables Count_hit_tmp_table_size Start End',
  ].flatMap((line) => line.split(' ').map((name, i, names) => [name, names[i + 1]] as const)),
)

/**
 * Reads the `Name: value` pairs of header lines (from, to, from, to) into `fields`. The type follows the name: some are text; of the others,
 * `Yes` and `No` are true and false, and decimals are numbers (of a 64-bit counter that ran over, the nearest double). What is none of these
 * stays text.
 */
export function readPairs(text: string, lines: readonly number[], fields: Record<string, Value>): void {
  let guess: string | undefined = 'Query_time'
  for (let line = 0; line < lines.length; line += 2) {
    const to = lines[line + 1] ?? 0
    let at = lines[line] ?? 0
    while (at < to) {
      if (text.charCodeAt(at) === 32) {
        at++
        continue
      }
      const isGuessed = guess !== undefined && text.startsWith(guess, at) && text.charCodeAt(at + guess.length) === 58
      const name: string = isGuessed ? (guess ?? '') : text.slice(at, indexOf(text, 58, at, to))
      const start = at + name.length + 2
      if (start > to + 1) break
      guess = FOLLOWS.get(name)
      if (!TEXT.has(name)) {
        at = indexOf(text, 32, start, to)
        if (at > start) put(fields, name, typed(text, start, at))
      } else {
        at = textEnd(text, name, start, to)
        put(fields, name, text.slice(start, at))
      }
    }
  }
}

function indexOf(text: string, code: number, from: number, to: number): number {
  let at = from
  while (at < to && text.charCodeAt(at) !== code) at++
  return Math.min(at, to)
}

/** Names of schemas and routines may hold blanks. */
function textEnd(text: string, name: string, from: number, to: number): number {
  if (name === 'Stored_routine') return to
  if (name !== 'Schema') return indexOf(text, 32, from, to)
  // From the blank before, for where the name is empty.
  const line = text.slice(from - 1, to)
  const next = AFTER_SCHEMA.map((mark) => line.lastIndexOf(mark)).find((mark) => mark >= 0)
  return next === undefined ? Math.max(from, from - 1 + line.trimEnd().length) : Math.max(from, from - 1 + next)
}

function typed(text: string, from: number, to: number): Value {
  let digits = 0
  let decimals = -1
  let at = from
  for (; at < to && at - from <= EXACT_DIGITS; at++) {
    const code = text.charCodeAt(at)
    if (code > 47 && code < 58) {
      digits = digits * 10 + (code - 48)
      if (decimals >= 0) decimals++
    } else if (code === 46 && decimals < 0 && at > from) decimals = 0
    else break
  }
  if (at === to && decimals !== 0) return decimals < 0 ? digits : digits / (POWERS[decimals] ?? 1)
  const value = text.slice(from, to)
  if (value === 'Yes' || value === 'No') return value === 'Yes'
  return DECIMAL.test(value) ? Number(value) : value
}

/** As an own field, whatever its name. */
function put(fields: Record<string, Value>, name: string, value: Value): void {
  if (name === '__proto__') Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true })
  else fields[name] = value
}
