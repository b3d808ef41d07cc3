/** A statement no longer than this is read in one line. */
const SHORT = 80
/** No message shows more. */
const MOST = 4000
/** What stays as it is: strings, quoted names, comments, also those that are cut off; and the `AND` that is no condition. */
const KEPT =
  /'(?:[^'\\]|\\.|'')*(?:'|$)|"(?:[^"\\]|\\.|"")*(?:"|$)|`[^`]*(?:`|$)|\/\*[\s\S]*?(?:\*\/|$)|\bbetween\s{1,3}\S{1,60}\s{1,3}and\b/.source
/** Where a clause begins, and what joins tables and conditions. */
const CLAUSE =
  /(?:from|where|(?:(?:left|right|inner|cross|natural)\s{1,3}(?:outer\s{1,3})?)?join|group\s{1,3}by|having|order\s{1,3}by|limit|union|values(?!\()|set|on\s{1,3}duplicate\s{1,3}key|returning|and|or)\b/
    .source
const PIECES = new RegExp(`(${KEPT})|([()])|\\s${CLAUSE}`, 'gi')

/**
 * Pure. A long statement that is in one line, with a line for each clause, those in parentheses left where they are: only blanks become line
 * feeds. One with comments to the end of a line stays as it is.
 */
export function inLines(statement: string): string {
  const start = statement.slice(0, MOST)
  if (start.length <= SHORT || /[\r\n#]|--/.test(start.trim())) return statement
  let depth = 0
  const lines = start.replaceAll(PIECES, (piece, kept?: string, parenthesis?: string) => {
    if (parenthesis !== undefined) depth = Math.max(0, depth + (parenthesis === '(' ? 1 : -1))
    return kept !== undefined || parenthesis !== undefined || depth > 0 ? piece : `\n${piece.slice(1)}`
  })
  return lines + statement.slice(MOST)
}
