import type { Options } from '../options.ts'
import type { SecretRef } from '../plan.ts'
import { mapTexts } from './map-texts.ts'

/** Options anew, in which each value that its plugin describes as secret is turned into another. */
export const mapSecrets = <From, To>(
  options: Readonly<Record<string, unknown>>,
  described: Options,
  turn: (secret: From) => To,
): Readonly<Record<string, unknown>> => mapTexts(options, described, ({ writeOnly }) => writeOnly === true, turn)

/** No variable can hold it, so no value that came from one is taken for a reference. */
const MARK = '\0'

/** What stands for a reference to a secret store until its option is known to be a secret. */
export const storeMark = (ref: string): string => MARK + ref

export const secretRef = (value: string): SecretRef =>
  value.startsWith(MARK) ? { secret: 'store', ref: value.slice(MARK.length) } : { secret: 'value', value }
