import { type Box, isWithin, overlaps } from './box.ts'

/** A line of text that has several places to choose from. */
export interface Callout {
  readonly width: number
  readonly height: number
  /** Where its left edge and its baseline may be, the best first. */
  readonly places: readonly { readonly x: number; readonly y: number }[]
}

/** What is below the baseline, of the height of a line. */
const DESCENT = 0.25

export const boxOf = ({ width, height }: Pick<Callout, 'width' | 'height'>, { x, y }: { readonly x: number; readonly y: number }): Box => ({
  left: x,
  top: y - height * (1 - DESCENT),
  right: x + width,
  bottom: y + height * DESCENT,
})

/** The first place that lies within the frame, on nothing that is taken and, if there is one, on nothing that should be seen. */
export function placeFor(
  callout: Callout,
  frame: Box,
  taken: readonly Box[],
  seen: readonly Box[],
): { readonly x: number; readonly y: number } | undefined {
  const possible = callout.places.filter((place) => {
    const box = boxOf(callout, place)
    return isWithin(box, frame) && !taken.some((other) => overlaps(box, other))
  })
  return possible.find((place) => !seen.some((other) => overlaps(boxOf(callout, place), other))) ?? possible[0]
}
