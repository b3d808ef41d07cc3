import type { ErrorCode, Path } from '../errors.ts'
import { pathText } from './path-text.ts'

/** One thing that is wrong with a config, or doubtful. */
export interface Problem {
  readonly level: 'error' | 'warning'
  readonly code: ErrorCode
  readonly path: Path
  /** The key itself is at fault (unknown, or missing), not the value under it. */
  readonly onKey?: true
  readonly message: string
  /** Where it stands, if the config was read from a file; line and column count from 1. */
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** The line, without what may be secret in it, and where in it the fault lies (`from` counts from 0). */
  readonly excerpt?: { readonly text: string; readonly from: number; readonly length: number }
}

/** A problem whose place its finder does not know. */
export type Fault = Pick<Problem, 'code' | 'message'>

/** The problems of one step and the next: what the first has found wrong, the second need not. */
export function inSteps(first: readonly Problem[], second: readonly Problem[]): readonly Problem[] {
  const known = new Set(first.map(({ path }) => pathText(path)))
  return [...first, ...second.filter(({ path }) => !known.has(pathText(path)))]
}

/** Lines for stderr, each problem with the config's line and carets below it where that is known. Ends with a line end. */
export const formatProblems = (problems: readonly Problem[]): string => problems.map((problem) => `${format(problem)}\n`).join('')

function format({ level, code, path, onKey, message, file, line, column, excerpt }: Problem): string {
  const place = file === undefined ? '' : line === undefined ? `${file}  ` : `${file}:${line}:${column}  `
  const about = pathText(onKey ? path.slice(0, -1) : path)
  const head = `${place}${level}  ${code}  ${about === '' ? '' : `${about}: `}${message}`
  if (excerpt === undefined) return head
  const number = String(line).padStart(5)
  const carets = ' '.repeat(excerpt.from) + '^'.repeat(excerpt.length)
  return `${head}\n${number} | ${excerpt.text}\n${' '.repeat(5)} | ${carets}`
}
