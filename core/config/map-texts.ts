import type { Option, Options } from '../options.ts'

type TextOption = Extract<Option, { readonly type: 'string' }>

/** Options anew, in which each text whose description `isMeant` is turned into another value. */
export const mapTexts = <From, To>(
  options: Readonly<Record<string, unknown>>,
  described: Options,
  isMeant: (option: TextOption) => boolean,
  turn: (text: From) => To,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => {
      const option = Object.hasOwn(described, name) ? described[name] : undefined
      return [name, option === undefined ? value : mapValue(value, option, isMeant, turn)]
    }),
  )

function mapValue<From, To>(value: unknown, option: Option, isMeant: (option: TextOption) => boolean, turn: (text: From) => To): unknown {
  if (option.type === 'string') return isMeant(option) ? turn(value as From) : value
  if (option.type === 'array') return (value as readonly unknown[]).map((item) => mapValue(item, option.items, isMeant, turn))
  if (option.type !== 'object' || !('properties' in option)) return value
  return mapTexts(value as Record<string, unknown>, option.properties, isMeant, turn)
}
