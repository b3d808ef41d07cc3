import { GONE } from './gone.ts'

/** Level and code. */
const WARNING = /^([A-Z][a-z]+ \d+) /

/** MariaDB's warnings, one a line. */
export const redactWarnings = (warnings: string): string => warnings.split('\n').map(redactWarning).join('\n')

/** Messages quote values, and their quotes do not always pair up, so they go as a whole. */
export function redactWarning(line: string): string {
  const [, kind] = WARNING.exec(line) ?? []
  return kind === undefined ? GONE : `${kind} ${GONE}`
}
