/** What is asked of a font (https://learn.microsoft.com/en-us/typography/opentype/spec/): which characters it draws, and how wide. */
export interface Face {
  /** Of a character, in parts of the font size; undefined where it draws none. */
  advance(codePoint: number): number | undefined
}

/** Of a TrueType font whose `cmap` has a table of format 4, as those have that this renderer ships. */
export function readFace(bytes: Uint8Array): Face {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tables = new Map<string, number>()
  for (let i = 0; i < view.getUint16(4); i++) {
    const entry = 12 + 16 * i
    tables.set(String.fromCharCode(...bytes.subarray(entry, entry + 4)), view.getUint32(entry + 8))
  }
  const table = (name: string): number => tables.get(name) ?? Number.NaN
  const unitsPerEm = view.getUint16(table('head') + 18)
  const metrics = view.getUint16(table('hhea') + 34)
  const glyphs = glyphsOf(view, table('cmap'))
  return {
    advance(codePoint) {
      const glyph = glyphs.get(codePoint)
      return glyph === undefined ? undefined : view.getUint16(table('hmtx') + 4 * Math.min(glyph, metrics - 1)) / unitsPerEm
    },
  }
}

function glyphsOf(view: DataView, cmap: number): ReadonlyMap<number, number> {
  const glyphs = new Map<number, number>()
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const at = cmap + view.getUint32(cmap + 8 + 8 * i)
    if (view.getUint16(at) === 4) addSegments(view, at, glyphs)
  }
  return glyphs
}

/** https://learn.microsoft.com/en-us/typography/opentype/spec/cmap#format-4-segment-mapping-to-delta-values */
function addSegments(view: DataView, at: number, glyphs: Map<number, number>): void {
  const twice = view.getUint16(at + 6)
  for (let i = 0; i < twice; i += 2) {
    const end = view.getUint16(at + 14 + i)
    const start = view.getUint16(at + 16 + twice + i)
    const delta = view.getUint16(at + 16 + 2 * twice + i)
    const rangeAt = at + 16 + 3 * twice + i
    const range = view.getUint16(rangeAt)
    for (let code = start; code <= end && code !== 0xffff; code++) {
      const glyph = range === 0 ? code + delta : view.getUint16(rangeAt + range + 2 * (code - start)) + delta
      if ((glyph & 0xffff) !== 0) glyphs.set(code, glyph & 0xffff)
    }
  }
}
