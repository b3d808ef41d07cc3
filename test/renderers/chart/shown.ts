import type { Box } from '../../../renderers/chart/box.ts'
import type { Typeface, Weight } from '../../../renderers/chart/typeface.ts'

export interface Shown {
  readonly text: string
  readonly box: Box
}

const TEXT = /<text x="([^"]+)" y="([^"]+)" font-family="([^"]+)" font-size="([^"]+)" text-anchor="(\w+)" fill="#[^"]+">([^<]*)<\/text>/g
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' }

/** The texts of a chart, and where they are. */
export const textsOf = (svg: string, typeface: Typeface): readonly Shown[] =>
  [...svg.matchAll(TEXT)].map(([, x, y, family = '', size, anchor, escaped = '']) => {
    const text = escaped.replaceAll(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity)
    const weight: Weight = family === 'Inter' ? 'regular' : 'semibold'
    const width = typeface.width(text, Number(size), weight)
    const left = Number(x) - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0)
    return { text, box: { left, right: left + width, top: Number(y) - 0.74 * Number(size), bottom: Number(y) + 0.2 * Number(size) } }
  })

/** The middle of each mark of the plot; those of the legend are left of it. */
export const marksOf = (svg: string): readonly { readonly x: number; readonly y: number }[] =>
  [...svg.matchAll(/<path transform="translate\(([^ ]+) ([^)]+)\)"/g)]
    .map(([, x, y]) => ({ x: Number(x), y: Number(y) }))
    .filter(({ x }) => x > 40)

export const sizeOf = (svg: string): Box => {
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? []
  return { left: 0, top: 0, right: Number(width), bottom: Number(height) }
}
