import { GONE } from './gone.ts'
import { redactHeader } from './header.ts'

/**
 * The text of a record whose `Query` is that statement: the header of a slow-log entry, and the statement as it was redacted. A text that is
 * anything else goes as a whole, but for the line end that it may have.
 */
export function redactText(text: string, statement: string | undefined, redacted: string): string {
  const to = end(text)
  const wanted = statement === undefined ? undefined : statement.slice(0, end(statement))
  if (wanted !== undefined && text.startsWith(wanted, to - wanted.length)) {
    const head = redactHeader(text.slice(0, to - wanted.length))
    if (head !== undefined) return head + redacted.slice(0, end(redacted)) + text.slice(to)
  }
  if (text === '') return ''
  return text.endsWith('\n') ? `${GONE}\n` : GONE
}

/** Servers, clients and files put blanks, `;` and NUL after a statement. */
function end(text: string): number {
  let at = text.length
  while (at > 0 && isTail(text.charCodeAt(at - 1))) at--
  return at
}

const isTail = (code: number) => code === 59 || code === 32 || code === 0 || (code > 8 && code < 14)
