/** The kinds of token. */
export type Kind = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12

/** Nothing is left. */
export const END = 0
/** Of a table, column, function or the like. */
export const NAME = 1
export const KEYWORD = 2
/** A sign, or several that belong together. */
export const OPERATOR = 3
export const NUMBER = 4
/** Any other literal: a string, hexadecimal or bit literal, and the `?` that stands for one. */
export const VALUE = 5
/** `_utf8mb4`, before a string. */
export const CHARSET = 6
/** What follows `@`: the name of a variable, or a host. */
export const AT_NAME = 7
export const COMMENT = 8
/** The beginning of a version comment, or its end: what is between is code. */
export const MARK = 9
/** The beginning of optimizer hints, and their end. */
export const HINTS = 10
export const HINTS_END = 11
/** A character that SQL has no use for. */
export const UNKNOWN = 12
