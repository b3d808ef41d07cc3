/** Sizes in pixels of the SVG; the picture has two by two for each. At the 360 pixels of a thumbnail the smallest text is 9 pixels high. */
export const WIDTH = 640
/** To the edge. */
export const PAD = 24
export const TITLE = 25
export const TEXT = 17
/** From the baseline of one line of the legend to the next. */
export const ROW = 27
export const PLOT = { top: 92, bottom: 332 }
