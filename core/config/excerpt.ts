import type { Node } from 'jsonc-parser'
import type { Path } from '../errors.ts'
import type { Problem } from './problem.ts'

/** A value that is one reference shows no secret, unless a default is given. */
const REFERENCE = /^\$\{[A-Za-z_][A-Za-z0-9_]*(?::-)?\}$/

/** The text of a config without its comments, with a star for each character of a value that may be a secret. */
export function conceal(text: string, tree: Node, isPublic: (path: Path) => boolean): string {
  const hidden: Node[] = []
  const walk = (node: Node, path: Path): void => {
    if (node.type === 'property') walk(node.children?.[1] as Node, [...path, node.children?.[0]?.value])
    else if (node.type === 'array') for (const [i, item] of (node.children ?? []).entries()) walk(item, [...path, i])
    else if (node.type === 'object') for (const property of node.children ?? []) walk(property, path)
    else if (!isPublic(path) && !REFERENCE.test(String(node.value))) hidden.push(node)
  }
  walk(tree, [])
  return hidden.reduce(
    (shown, { offset, length }) => shown.slice(0, offset) + '*'.repeat(length) + shown.slice(offset + length),
    withoutComments(text),
  )
}

/** The same where the text is no JSON, so that nobody can tell what a value is: only keys and punctuation remain. */
export const concealAll = (text: string): string =>
  withoutComments(text).replaceAll(/("(?:[^"\\\r\n]|\\.)*"\s*:|[{}[\],:\s])|./g, (_, structure: string | undefined) => structure ?? '*')

/** Blanks in the place of comments: a line that was commented out may hold a secret, too. */
const withoutComments = (text: string): string =>
  text.replaceAll(/("(?:[^"\\\r\n]|\\.)*")|\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (piece, quoted: string | undefined) => {
    return quoted ?? piece.replaceAll(/[^\r\n]/g, ' ')
  })

const WIDTH = 120

/** Line and column of an offset, and so much of the line as helps. */
export function spot(text: string, offset: number, length: number): Pick<Problem, 'line' | 'column' | 'excerpt'> {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/)
  const start = offset - (before.at(-1) ?? '').length
  const whole = (/^[^\r\n]*/.exec(text.slice(start)) ?? [''])[0].replaceAll('\t', ' ').trimEnd()
  const from = offset - start
  const cut = Math.max(0, Math.min(from - WIDTH / 3, whole.length - WIDTH))
  const shown = `${cut > 0 ? '…' : ''}${whole.slice(cut > 0 ? cut + 1 : 0, cut + WIDTH)}${whole.length > cut + WIDTH ? '…' : ''}`
  return {
    line: before.length,
    column: from + 1,
    excerpt: { text: shown, from: from - cut, length: Math.max(1, Math.min(length, whole.length - from, WIDTH - from + cut)) },
  }
}
