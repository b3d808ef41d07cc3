/** A part of a CloudFormation template. */
export type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json }

export interface Resource {
  readonly Type: string
  readonly [attribute: string]: Json
}
/** By their logical ids. */
export type Resources = Readonly<Record<string, Resource>>

export const ref = (id: string): Json => ({ Ref: id })
export const arnOf = (id: string): Json => ({ 'Fn::GetAtt': [id, 'Arn'] })
export const when = (condition: string, then: Json, otherwise: Json = ref('AWS::NoValue')): Json => ({
  'Fn::If': [condition, then, otherwise],
})

const PLACES: Readonly<Record<string, string>> = { partition: 'AWS::Partition', region: 'AWS::Region', account: 'AWS::AccountId' }

/** A text with `{partition}`, `{region}` and `{account}`, which CloudFormation fills in. */
export function fill(text: string): Json {
  const filled = text.replaceAll(/\{(partition|region|account)\}/g, (_, name: string) => `\${${PLACES[name]}}`)
  return filled === text ? text : { 'Fn::Sub': filled }
}

/** A logical id of any text: letters and digits alone. */
export const idOf = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('')
