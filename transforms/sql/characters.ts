const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'

const tableOf = (characters: string): Uint8Array => {
  const table = new Uint8Array(128)
  for (const character of characters) table[character.charCodeAt(0)] = 1
  return table
}

const WORD = tableOf(`${LETTERS}${DIGITS}_$`)
const HOST = tableOf(`${LETTERS}${DIGITS}_$.`)

/**
 * The code of the character there, 0 where the text has ended: that of a blank. Past its end a string gives NaN, and one NaN makes the
 * compiler calculate with floating point throughout.
 */
export const codeAt = (text: string, at: number): number => (at < text.length ? text.charCodeAt(at) : 0)

/** Whether unquoted names may hold it; all that is not ASCII counts. */
export const isWord = (code: number): boolean => code > 127 || WORD[code] === 1
/** The same for what follows `@`. */
export const isHost = (code: number): boolean => code > 127 || HOST[code] === 1
export const isDigit = (code: number): boolean => code > 47 && code < 58
export const isHexDigit = (code: number): boolean => isDigit(code) || ((code | 32) > 96 && (code | 32) < 103)
/** NUL is one: some clients send it after their statement. */
export const isBlank = (code: number): boolean => code === 32 || (code > 8 && code < 14) || code === 0
