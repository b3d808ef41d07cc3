import { type Fields, type LogRecord, wellFormed } from '../../core/index.ts'
import { plainValue } from '../plain-value.ts'
import { hasInnerNames, isFieldName } from './field-name.ts'

/** `index.mapping.depth.limit`; the document itself is the first level. A server dies of some thousands. */
export const MOST_LEVELS = 20

/** Names of the fields to be put aside. */
export type Aside = Pick<ReadonlySet<string>, 'has'>

export interface Document {
  /** One line of JSON, in pieces: to join them would cost more than to make them. */
  readonly json: readonly string[]
  /** The fields that are in `@salvaged`, as one JSON text, and not in their places. */
  readonly aside: readonly string[]
}

/** How records become documents: under which names. */
export interface Documents {
  /**
   * The document of a record, safe for the server; `iso` is the record's time. `aside`: the fields to be put aside; with them go those whose
   * names no server takes. Absent: none ever is.
   */
  documentOf(record: LogRecord, iso: string, aside?: Aside): Document
  /** What may be put aside of it, by the names that count there. */
  fieldsOf(record: LogRecord): Fields
}

/** Names and values. */
export type Entries = readonly (readonly [string, unknown])[]

/** Those that stay in their places, and those to be put aside. */
export function divide(entries: Entries, aside: Aside | undefined): { readonly kept: Entries; readonly salvaged: Entries } {
  const salvaged = entries.filter(([name, value]) => isAside(name, value, aside))
  return { kept: salvaged.length === 0 ? entries : entries.filter(([name, value]) => !isAside(name, value, aside)), salvaged }
}

export const isAside = (name: string, value: unknown, aside: Aside | undefined): boolean =>
  aside !== undefined && (aside.has(name) || !isFieldName(name) || !hasInnerNames(value, MOST_LEVELS - 1))

/** An object as JSON that a server reads, whatever is in it. */
export const safeJson = (entries: Entries): string => JSON.stringify(plainValue(Object.fromEntries(entries), MOST_LEVELS))

/** A text as JSON, well-formed. */
export const textJson = (text: string): string => JSON.stringify(wellFormed(text))

/** JSON writes only those as `\ud…`. The characters `\ud…` of a text match, too, which does no harm. */
export const hasLoneSurrogate = (json: string): boolean => json.includes('\\ud')
