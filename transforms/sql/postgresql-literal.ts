import { codeAt, isBlank, isDigit, isHexDigit, isWord } from './characters.ts'

/** Each takes where a token begins and returns where it ends, -1 where it has no end. */

/** A comment, with those inside of it. */
export function nestedCommentEnd(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const code = codeAt(text, at)
    const next = codeAt(text, at + 1)
    if (code === 47 && next === 42) {
      depth++
      at++
    } else if (code === 42 && next === 47) {
      depth--
      at++
      if (depth === 0) return at + 1
    }
  }
  return -1
}

/** A number in any base, with `_` between its digits. `1..2` is a range. */
export function postgresqlNumberEnd(text: string, from: number): number {
  const base = codeAt(text, from + 1) | 32
  if (codeAt(text, from) === 48 && (base === 120 || base === 111 || base === 98)) {
    const to = hexEnd(text, from + 2)
    if (to > from + 2) return to
  }
  let at = digitsEnd(text, from)
  if (codeAt(text, at) === 46 && codeAt(text, at + 1) !== 46) at = digitsEnd(text, at + 1)
  if ((codeAt(text, at) | 32) !== 101) return at
  const sign = codeAt(text, at + 1)
  const digits = sign === 43 || sign === 45 ? at + 2 : at + 1
  return isDigit(codeAt(text, digits)) ? digitsEnd(text, digits) : at
}

function digitsEnd(text: string, from: number): number {
  let at = from
  while (isDigit(codeAt(text, at)) || (codeAt(text, at) === 95 && at > from)) at++
  return at
}

function hexEnd(text: string, from: number): number {
  let at = from
  while (isHexDigit(codeAt(text, at)) || codeAt(text, at) === 95) at++
  return at
}

/** A name in quotes; a doubled one belongs to it. */
export function doubleQuotedEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 2)) if (codeAt(text, at + 1) !== 34) return at + 1
  return -1
}

/** `$tag$ … $tag$`; 0 where it is none. A tag is a name without `$`. */
export function taggedEnd(text: string, from: number): number {
  let at = from + 1
  if (isDigit(codeAt(text, at))) return 0
  while (codeAt(text, at) !== 36 && isWord(codeAt(text, at))) at++
  if (codeAt(text, at) !== 36) return 0
  const tag = text.slice(from, at + 1)
  const end = text.indexOf(tag, at + 1)
  return end < 0 ? -1 : end + tag.length
}

/** The quote that goes on with a string that ends here: one behind a line end and blanks. 0 where there is none. */
export function continuedAt(text: string, from: number): number {
  let at = from
  let hasEnded = false
  for (let code = codeAt(text, at); at < text.length && isBlank(code); code = codeAt(text, ++at)) hasEnded ||= code === 10 || code === 13
  return hasEnded && codeAt(text, at) === 39 ? at : 0
}
