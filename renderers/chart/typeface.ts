import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Face, readFace } from './face.ts'

/** Latin in two weights, and Hangul; beside this module. `README.md` there says how they were made. */
const FILES = [
  new URL('./fonts/Inter-Regular.ttf', import.meta.url),
  new URL('./fonts/Inter-SemiBold.ttf', import.meta.url),
  new URL('./fonts/NotoSansKR-Regular.ttf', import.meta.url),
].map((url) => fileURLToPath(url))

export type Weight = 'regular' | 'semibold'

/** The family of each weight, as its font calls itself. */
export const FAMILY: Readonly<Record<Weight, string>> = { regular: 'Inter', semibold: 'Inter SemiBold' }

/** The fonts of a chart: what they can draw, and how wide it is. */
export interface Typeface {
  readonly files: readonly string[]
  readonly fonts: readonly Uint8Array[]
  /** The same text in one line, with `?` for each character that no font draws. */
  drawable(text: string): string
  /** Of a drawable text. */
  width(text: string, size: number, weight: Weight): number
  /** A drawable text that is no wider, cut where it must be. */
  fit(text: string, width: number, size: number, weight: Weight): string
}

export async function openTypeface(): Promise<Typeface> {
  const fonts = await Promise.all(FILES.map((file) => readFile(file)))
  const [regular, semibold, hangul] = fonts.map(readFace) as [Face, Face, Face]
  const faces = { regular, semibold }
  const advance = (character: string, weight: Weight) => {
    const code = character.codePointAt(0) ?? 0
    return faces[weight].advance(code) ?? hangul.advance(code)
  }
  const drawable = (text: string): string => {
    // Letters that are put together from parts, as file names of macOS have them, are drawn as one.
    const line = text.slice(0, MOST).normalize('NFC').replaceAll(/\s+/g, ' ').trim()
    return Array.from(line, (character) => (advance(character, 'regular') === undefined ? '?' : character)).join('')
  }
  const width = (text: string, size: number, weight: Weight): number => {
    let sum = 0
    for (const character of text) sum += advance(character, weight) ?? 0
    return sum * size
  }
  const fit: Typeface['fit'] = (text, most, size, weight) => {
    const line = drawable(text)
    if (width(line, size, weight) <= most) return line
    let room = most - width('…', size, weight)
    let end = 0
    for (const character of line) {
      room -= width(character, size, weight)
      if (room < 0) break
      end += character.length
    }
    return `${line.slice(0, end).trimEnd()}…`
  }
  return { files: FILES, fonts, drawable, width, fit }
}

/** More characters than a chart has room for. */
const MOST = 500
