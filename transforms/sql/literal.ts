import { codeAt, isDigit, isHexDigit, isWord } from './characters.ts'

/** Each takes where a token begins and returns where it ends. */

/** What a number ends at; 0 where it is none but a name, as `1a` is. `from` is at a digit. */
export function numberEnd(text: string, from: number): number {
  const second = codeAt(text, from + 1) | 32
  if (codeAt(text, from) === 48 && (second === 120 || second === 98)) {
    const to = second === 120 ? hexEnd(text, from + 2) : bitsEnd(text, from + 2)
    return to > from + 2 && !isWord(codeAt(text, to)) ? to : 0
  }
  const to = digitsEnd(text, from)
  const next = codeAt(text, to)
  if (next === 46) return fractionEnd(text, to)
  if (!isWord(next)) return to
  return exponentEnd(text, to)
}

/** From the point of a decimal on. */
export function fractionEnd(text: string, from: number): number {
  const to = digitsEnd(text, from + 1)
  return exponentEnd(text, to) || to
}

/** 0 where there is none. */
function exponentEnd(text: string, from: number): number {
  if ((codeAt(text, from) | 32) !== 101) return 0
  const sign = codeAt(text, from + 1)
  const digits = sign === 43 || sign === 45 ? from + 2 : from + 1
  return isDigit(codeAt(text, digits)) ? digitsEnd(text, digits) : 0
}

function digitsEnd(text: string, from: number): number {
  let at = from
  while (isDigit(codeAt(text, at))) at++
  return at
}

function hexEnd(text: string, from: number): number {
  let at = from
  while (isHexDigit(codeAt(text, at))) at++
  return at
}

function bitsEnd(text: string, from: number): number {
  let at = from
  while ((codeAt(text, at) | 1) === 49) at++
  return at
}

/** After the quote that ends a name, -1 where there is none; a doubled one belongs to the name. */
export function quotedNameEnd(text: string, from: number): number {
  for (let at = text.indexOf('`', from + 1); at >= 0; at = text.indexOf('`', at + 2)) if (codeAt(text, at + 1) !== 96) return at + 1
  return -1
}

/** After `$tag$ … $tag$` (since MySQL 9.0), -1 where it has no end, 0 where it is no such string but a name. */
export function dollarQuotedEnd(text: string, from: number): number {
  let at = from + 1
  while (codeAt(text, at) !== 36 && isWord(codeAt(text, at))) at++
  if (codeAt(text, at) !== 36) return 0
  const tag = text.slice(from, at + 1)
  const end = text.indexOf(tag, at + 1)
  return end < 0 ? -1 : end + tag.length
}
