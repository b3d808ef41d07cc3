import { FAMILY, type Weight } from './typeface.ts'

export interface TextTerms {
  readonly size: number
  readonly fill: string
  readonly weight?: Weight
  readonly anchor?: 'start' | 'middle' | 'end'
  /** The colour of a rim that keeps the text apart from what is below it. */
  readonly halo?: string
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '')

/** A length, to a tenth of a pixel. */
export const px = (value: number): string => String(Math.round(value * 10) / 10)

/** `text` is drawable. Its baseline is at `y`. */
export function text(x: number, y: number, line: string, { size, fill, weight = 'regular', anchor = 'start', halo }: TextTerms): string {
  const place = `x="${px(x)}" y="${px(y)}" font-family="${FAMILY[weight]}" font-size="${size}" text-anchor="${anchor}"`
  const rim =
    halo === undefined ? '' : `<text ${place} fill="none" stroke="${halo}" stroke-width="5" stroke-linejoin="round">${escaped(line)}</text>`
  return `${rim}<text ${place} fill="${fill}">${escaped(line)}</text>`
}

export const line = (x1: number, y1: number, x2: number, y2: number, stroke: string, more = ''): string =>
  `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${stroke}"${more}/>`

export const path = (x: number, y: number, outline: string, more: string): string =>
  `<path transform="translate(${px(x)} ${px(y)})" d="${outline}" ${more}/>`

export const document = (width: number, height: number, background: string, parts: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${background}"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
