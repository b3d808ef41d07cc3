/**
 * What a line says of itself behind its prefix (`send_message_to_server_log` in src/backend/utils/error/elog.c). A severity begins an event;
 * the others belong to one, each at most once and in this order.
 */
export const LABELS = [
  '',
  'LOG',
  'ERROR',
  'FATAL',
  'PANIC',
  'WARNING',
  'NOTICE',
  'INFO',
  'DEBUG',
  'DEBUG1',
  'DEBUG2',
  'DEBUG3',
  'DEBUG4',
  'DEBUG5',
  'DETAIL',
  'HINT',
  'QUERY',
  'CONTEXT',
  'LOCATION',
  'BACKTRACE',
  'STATEMENT',
] as const

export const NO_LABEL = 0
export const DETAIL = LABELS.indexOf('DETAIL')
export const QUERY = LABELS.indexOf('QUERY')
export const LOCATION = LABELS.indexOf('LOCATION')

export const isSeverity = (label: number): boolean => label > NO_LABEL && label < DETAIL

/** Behind each: a colon and two blanks. */
export const MARK = ':  '
const MARKS = LABELS.map((label) => label + MARK)
export const LONGEST_MARK = Math.max(...MARKS.map(({ length }) => length))

/** The labels by their first letter, from A on. */
const BY_LETTER = Array.from({ length: 26 }, (_, i) =>
  LABELS.map((_, label) => label).filter((label) => LABELS[label]?.charCodeAt(0) === 65 + i),
)

/** The label at this place, with its mark; `NO_LABEL` where there is none. */
export function labelAt(text: string, at: number): number {
  const candidates = BY_LETTER[text.charCodeAt(at) - 65]
  if (candidates === undefined) return NO_LABEL
  for (const label of candidates) if (text.startsWith(MARKS[label] as string, at)) return label
  return NO_LABEL
}

/** Where the text of a line begins that has this label here. */
export const afterLabel = (label: number, at: number): number => at + (MARKS[label] as string).length

/** The label that ends at this place, where its mark begins, and begins at `from` or later. */
export function labelBefore(text: string, at: number, from: number): number {
  for (let label = LABELS.length - 1; label > NO_LABEL; label--) {
    const name = LABELS[label] as string
    if (at - name.length >= from && text.startsWith(name, at - name.length)) return label
  }
  return NO_LABEL
}
