import { randomBytes } from 'node:crypto'

/** One version of a fact, as it is stored. */
export interface Version {
  /** Absent: the fact was deleted. */
  readonly value?: string
  /** Random: what tells this version from another. */
  readonly mark: string
  /** The marks of the versions before, newest first. */
  readonly before: readonly string[]
}

/** As many others may write between a write and the look that follows it, and the writer still knows that it was first. */
const MARKS = 128

export const newMark = (): string => randomBytes(6).toString('hex')

export const marksOf = ({ mark, before }: Version): readonly string[] => [mark, ...before].slice(0, MARKS)

/** True if the version with that mark was written: it is this one, or was before it. */
export const holds = ({ mark, before }: Version, other: string): boolean => mark === other || before.includes(other)

/** Undefined for what is damaged. */
export function parseVersion(text: string): Version | undefined {
  try {
    const { value, mark, before } = JSON.parse(text) as Partial<Version>
    if (typeof mark === 'string' && Array.isArray(before)) return { ...(typeof value === 'string' ? { value } : {}), mark, before }
  } catch {
    // Not JSON: damaged, too.
  }
  return undefined
}
