import { GONE } from './gone.ts'
import { columnsIn, redactRow } from './plan.ts'
import { redactWarning } from './warnings.ts'

/** Lines of names and times. */
const NAMED = /^# (?:Time|User@Host|Client|Thread_id|Schema|Stored_routine): /
/** Lines of `Name: value` pairs that are numbers, times and the like. */
const MEASURED = /^#(?: +\w+: *(?:[\d.:TZ+-]+|Yes|No|query|session))+\s*$/
const OTHERS = /^#(?: (?:InnoDB_trx_id: [\dA-F]+|No InnoDB statistics available for this query))?\s*$/
const EXPLAIN = '# explain: '
const WARNINGS = '# Warnings'
const USE = /^use .*;\s*$/s
const SET = /^SET \w+=-?\d+(?:,\w+=-?\d+)*;?\s*$/

/**
 * What stands before the statement of a slow-log entry, without values; undefined where that is no header. Of MariaDB's blocks the plan
 * stays, and of warnings level and code. A line that no server writes, such as the rest of a name that has a line end in it, becomes `# ?`.
 */
export function redactHeader(head: string): string | undefined {
  const lines = head.split('\n')
  // What the line of the statement begins with: nothing, the mark of an administrator command, or SET where the statement is empty.
  const open = lines.pop() ?? ''
  const isSet = SET.test(open)
  if (open !== '' && open !== '# ' && !isSet) return undefined
  const set = !isSet && SET.test(lines.at(-1) ?? '') ? lines.splice(-1) : []
  const use = lines.length > 1 && USE.test(lines.at(-1) ?? '') ? lines.splice(-1) : []
  return [...redactLines(lines), ...use, ...set, open].join('\n')
}

function redactLines(lines: readonly string[]): readonly string[] {
  const warnings = lines.indexOf(WARNINGS) + 1 || lines.length
  let columns: number | undefined
  return lines.map((line, i) => {
    if (i >= warnings) return `# ${redactWarning(line.slice(line.startsWith('# ') ? 2 : 0))}`
    if (line.startsWith(EXPLAIN)) {
      const row = line.slice(EXPLAIN.length)
      columns ??= columnsIn(row)
      return EXPLAIN + redactRow(row, columns)
    }
    return line === WARNINGS || NAMED.test(line) || MEASURED.test(line) || OTHERS.test(line) ? line : `# ${GONE}`
  })
}
