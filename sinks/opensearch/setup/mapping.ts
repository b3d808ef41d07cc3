/** A field as an index template describes it: https://docs.opensearch.org/latest/field-types/ */
export interface Mapping {
  readonly type: string
  readonly [setting: string]: unknown
}

/** A name. Longer ones are kept, but not found. */
export const KEYWORD: Mapping = { type: 'keyword', ignore_above: 1024 }

/** Any number: a 64-bit counter that ran over fits, too, and a whole number never conflicts with one that is not. */
export const NUMBER: Mapping = { type: 'double' }

export const FLAG: Mapping = { type: 'boolean' }
export const DATE: Mapping = { type: 'date' }
export const ADDRESS: Mapping = { type: 'ip' }

/** Prose: found by its words. */
export const PROSE: Mapping = { type: 'text', norms: false }

/** Kept, and neither found nor counted. */
export const STORED: Mapping = { type: 'text', index: false, norms: false }

/** Any JSON below one name: https://docs.opensearch.org/latest/field-types/supported-field-types/flat-object/ */
export const ANY_JSON: Mapping = { type: 'flat_object' }

/** The most characters that fit into the longest term, whichever they are (32,766 bytes). */
const LONGEST_TERM = 8191

/** `.words` parts `shop.customers`, which the text itself keeps whole; `.keyword` is for wildcards. */
export const STATEMENT: Mapping = {
  type: 'text',
  norms: false,
  fields: { keyword: KEYWORD, words: { type: 'text', analyzer: 'simple', norms: false } },
}

/** To group by, and to find by its words. */
export const SUMMARY: Mapping = { type: 'keyword', ignore_above: LONGEST_TERM, fields: { text: PROSE } }
