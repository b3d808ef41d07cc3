/** What RDS puts after a line that it cut in a log file that one downloads, on a line of its own. */
export const CUT_NOTE = '\n [Your log message was truncated]'

const ADMIN = '# administrator command:'

/** The statement in `[from, to)` without what the server puts after it, and whether that is missing: the entry was cut. */
export function statementOf(text: string, from: number, to: number): { readonly query: string; readonly cut: boolean } {
  let end = to
  while (end > from && text.charCodeAt(end - 1) <= 32) end--
  const cut = end === from || text.charCodeAt(end - 1) !== 59
  if (!cut) end--
  else if (text.endsWith(CUT_NOTE, end)) end = Math.max(from, end - CUT_NOTE.length)
  else end = to
  const isAdmin = text.startsWith(ADMIN, from) && !text.slice(from, end).includes('\n')
  return { query: text.slice(isAdmin ? from + 2 : from, end), cut }
}
