/** Each takes where something begins and returns where it ends, -1 where it is none. */

export const isDigit = (code: number): boolean => code > 47 && code < 58
const isLetter = (code: number): boolean => (code | 32) > 96 && (code | 32) < 123
const isHexDigit = (code: number): boolean => isDigit(code) || ((code | 32) > 96 && (code | 32) < 103)

/** At least one. */
export function digitsEnd(text: string, from: number): number {
  let at = from
  while (isDigit(text.charCodeAt(at))) at++
  return at > from ? at : -1
}

/** `2026-11-22 11:22:35.760 UTC`, with a fraction or without; the zone is a name or an offset. */
export function timestampEnd(text: string, from: number): number {
  if (!isClock(text, from)) return -1
  let at = from + 19
  if (text.charCodeAt(at) === 46) at = digitsEnd(text, at + 1)
  if (at < 0 || text.charCodeAt(at) !== 32) return -1
  const zone = at + 1
  const sign = text.charCodeAt(zone)
  if (sign === 43 || sign === 45) return digitsEnd(text, zone + 1)
  at = zone
  while (isLetter(text.charCodeAt(at))) at++
  return at > zone ? at : -1
}

/** `yyyy-mm-dd hh:mm:ss`, whatever the digits say. */
function isClock(text: string, from: number): boolean {
  for (let i = 0; i < 19; i++) {
    const code = text.charCodeAt(from + i)
    const isRight = i === 4 || i === 7 ? code === 45 : i === 10 ? code === 32 : i === 13 || i === 16 ? code === 58 : isDigit(code)
    if (!isRight) return false
  }
  return true
}

/** Seconds since 1970, with milliseconds (`%n`). */
export function epochEnd(text: string, from: number): number {
  const to = digitsEnd(text, from)
  return to > 0 && text.charCodeAt(to) === 46 ? digitsEnd(text, to + 1) : -1
}

/** Five letters or digits. */
export function stateEnd(text: string, from: number): number {
  for (let at = from; at < from + 5; at++) if (!isDigit(text.charCodeAt(at)) && !isLetter(text.charCodeAt(at))) return -1
  return from + 5
}

/** Two numbers in hexadecimal, with a point between. */
export function sessionEnd(text: string, from: number): number {
  const point = hexEnd(text, from)
  if (point === from || text.charCodeAt(point) !== 46) return -1
  const to = hexEnd(text, point + 1)
  return to > point + 1 ? to : -1
}

function hexEnd(text: string, from: number): number {
  let at = from
  while (isHexDigit(text.charCodeAt(at))) at++
  return at
}

/** `3/1002`, or nothing. */
export function virtualEnd(text: string, from: number): number {
  const slash = digitsEnd(text, from)
  return slash > 0 && text.charCodeAt(slash) === 47 ? digitsEnd(text, slash + 1) : from
}

/** A number, perhaps below zero. */
export const numberEnd = (text: string, from: number): number => digitsEnd(text, text.charCodeAt(from) === 45 ? from + 1 : from)

const LOCAL = '[local]'

/** A host's name or address, `[local]` for a socket, or nothing. Of an address that has colons in it all that may belong to it. */
export function hostEnd(text: string, from: number): number {
  if (text.startsWith(LOCAL, from)) return from + LOCAL.length
  let at = from
  let isHex = true
  for (; isHost(text.charCodeAt(at)); at++) isHex &&= isHexDigit(text.charCodeAt(at))
  if (!isHex || text.charCodeAt(at) !== 58) return at
  while (isHost(text.charCodeAt(at)) || text.charCodeAt(at) === 58 || text.charCodeAt(at) === 37) at++
  return at
}

const isHost = (code: number) => isDigit(code) || isLetter(code) || code === 45 || code === 46 || code === 95
