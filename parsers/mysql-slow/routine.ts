const KIND = /\b(?:procedure|function|trigger|event|package)\b/

/**
 * Whether a statement may have a body with `;` in it: it creates or alters a routine, trigger or event, or is MariaDB's `BEGIN NOT ATOMIC`.
 * Only in those do BEGIN and END pair up.
 */
export function mayHaveBody(text: string, from: number, to: number): boolean {
  const at = firstWord(text, from, to)
  const first = text.charCodeAt(at) | 32
  if (first !== 97 && first !== 98 && first !== 99) return false
  const head = text.slice(at, Math.min(to, at + 400)).toLowerCase()
  if (first === 98) return /^begin\s+not\s+atomic\b/.test(head)
  return (head.startsWith('create') || head.startsWith('alter')) && KIND.test(head)
}

/** Past blanks, comments, and the openings of version comments. */
function firstWord(text: string, from: number, to: number): number {
  let at = from
  while (at < to) {
    const code = text.charCodeAt(at)
    if (code <= 32) at++
    else if (text.startsWith('/*!', at)) at += 3
    else if (text.startsWith('/*M!', at)) at += 4
    else if (code > 47 && code < 58) at++
    else if (code === 35 || text.startsWith('--', at)) at = past(text, at, to, '\n')
    else if (text.startsWith('/*', at)) at = past(text, at + 2, to, '*/')
    else break
  }
  return at
}

function past(text: string, from: number, to: number, mark: string): number {
  for (let at = from; at < to; at++) if (text.startsWith(mark, at)) return at + mark.length
  return to
}
