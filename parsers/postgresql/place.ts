/** What a prefix may show, and where it shows it: `from` at twice the number, `to` behind it. */
export const TIMESTAMP = 0
export const USER = 1
export const DATABASE = 2
export const PID = 3
export const REMOTE_HOST = 4
export const REMOTE_PORT = 5
export const SESSION_ID = 6
export const LINE_NUMBER = 7
export const PS = 8
export const SESSION_START = 9
export const VIRTUAL_ID = 10
export const TRANSACTION_ID = 11
export const STATE = 12
export const APPLICATION = 13
export const BACKEND = 14
export const LEADER = 15
export const QUERY_ID = 16
export const LOCAL_HOST = 17
/** Shown, but nobody knows what it is. */
export const OTHER = 18
/** The time in seconds since 1970. */
export const EPOCH = 19
const PLACES = 20

export type Places = number[]

export const noPlaces = (): Places => new Array<number>(2 * PLACES).fill(-1)

/** What stands at that place; `''` where it is not shown. */
export function shown(text: string, places: Places, place: number): string {
  const from = places[2 * place] as number
  return from < 0 ? '' : text.slice(from, places[2 * place + 1])
}

/** Whether two lines show the same there. */
export function isSame(text: string, one: Places, other: Places, place: number): boolean {
  const [a, b] = [one[2 * place] as number, other[2 * place] as number]
  const length = (one[2 * place + 1] as number) - a
  if (a < 0 || b < 0) return a === b
  if ((other[2 * place + 1] as number) - b !== length) return false
  for (let i = 0; i < length; i++) if (text.charCodeAt(a + i) !== text.charCodeAt(b + i)) return false
  return true
}
