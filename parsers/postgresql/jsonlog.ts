import { objectIn } from '../json-object.ts'
import type { Draft } from './draft.ts'

/** The fields of a line of jsonlog, without those that are empty; undefined where it is none, or was cut. */
export function readJsonlog(line: string): Draft | undefined {
  const object = objectIn(line)
  return object === undefined ? undefined : Object.fromEntries(Object.entries(object).filter(([, value]) => value !== ''))
}
