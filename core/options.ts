/** A secret reaches a plugin as a function: read late, never printed, read anew after a rotation. */
export type Secret = () => Promise<string>

interface Common {
  readonly description: string
  readonly optional?: true
}
export type Option = Common &
  (
    | {
        readonly type: 'string'
        readonly default?: string
        readonly enum?: readonly string[]
        readonly pattern?: string
        readonly writeOnly?: true
        /** A path of a file, from the folder of the config; `-`, and the text of a PEM file, stay as they are. */
        readonly format?: 'path'
      }
    | { readonly type: 'integer' | 'number'; readonly default?: number; readonly minimum?: number; readonly maximum?: number }
    | { readonly type: 'boolean'; readonly default?: boolean }
    | { readonly type: 'array'; readonly items: Option; readonly default?: readonly string[] }
    | { readonly type: 'object'; readonly properties: Options }
    | {
        readonly type: 'object'
        readonly additionalProperties: true
        /** What `compileCondition` takes: then the fields that it names are checked, too. */
        readonly format?: 'condition'
      }
  )
/** The options of a plugin, by name. Without `default` and without `optional` an option is required; others are unknown keys. */
export type Options = Readonly<Record<string, Option>>

type ValueOf<O> = O extends { readonly writeOnly: true }
  ? Secret
  : O extends { readonly enum: readonly (infer E)[] }
    ? E
    : O extends { readonly type: 'string' }
      ? string
      : O extends { readonly type: 'integer' | 'number' }
        ? number
        : O extends { readonly type: 'boolean' }
          ? boolean
          : O extends { readonly type: 'array'; readonly items: infer I }
            ? readonly ValueOf<I>[]
            : O extends { readonly properties: infer P }
              ? OptionsOf<P>
              : Readonly<Record<string, unknown>>
type Loose<P> = { [K in keyof P]: P[K] extends { readonly optional: true } ? K : never }[keyof P]
type Flat<T> = { [K in keyof T]: T[K] } & {}
/** The values that validation yields: defaults are filled in, so only `optional` ones may be absent. */
export type OptionsOf<P> = Flat<
  { readonly [K in Exclude<keyof P, Loose<P>>]: ValueOf<P[K]> } & { readonly [K in Loose<P>]?: ValueOf<P[K]> }
>
