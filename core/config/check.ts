import { Ajv, type ErrorObject } from 'ajv'
import type { Path } from '../errors.ts'
import type { Problem } from './problem.ts'
import { FREE, type Schema, typeInWords } from './schema.ts'
import { closest, hint } from './suggest.ts'

/** Fills in defaults (in `value` itself) and says all that is wrong. `noun`: what a key is called, `key` or `option`. */
export type Check = (schema: Schema, value: unknown, path: Path, noun: string) => readonly Problem[]

/** One per load: it keeps the schemas it has compiled. */
export function createCheck(): Check {
  const ajv = new Ajv({ allErrors: true, verbose: true, useDefaults: true, validateSchema: false, strict: false, logger: false })
  return (schema, value, path, noun) => {
    const validate = ajv.compile(schema)
    if (validate(value)) return []
    const faults = (validate.errors ?? []).filter(({ propertyName }) => propertyName === undefined)
    const problems = faults.map((fault) => problemOf(fault, [...path, ...pathOf(fault.instancePath, value)], noun))
    const meant = new Set(faults.flatMap((fault) => meantKey(fault) ?? []))
    return problems.filter((_, i) => !isMeant(faults[i], meant) && !isRepeated(faults, i))
  }
}

function problemOf({ keyword, params, parentSchema, data }: ErrorObject, at: Path, noun: string): Problem {
  const schema = parentSchema as Schema
  const keys = Object.keys(schema.properties ?? {})
  const problem = (message: string): Problem => ({ level: 'error', code: 'LF_CONFIG_VALUE', path: at, message })
  const onKey = (key: string, code: Problem['code'], message: string): Problem => ({
    ...problem(message),
    code,
    path: [...at, key],
    onKey: true,
  })
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty)
      const allowed = keys.length === 0 ? ` — there are no ${noun}s here` : hint(key, keys, 'allowed are')
      return onKey(key, 'LF_CONFIG_KEY', `unknown ${noun} "${key}"${allowed}`)
    }
    case 'required': {
      const key = String(params.missingProperty)
      const { description = '' } = schema.properties?.[key] ?? FREE
      return onKey(key, 'LF_CONFIG_MISSING', `the ${noun} "${key}" is missing. ${description}`.trimEnd())
    }
    case 'propertyNames':
      return onKey(
        String(params.propertyName),
        'LF_CONFIG_KEY',
        `"${params.propertyName}" is no name — it must be ${schema.propertyNames?.title}`,
      )
    case 'type':
      return problem(`must be ${schema.title ?? typeInWords(schema.type)}${data === null ? ', not null' : ''}`)
    case 'enum':
      return problem(`must be one of ${quoted(schema.enum ?? [])}${didYouMean(data, schema.enum ?? [])}`)
    case 'minimum':
      return problem(`must be at least ${schema.minimum}`)
    case 'maximum':
      return problem(`must be at most ${schema.maximum}`)
    case 'minItems':
      return problem('must have at least one item')
    case 'minProperties':
      return problem(`must have at least one of ${keys.join(', ')}`)
    default:
      return problem(`must be ${schema.title ?? `a text that matches ${schema.pattern}`}`)
  }
}

const quoted = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join(', ')

function didYouMean(data: unknown, allowed: readonly unknown[]): string {
  const meant = typeof data === 'string' ? closest(data, allowed.map(String)) : undefined
  return meant === undefined ? '' : ` — did you mean "${meant}"?`
}

/** The key that an unknown one seems to be a misspelling of: that one need not be called missing, too. */
function meantKey({ keyword, params, instancePath, parentSchema }: ErrorObject): string | undefined {
  if (keyword !== 'additionalProperties') return undefined
  const meant = closest(String(params.additionalProperty), Object.keys((parentSchema as Schema).properties ?? {}))
  return meant === undefined ? undefined : `${instancePath}/${meant}`
}

const isMeant = (fault: ErrorObject | undefined, meant: ReadonlySet<string>): boolean =>
  fault?.keyword === 'required' && meant.has(`${fault.instancePath}/${fault.params.missingProperty}`)

/** Of one value the first fault will do: 0.5 is no whole number, and less than 1. */
const isRepeated = (faults: readonly ErrorObject[], i: number): boolean =>
  ['minimum', 'maximum', 'pattern', 'enum', 'minLength', 'maxLength'].includes(faults[i]?.keyword ?? '') &&
  faults.slice(0, i).some(({ instancePath }) => instancePath === faults[i]?.instancePath)

/** A JSON pointer (RFC 6901) as a path: of a list the segments are numbers. */
function pathOf(pointer: string, value: unknown): Path {
  let inner = value
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => {
      const name = segment.replaceAll('~1', '/').replaceAll('~0', '~')
      const key = Array.isArray(inner) ? Number(name) : name
      inner = (inner as Record<string | number, unknown>)[key]
      return key
    })
}
