import type { Draft } from './draft.ts'

/** A field, where its number stands, and what that counts in the field's unit if not one. */
export type Measure = readonly [string, RegExp, number?]

/** The numbers that a message has. */
export function readMeasures(message: string, measures: readonly Measure[], fields: Draft): void {
  for (const [name, place, unit = 1] of measures) {
    const [, number] = place.exec(message) ?? []
    if (number !== undefined) fields[name] = Number(number) * unit
  }
}
