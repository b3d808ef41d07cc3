import { compileGlob, type LogRecord, type Origin } from '../core/index.ts'
import type { KeyParts } from '../sinks/s3/read-key.ts'

/** What of all that is stored is meant. */
export interface Wanted {
  /** Of keys. */
  readonly prefix?: string
  /** In milliseconds: from this on, and before that. */
  readonly since?: number
  readonly until?: number
  /** A glob. */
  readonly logGroup?: string
  /** Of dead letters: the sink that refused, and the code. */
  readonly sink?: string
  readonly code?: string
  readonly only?: KeyParts['kind']
}

export interface WantedTests {
  /** False: nothing that is meant can be in an object of that key. */
  key(parts: KeyParts | undefined): boolean
  /** An event, or the record of one; a time that is not known is in no range. */
  event(event: { readonly time?: number; readonly origin: Origin }): boolean
  /** A letter on its way to a sink. */
  letter(letter: LogRecord, to: string): boolean
}

const HOUR_MS = 3_600_000

export function testsOf({ since, until, logGroup, sink, code, only }: Wanted): WantedTests {
  const [from, to] = [since ?? Number.NEGATIVE_INFINITY, until ?? Number.POSITIVE_INFINITY]
  const isGroup = logGroup === undefined ? () => true : compileGlob([logGroup])
  const isOfLetters = sink !== undefined || code !== undefined
  const isAnyTime = since === undefined && until === undefined
  const about = ({ time, origin }: { readonly time?: number; readonly origin: Origin }) =>
    isGroup(origin.logGroup) && (isAnyTime || (time !== undefined && time >= from && time < to))
  return {
    key(parts) {
      if (parts === undefined) return only === undefined
      if (only !== undefined && parts.kind !== only) return false
      if (parts.kind === 'archive' && isOfLetters) return false
      if (parts.logGroup !== undefined && !isGroup(parts.logGroup)) return false
      // Letters of several hours lie under the hour of the first.
      return parts.kind === 'letter' || parts.hour === undefined || (parts.hour < to && parts.hour + HOUR_MS > from)
    },
    event: (event) => !isOfLetters && about(event),
    letter: (letter, to) => (sink ?? to) === to && (code ?? letter.refused?.code) === letter.refused?.code && about(letter),
  }
}
