import { createScanner } from 'jsonc-parser'

/** Far more than a config needs, and far fewer than a stack holds. */
const MOST_LEVELS = 200

export const TOO_DEEP = `objects and lists may stand ${MOST_LEVELS} deep in each other, and no deeper`

/** Where the first bracket stands in a JSON text that is too deep, if any. It takes no stack, whatever the text. */
export function tooDeepAt(text: string): number | undefined {
  const scanner = createScanner(text, true)
  let level = 0
  for (let kind = scanner.scan(); kind !== END; kind = scanner.scan()) {
    if (OPENING.includes(kind) && ++level > MOST_LEVELS) return scanner.getTokenOffset()
    if (CLOSING.includes(kind)) level--
  }
  return undefined
}

// `SyntaxKind` of jsonc-parser, which is a `const enum`: its names cannot be imported.
const OPENING: readonly number[] = [1, 3]
const CLOSING: readonly number[] = [2, 4]
const END = 17

/** The same of a value. */
export const isTooDeep = (value: unknown, left = MOST_LEVELS): boolean =>
  typeof value === 'object' && value !== null && (left === 0 || Object.values(value).some((inner) => isTooDeep(inner, left - 1)))
