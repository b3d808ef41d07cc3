import type { ErrorCode, Path } from '../errors.ts'
import { UNTOUCHED } from './outline.ts'
import type { Problem } from './problem.ts'
import { childOf, type Schema } from './schema.ts'
import { storeMark } from './secrets.ts'

export type Env = Readonly<Record<string, string | undefined>>

/** A config value with its references replaced, and what was wrong with them. Such a text stays as it was. */
export interface Substituted {
  readonly value: unknown
  readonly problems: readonly Problem[]
}

/**
 * A new value in which each `${NAME}` and `${NAME:-default}` of a string value is replaced and `$$` is `$`. Keys stay, and so does the
 * structure, but that a key which may be absent is left out where its reference gives nothing. A schema that wants a number or true/false
 * gets it from a text; where it wants nothing, a text that was one whole reference is read by its looks.
 */
export function substitute(value: unknown, schema: Schema, env: Env, path: Path): Substituted {
  const problems: Problem[] = []
  const report = (at: Path, code: ErrorCode, message: string, onKey?: true) =>
    problems.push({ level: 'error', code, path: at, message, ...(onKey && { onKey }) })

  const text = (written: string, wanted: Schema, at: Path) => {
    const expanded = expand(written, env, wanted.writeOnly === true)
    if (expanded.faults.length === 0) return typed(expanded, wanted)
    for (const { code, message } of expanded.faults) report(at, code, message)
    return written
  }
  const entry = (owner: Schema, key: string, written: unknown, at: Path): readonly (readonly [string, unknown])[] => {
    if (key === '__proto__') report(at, 'LF_CONFIG_KEY', 'no key may be called "__proto__"', true)
    const wanted = childOf(owner, key)
    const child = walk(written, wanted, at)
    const isLoose = owner.properties !== undefined && !owner.required?.includes(key) && wanted?.default === undefined
    return child === '' && written !== '' && isLoose ? [] : [[key, child]]
  }
  const walk = (written: unknown, wanted: Schema | undefined, at: Path): unknown => {
    // What may not stand there at all is reported by the check.
    if (wanted === undefined || UNTOUCHED.has(wanted)) return written
    if (typeof written === 'string') return text(written, wanted, at)
    if (Array.isArray(written)) return written.map((item, i) => walk(item, childOf(wanted, i), [...at, i]))
    if (typeof written !== 'object' || written === null) return written
    return Object.fromEntries(Object.entries(written).flatMap(([key, inner]) => entry(wanted, key, inner, [...at, key])))
  }
  return { value: walk(value, schema, path), problems }
}

interface Expanded {
  readonly text: string
  /** The text was one reference and nothing else. */
  readonly whole: boolean
  readonly faults: readonly { readonly code: ErrorCode; readonly message: string }[]
}

const PIECE = /\$\$|\$\{([^}]*)\}|\$\{/g
const VARIABLE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-((?:(?!\$\{).)*))?$/s
/** `ssm:/path`, `secretsmanager:id`, `secretsmanager:id#key`. */
const STORE = /^(?:ssm:[^#]+|secretsmanager:[^#]+(?:#.+)?)$/

function expand(written: string, env: Env, isSecret: boolean): Expanded {
  const faults: Expanded['faults'][number][] = []
  const fault = (code: ErrorCode, message: string) => {
    faults.push({ code, message })
    return ''
  }
  const text = written.replace(PIECE, (piece, reference: string | undefined) => {
    if (piece === '$$') return '$'
    const [, name, fallback] = VARIABLE.exec(reference ?? '') ?? []
    if (name !== undefined) {
      const held = heldIn(env, name)
      const state = held === '' ? 'is empty' : 'is not set'
      return (held || fallback) ?? fault('LF_CONFIG_VARIABLE', `the variable ${name} ${state} — set it, or give a default: \${${name}:-…}`)
    }
    if (!STORE.test(reference ?? '')) {
      return fault('LF_CONFIG_VALUE', 'a reference is not understood — write ${NAME} or ${NAME:-default}, and $$ for a plain $')
    }
    if (!isSecret) return fault('LF_CONFIG_VALUE', 'a reference to a secret store may stand only where the option is a secret')
    if (piece !== written) return fault('LF_CONFIG_VALUE', 'a reference to a secret store must be the whole value')
    return storeMark(reference ?? '')
  })
  return { text, whole: /^\$\{[^}]*\}$/.test(written), faults }
}

const heldIn = (env: Env, name: string): string | undefined => (Object.hasOwn(env, name) ? env[name] : undefined)

/** The variables that a text takes its value from: those that are set. */
export const variablesOf = (written: string, env: Env): readonly string[] =>
  [...written.matchAll(PIECE)].flatMap(([, reference]) => VARIABLE.exec(reference ?? '')?.[1] ?? []).filter((name) => heldIn(env, name))

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/

function typed({ text, whole }: Expanded, { type }: Schema): unknown {
  const types = [type ?? []].flat()
  if (types.includes('string') && (types.length === 1 || !whole)) return text
  if (types.length === 0 && !whole) return text
  const takes = (...names: readonly string[]) => types.length === 0 || names.some((name) => types.includes(name))
  if (takes('number', 'integer') && NUMBER.test(text)) return Number(text)
  if (takes('boolean') && (text === 'true' || text === 'false')) return text === 'true'
  return text
}
