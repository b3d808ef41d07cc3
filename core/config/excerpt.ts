import type { Node } from 'jsonc-parser'
import type { Path } from '../errors.ts'
import { concealUrl } from './conceal-url.ts'
import type { Problem } from './problem.ts'

/** A value that is one reference shows no secret, unless a default is given. */
const REFERENCE = /^\$\{[A-Za-z_][A-Za-z0-9_]*(?::-)?\}$/

/** The text of a config without its comments, with a star for each character of what may be secret in it. */
export function conceal(text: string, tree: Node, isPublic: (path: Path) => boolean): string {
  const covers: { readonly offset: number; readonly cover: string }[] = []
  const walk = (node: Node, path: Path): void => {
    const { type, children = [], offset } = node
    if (type === 'property') walk(children[1] as Node, [...path, children[0]?.value])
    else if (type === 'array') for (const [i, item] of children.entries()) walk(item, [...path, i])
    else if (type === 'object') for (const property of children) walk(property, path)
    else {
      const cover = isPublic(path) ? shownOf(node, text) : hiddenOf(node, text)
      if (cover !== writtenOf(node, text)) covers.push({ offset, cover })
    }
  }
  walk(tree, [])
  const shown = withoutComments(text)
  return covers.reduce((before, { offset, cover }) => before.slice(0, offset) + cover + before.slice(offset + cover.length), shown)
}

const writtenOf = ({ offset, length }: Node, text: string) => text.slice(offset, offset + length)

const hiddenOf = (node: Node, text: string): string =>
  REFERENCE.test(String(node.value)) ? writtenOf(node, text) : '*'.repeat(node.length)

/** Where a text was written with escapes, its secrets are not where they seem: then all of it is hidden. */
function shownOf(node: Node, text: string): string {
  const { value, length } = node
  if (typeof value !== 'string' || concealUrl(value) === value) return writtenOf(node, text)
  return length === value.length + 2 ? `"${concealUrl(value)}"` : '*'.repeat(length)
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
