import pc from 'picocolors'
import { ERRORS, type ErrorCode, isLogferryError, messageOf } from '../core/index.ts'

const CLEAR = '\r\x1b[K'
let hasProgress = false

/** A line on a terminal that the next one takes the place of. */
export function sayProgress(line: string): void {
  hasProgress = true
  process.stderr.write(`${CLEAR}${line}`)
}

function clearProgress(): void {
  if (hasProgress) process.stderr.write(CLEAR)
  hasProgress = false
}

/** Talk goes to stderr; stdout is for data. */
export function say(line: string): void {
  clearProgress()
  process.stderr.write(`${line}\n`)
}

export function print(text: string): void {
  clearProgress()
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** What came from a log, for a terminal: nothing in it moves the cursor, or names the window. */
export const visible = (text: string): string => text.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\uFFFD')

/** Says what went wrong, with its code, and what to do next. */
export function complain(code: ErrorCode, detail: string): void {
  say(`${pc.red('error')} ${pc.bold(code)} ${visible(detail)}`)
  say(`  ${ERRORS[code].next}`)
}

export function complainOf(thrown: unknown): void {
  if (isLogferryError(thrown)) complain(thrown.code, thrown.detail)
  else complain('LF_INTERNAL', thrown instanceof Error ? (thrown.stack ?? thrown.message) : messageOf(thrown))
}

/** Columns as wide as their widest cell, two blanks apart; numbers to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? '').length)))
  const cell = (value: string | number, column: number) => {
    const width = widths[column] ?? 0
    return typeof value === 'number' ? String(value).padStart(width) : value.padEnd(width)
  }
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n')
}

export const plural = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`
