/** More of a statement than this is not looked at. */
const MOST = 2000

/** A fingerprint as a person would jot it down: no quotes around names, no blanks around dots and commas, the list of a SELECT left out. */
export function shortStatement(fingerprint: string): string {
  const tidy = fingerprint
    .slice(0, MOST)
    .replaceAll('`', '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?(\.) ?/g, '$1')
    .replaceAll(/ ([,;)])/g, '$1')
    .replaceAll(/\( /g, '(')
    .replaceAll(/\b([A-Z]\w*) \(/gi, (call, name: string) => (KEYWORDS.test(name) ? call : `${name}(`))
    .trim()
  return tidy.replace(/^SELECT (?!\*).{12,}? FROM /i, 'SELECT … FROM ')
}

/** A bracket behind them is none of a call. */
const KEYWORDS = /^(?:IN|AND|OR|NOT|FROM|JOIN|WHERE|ON|AS|BY|VALUES|SELECT|SET|INTO|EXISTS|UNION|ALL|ANY|HAVING|LIMIT|USING|WITH)$/i
