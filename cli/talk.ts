import pc from 'picocolors'
import { ERRORS, type ErrorCode, isLogferryError, messageOf } from '../core/index.ts'

/** Talk goes to stderr; stdout is for data. On a terminal it takes the place of a progress line. */
export const say = (line: string): void => {
  process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${line}\n`)
}

export const print = (text: string): void => {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** Says what went wrong, with its code, and what to do next. */
export function complain(code: ErrorCode, detail: string): void {
  say(`${pc.red('error')} ${pc.bold(code)} ${detail}`)
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
