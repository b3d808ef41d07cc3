import type { Option, Options } from '../options.ts'
import type { SecretRef } from '../plan.ts'

/** Options anew, in which each value that its plugin describes as secret is turned into another. */
export const mapSecrets = <From, To>(
  options: Readonly<Record<string, unknown>>,
  described: Options,
  turn: (secret: From) => To,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => {
      const option = Object.hasOwn(described, name) ? described[name] : undefined
      return [name, option === undefined ? value : mapValue(value, option, turn)]
    }),
  )

function mapValue<From, To>(value: unknown, option: Option, turn: (secret: From) => To): unknown {
  if (option.type === 'string') return option.writeOnly === true ? turn(value as From) : value
  if (option.type === 'array') return (value as readonly unknown[]).map((item) => mapValue(item, option.items, turn))
  if (option.type !== 'object' || !('properties' in option)) return value
  return mapSecrets(value as Record<string, unknown>, option.properties, turn)
}

/** No variable can hold it, so no value that came from one is taken for a reference. */
const MARK = '\0'

/** What stands for a reference to a secret store until its option is known to be a secret. */
export const storeMark = (ref: string): string => MARK + ref

export const secretRef = (value: string): SecretRef =>
  value.startsWith(MARK) ? { secret: 'store', ref: value.slice(MARK.length) } : { secret: 'value', value }
