import type { Fields, Value } from '../core/index.ts'

/** Integers of more digits may not be exact as a double, and some exponents of more are beyond one. */
const LONG_NUMBER = /\d{16}|\d[eE]\+?\d{3}/
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g
const INTEGER = /^-?\d+$/
/** `JSON.stringify` fails some thousand levels down; OpenSearch takes 20. */
const DEEPEST = 100

/**
 * The JSON object from a text's first `{` to its end; undefined where there is none, or one that is nested deeper than 100 levels. A number
 * that no double holds, such as an integer beyond 2^53, is its text.
 */
export function objectIn(message: string): Fields | undefined {
  const start = message.indexOf('{')
  if (start < 0) return undefined
  const text = start === 0 ? message : message.slice(start)
  try {
    const value = JSON.parse(text) as Fields
    if (isDeeperThan(value, DEEPEST)) return undefined
    return LONG_NUMBER.test(text) ? (JSON.parse(exact(text)) as Fields) : value
  } catch {
    return undefined // Text with a brace in it, no JSON.
  }
}

/** The same JSON, with numbers that no double holds as strings: long integers, and what would be infinite. */
const exact = (json: string) => json.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') || isExact(token) ? token : `"${token}"`))

const isExact = (token: string) => (INTEGER.test(token) ? Number.isSafeInteger(Number(token)) : Number.isFinite(Number(token)))

function isDeeperThan(value: Value, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner: Value) => isDeeperThan(inner, levels - 1))
}
