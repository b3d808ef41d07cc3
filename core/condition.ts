import { LogferryError, type Path } from './errors.ts'
import { fieldOf } from './field.ts'
import { compileGlob } from './glob.ts'
import type { Fields, Value } from './model.ts'

/**
 * What `when`, `keep` and `drop` are written in: `{ "Query_time": { "gt": 5 }, "User": { "ne": "rdsadmin" } }`. All of an object must
 * hold; `all`, `any` and `not` combine. A field that is missing makes each test false, but `exists: false`.
 */
export type Condition = Readonly<Record<string, unknown>>

type Test = (value: Exclude<Value, null> | undefined) => boolean
type Holds = (fields: Fields) => boolean

/** Throws LF_OPTION_INVALID, with the path inside the condition, for anything that is no condition. */
export function compileCondition(condition: unknown, at: Path = []): Holds {
  const tests = Object.entries(objectAt(condition, at, 'a condition')).map(([name, value]): Holds => {
    const here = [...at, name]
    if (name === 'all' || name === 'any') {
      const parts = listAt(value, here).map((part, i) => compileCondition(part, [...here, i]))
      return name === 'all' ? (fields) => parts.every((holds) => holds(fields)) : (fields) => parts.some((holds) => holds(fields))
    }
    if (name === 'not') {
      const holds = compileCondition(value, here)
      return (fields) => !holds(fields)
    }
    const test = compileTests(value, here)
    return (fields) => test(fieldOf(fields, name))
  })
  if (tests.length === 0) throw invalid('a condition names at least one field', at)
  return (fields) => tests.every((holds) => holds(fields))
}

/** The names of the fields that a condition reads. */
export function fieldsOfCondition(condition: Condition): readonly string[] {
  return Object.entries(condition).flatMap(([name, value]) => {
    if (name === 'all' || name === 'any') return (value as readonly Condition[]).flatMap(fieldsOfCondition)
    return name === 'not' ? fieldsOfCondition(value as Condition) : [name]
  })
}

function compileTests(operators: unknown, at: Path): Test {
  const tests = Object.entries(objectAt(operators, at, 'an object such as { "gt": 5 }')).map(([name, operand]): Test => {
    const make = Object.hasOwn(OPERATORS, name) ? OPERATORS[name as keyof typeof OPERATORS] : undefined
    if (make === undefined) throw invalid(`there is no operator "${name}": use ${Object.keys(OPERATORS).join(', ')}`, [...at, name])
    return make(operand, [...at, name])
  })
  if (tests.length === 0) throw invalid('a field needs at least one operator, such as { "gt": 5 }', at)
  return (value) => tests.every((test) => test(value))
}

const OPERATORS = {
  eq: (operand: unknown, at: Path): Test => {
    const wanted = scalarAt(operand, at)
    return (value) => value === wanted
  },
  ne: (operand: unknown, at: Path): Test => {
    const unwanted = scalarAt(operand, at)
    return (value) => value !== undefined && value !== unwanted
  },
  gt: ordered((value, limit) => value > limit),
  gte: ordered((value, limit) => value >= limit),
  lt: ordered((value, limit) => value < limit),
  lte: ordered((value, limit) => value <= limit),
  in: (operand: unknown, at: Path): Test => {
    const wanted = new Set(listAt(operand, at).map((item, i) => scalarAt(item, [...at, i])))
    return (value) => wanted.has(value as string)
  },
  contains: (operand: unknown, at: Path): Test => {
    const part = scalarAt(operand, at)
    return (value) => (typeof value === 'string' ? value.includes(String(part)) : Array.isArray(value) && value.includes(part))
  },
  glob: (operand: unknown, at: Path): Test => {
    const list = typeof operand === 'string' ? [operand] : listAt(operand, at)
    if (!list.every((item) => typeof item === 'string')) throw invalid('must be a glob or a list of globs', at)
    const matches = compileGlob(list)
    return (value) => typeof value === 'string' && matches(value)
  },
  exists: (operand: unknown, at: Path): Test => {
    if (typeof operand !== 'boolean') throw invalid('must be true or false', at)
    return (value) => (value !== undefined) === operand
  },
}

/** Numbers with numbers, texts with texts; a mixed pair is false. */
function ordered(compare: (value: number | string, limit: number | string) => boolean) {
  return (operand: unknown, at: Path): Test => {
    const limit = scalarAt(operand, at)
    if (typeof limit === 'boolean') throw invalid('must be a number or a text', at)
    return (value) => (typeof value === 'number' || typeof value === 'string') && typeof value === typeof limit && compare(value, limit)
  }
}

function scalarAt(value: unknown, at: Path): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw invalid('must be a text, a number, true or false', at)
}

function listAt(value: unknown, at: Path): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value
  throw invalid('must be a list with at least one item', at)
}

function objectAt(value: unknown, at: Path, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw invalid(`must be ${what}`, at)
}

const invalid = (detail: string, at: Path) => new LogferryError('LF_OPTION_INVALID', detail, { at })
