import { promises as fs } from 'node:fs'
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { messageOf, type Path } from '../errors.ts'
import { conceal, concealAll, spot } from './excerpt.ts'
import { TOO_DEEP, tooDeepAt } from './levels.ts'
import type { Problem } from './problem.ts'

/** A config as it was written. */
export interface Document {
  /** Absent if it could not be read; `problems` then says why. */
  readonly value?: unknown
  readonly problems: readonly Problem[]
  /** The problems with their places in the file, in the order of those. `isPublic` says of a value that it may be shown. */
  place(problems: readonly Problem[], isPublic: (path: Path) => boolean): readonly Problem[]
}

/** Reads JSON with comments and trailing commas. Never rejects. */
export async function readDocument(file: string): Promise<Document> {
  try {
    return parseDocument(await fs.readFile(file, 'utf8'), file)
  } catch (thrown) {
    const reason = REASONS[(thrown as NodeJS.ErrnoException).code ?? ''] ?? messageOf(thrown)
    return {
      problems: [{ level: 'error', code: 'LF_CONFIG_UNREADABLE', path: [], message: `the config cannot be read: ${reason}`, file }],
      place: (problems) => problems,
    }
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file — name it with -c, in Lambda with LOGFERRY_CONFIG',
  EACCES: 'you have no right to read it',
  EISDIR: 'it is a folder',
}

export function parseDocument(written: string, file: string): Document {
  const text = written.replace(/^\uFEFF/, '')
  const refused = (message: string, offset: number, length: number): Document => {
    const problem: Problem = { level: 'error', code: 'LF_CONFIG_SYNTAX', path: [], message, file }
    return { problems: [{ ...problem, ...spot(concealAll(text), offset, length) }], place: (problems) => problems }
  }
  const deep = tooDeepAt(text)
  if (deep !== undefined) return refused(TOO_DEEP, deep, 1)
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { allowTrailingComma: true })
  const [first] = errors
  if (first !== undefined || tree === undefined) {
    const { offset, length } = first ?? { offset: 0, length: 0 }
    const message = (first && SYNTAX[printParseErrorCode(first.error)]) ?? 'this is not JSON'
    return refused(message, offset, length)
  }
  const doubles = new Map<Problem, Node>()
  const value = plainValue(tree, [], (path, node) => {
    const message = `the key "${path.at(-1)}" stands here twice — remove one`
    doubles.set({ level: 'error', code: 'LF_CONFIG_KEY', path, onKey: true, message }, node)
  })
  return {
    value,
    problems: [...doubles.keys()],
    place(problems, isPublic) {
      const shown = conceal(text, tree, isPublic)
      return problems
        .map((problem) => ({ problem, at: doubles.get(problem) ?? nodeAt(tree, problem.path, problem.onKey) }))
        .sort((a, b) => a.at.offset - b.at.offset)
        .map(({ problem, at }) => ({ ...problem, file, ...spot(shown, at.offset, at.children === undefined ? at.length : 1) }))
    },
  }
}

const SYNTAX: Readonly<Record<string, string>> = {
  CloseBraceExpected: 'a } is missing here',
  CloseBracketExpected: 'a ] is missing here',
  ColonExpected: 'a colon is missing before this',
  CommaExpected: 'a comma is missing before this, or a bracket is not closed',
  EndOfFileExpected: 'the config had already ended before this',
  InvalidCharacter: 'a text holds a character that must be escaped, such as a line end or a tab',
  InvalidEscapeCharacter: 'a text holds an unknown escape — write \\\\ for a backslash',
  InvalidNumberFormat: 'this is no number',
  InvalidSymbol: 'this is not JSON — keys and texts stand in double quotes',
  InvalidUnicode: 'a \\u escape needs four hexadecimal digits',
  PropertyNameExpected: 'a key in double quotes is missing here',
  UnexpectedEndOfComment: 'this comment has no end',
  UnexpectedEndOfNumber: 'this number has no end',
  UnexpectedEndOfString: 'this text has no closing quote',
  ValueExpected: 'a value is missing here',
}

/** Of a key that stands twice the first counts, as it does for positions. No key gets to a prototype. */
function plainValue(node: Node, path: Path, twice: (path: Path, key: Node) => void): unknown {
  if (node.type === 'array') return (node.children ?? []).map((item, i) => plainValue(item, [...path, i], twice))
  if (node.type !== 'object') return node.value
  const entries = new Map<string, unknown>()
  for (const { children: [key, value] = [] } of node.children ?? []) {
    if (key === undefined || value === undefined) continue
    const here = [...path, String(key.value)]
    if (entries.has(key.value)) twice(here, key)
    else entries.set(key.value, plainValue(value, here, twice))
  }
  return Object.fromEntries(entries)
}

/** The key or value at a path; where it is not written, what would hold it. */
function nodeAt(tree: Node, path: Path, onKey?: true): Node {
  const exact = findNodeAtLocation(tree, [...path])
  if (exact !== undefined) return (onKey && exact.parent?.children?.[0]) || exact
  return path.length === 0 ? tree : nodeAt(tree, path.slice(0, -1))
}
