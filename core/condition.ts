import { LogferryError, type Path } from './errors.ts'
import { fieldOf } from './field.ts'
import { compileGlob } from './glob.ts'
import { isObject } from './is-object.ts'
import type { Fields, Value } from './model.ts'

/**
 * What `when`, `keep` and `drop` are written in: `{ "Query_time": { "gt": 5 }, "User": { "ne": "rdsadmin" } }`. All of an object must
 * hold; `all`, `any` and `not` combine. A field that is missing makes each test false, but `exists: false`.
 */
export type Condition = Readonly<Record<string, unknown>>

type Test = (value: Exclude<Value, null> | undefined) => boolean
type Holds = (fields: Fields) => boolean
type Fault = (detail: string, at: Path) => undefined

/** Throws LF_OPTION_INVALID, with the path inside the condition, for anything that is no condition: the first fault, and the `others`. */
export function compileCondition(condition: unknown, at: Path = []): Holds {
  const faults: LogferryError[] = []
  const holds = compileAll(
    condition,
    at,
    (detail, where) => void faults.push(new LogferryError('LF_OPTION_INVALID', detail, { at: where })),
  )
  const [first, ...others] = faults
  if (first === undefined) return holds
  throw new LogferryError(first.code, first.detail, { at: first.at ?? at, others })
}

/** The names of the fields that a condition reads. */
export function fieldsOfCondition(condition: Condition): readonly string[] {
  return Object.entries(condition).flatMap(([name, value]) => {
    if (name === 'all' || name === 'any') return (value as readonly Condition[]).flatMap(fieldsOfCondition)
    return name === 'not' ? fieldsOfCondition(value as Condition) : [name]
  })
}

function compileAll(condition: unknown, at: Path, fault: Fault): Holds {
  const entries = entriesAt(condition, at, 'a condition', fault)
  if (entries?.length === 0) fault('a condition names at least one field', at)
  const tests = (entries ?? []).map(([name, value]): Holds => {
    const here = [...at, name]
    if (name === 'all' || name === 'any') {
      const parts = listAt(value, here, fault).map((part, i) => compileAll(part, [...here, i], fault))
      return name === 'all' ? (fields) => parts.every((holds) => holds(fields)) : (fields) => parts.some((holds) => holds(fields))
    }
    if (name === 'not') {
      const holds = compileAll(value, here, fault)
      return (fields) => !holds(fields)
    }
    const test = compileTests(value, here, fault)
    return (fields) => test(fieldOf(fields, name))
  })
  return (fields) => tests.every((holds) => holds(fields))
}

function compileTests(operators: unknown, at: Path, fault: Fault): Test {
  const entries = entriesAt(operators, at, 'an object such as { "gt": 5 }', fault)
  if (entries?.length === 0) fault('a field needs at least one operator, such as { "gt": 5 }', at)
  const tests = (entries ?? []).flatMap(([name, operand]): readonly Test[] => {
    const here = [...at, name]
    const make = Object.hasOwn(OPERATORS, name) ? OPERATORS[name as keyof typeof OPERATORS] : undefined
    if (make !== undefined) return [make(operand, here, fault)]
    fault(`there is no operator "${name}": use ${Object.keys(OPERATORS).join(', ')}`, here)
    return []
  })
  return (value) => tests.every((test) => test(value))
}

const OPERATORS = {
  eq: (operand: unknown, at: Path, fault: Fault): Test => {
    checkScalar(operand, at, fault)
    return (value) => value === operand
  },
  ne: (operand: unknown, at: Path, fault: Fault): Test => {
    checkScalar(operand, at, fault)
    return (value) => value !== undefined && value !== operand
  },
  gt: ordered((value, limit) => value > limit),
  gte: ordered((value, limit) => value >= limit),
  lt: ordered((value, limit) => value < limit),
  lte: ordered((value, limit) => value <= limit),
  in: (operand: unknown, at: Path, fault: Fault): Test => {
    const list = listAt(operand, at, fault)
    for (const [i, item] of list.entries()) checkScalar(item, [...at, i], fault)
    const wanted = new Set(list)
    return (value) => wanted.has(value)
  },
  contains: (operand: unknown, at: Path, fault: Fault): Test => {
    checkScalar(operand, at, fault)
    return (value) => (typeof value === 'string' ? value.includes(String(operand)) : Array.isArray(value) && value.includes(operand))
  },
  glob: (operand: unknown, at: Path, fault: Fault): Test => {
    const list = typeof operand === 'string' ? [operand] : listAt(operand, at, fault)
    if (!list.every((item) => typeof item === 'string')) fault('must be a glob or a list of globs', at)
    const matches = compileGlob(list.map(String))
    return (value) => typeof value === 'string' && matches(value)
  },
  exists: (operand: unknown, at: Path, fault: Fault): Test => {
    if (typeof operand !== 'boolean') fault('must be true or false', at)
    return (value) => (value !== undefined) === operand
  },
}

/** Of numbers alone. A limit may be written as a text, such as one that came from a variable; one that is no number would never be met. */
function ordered(compare: (value: number, limit: number) => boolean) {
  return (operand: unknown, at: Path, fault: Fault): Test => {
    const limit = typeof operand === 'string' && operand.trim() !== '' ? Number(operand) : operand
    if (typeof limit !== 'number' || !Number.isFinite(limit)) {
      // What stands in a variable may be a secret that got there by mistake: it is not said.
      fault('must be a number, or a text that is one', at)
      return () => false
    }
    return (value) => typeof value === 'number' && compare(value, limit)
  }
}

function checkScalar(value: unknown, at: Path, fault: Fault): void {
  if (!['string', 'number', 'boolean'].includes(typeof value)) fault('must be a text, a number, true or false', at)
}

function listAt(value: unknown, at: Path, fault: Fault): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value
  fault('must be a list with at least one item', at)
  return []
}

/** Undefined: it is none, which has been said. */
function entriesAt(value: unknown, at: Path, what: string, fault: Fault): readonly (readonly [string, unknown])[] | undefined {
  return isObject(value) ? Object.entries(value) : fault(`must be ${what}`, at)
}
