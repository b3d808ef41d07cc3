import { opensExpression } from './expression.ts'

/**
 * How the tokens of a digest grow (`digest_add_token` in sql/sql_digest.cc): lists of values become one, then rows of them, then lists of
 * rows, each when its last token comes. Names are in backticks and so none of these.
 */
const VALUE = '?'
const VALUES = '?, ...'
const SINGLE = '(?)'
const SINGLES = '(?) /* , ... */'
const MULTIPLE = '(...)'
const MULTIPLES = '(...) /* , ... */'
const IN_LIST = 'IN (...)'

export function addValue(tokens: string[]): void {
  addListed(tokens, VALUE, VALUES)
}

/** With the signs that belong to it. */
export function addNumber(tokens: string[]): void {
  for (let last = tokens.length - 1; isSign(tokens[last]) && opensExpression(tokens[last - 1] ?? ''); last--) tokens.pop()
  addListed(tokens, VALUE, VALUES)
}

const isSign = (token: string | undefined) => token === '-' || token === '+'

/** At a `)`. */
export function closeRow(tokens: string[]): void {
  const last = tokens[tokens.length - 1]
  if (tokens[tokens.length - 2] !== '(' || (last !== VALUE && last !== VALUES)) {
    tokens.push(')')
    return
  }
  tokens.pop()
  tokens.pop()
  if (tokens[tokens.length - 1] === 'IN') tokens[tokens.length - 1] = IN_LIST
  else if (last === VALUE) addListed(tokens, SINGLE, SINGLES)
  else addListed(tokens, MULTIPLE, MULTIPLES)
}

/** Adds one, or makes it and the ones before its comma a list. */
function addListed(tokens: string[], one: string, list: string): void {
  const end = tokens.length
  if (tokens[end - 1] !== ',' || (tokens[end - 2] !== one && tokens[end - 2] !== list)) {
    tokens.push(one)
    return
  }
  tokens.pop()
  tokens[end - 2] = list
}

/** One blank between two, but none after `@`. */
export const joined = (tokens: readonly string[]): string =>
  tokens.includes('@') ? tokens.map((token, i) => (i === 0 || tokens[i - 1] === '@' ? token : ' ' + token)).join('') : tokens.join(' ')
