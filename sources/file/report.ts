import { type ErrorCode, isLogferryError, messageOf, type Origin } from '../../core/index.ts'

/** What to read in place of what the options of the source say. */
export interface FileTrigger {
  /** `-` is stdin. */
  readonly paths?: readonly string[]
  /** What `-` reads. Absent: the stdin of the process. */
  readonly input?: NodeJS.ReadableStream
  /** From the start, whatever an earlier run has read. */
  readonly fromStart?: boolean
  /** What decides where entries of an origin go: where an earlier run stopped counts only if this was the same. */
  readonly version?: (origin: Origin) => string
  /** In place of the options of these names. */
  readonly follow?: boolean
  readonly idleMs?: number
  /** After each delivery. */
  readonly onProgress?: (progress: FileProgress) => void
}

/** `events` and `bytes` are those that this read settled; of a `.gz`, bytes of what it holds. */
export interface FileProgress {
  readonly path: string
  readonly events: number
  readonly bytes: number
  /** The file's size when it was opened, where it is known in the same measure: not of a `.gz`, not of a pipe. */
  readonly size?: number
  /** Where an earlier run had stopped, if this one went on there. */
  readonly resumedAt?: number
  /** Followed: where a later run goes on, in bytes of the file that was read last. */
  readonly keptAt?: number
}

export interface FileReport extends FileProgress {
  /** `stopped`: the signal came first; of a followed file, before all that is certain was delivered. `failed`: it cannot be read, or no further. `not-delivered`: a slice was refused too often. */
  readonly status: 'done' | 'stopped' | 'failed' | 'not-delivered'
  readonly problem?: Problem
}

export interface Problem {
  readonly code: ErrorCode
  readonly detail: string
}

/** What `read` resolves with: one report per path, in order. */
export interface FileReports {
  readonly files: readonly FileReport[]
}

/** What kept a file from being read, from whatever was thrown. */
export function problemOf(thrown: unknown, path: string): Problem {
  if (isLogferryError(thrown)) return { code: thrown.code, detail: thrown.detail }
  const { code, syscall } = (thrown ?? {}) as Partial<NodeJS.ErrnoException>
  if (code === undefined || syscall === undefined) return { code: 'LF_INTERNAL', detail: `${path}: ${messageOf(thrown)}` }
  if (code === 'ENOENT' || code === 'ENOTDIR') return { code: 'LF_INPUT_MISSING', detail: `${path}: there is no such file` }
  if (code === 'EISDIR') return { code: 'LF_INPUT_FOLDER', detail: `${path} is a folder` }
  if (code === 'EACCES' || code === 'EPERM') return { code: 'LF_INPUT_DENIED', detail: `${path} may not be read (${code})` }
  return { code: 'LF_INPUT_FAILED', detail: `${path}: ${code} at ${syscall}` }
}
