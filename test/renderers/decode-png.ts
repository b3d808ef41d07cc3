import { inflateSync } from 'node:zlib'

export interface Pixels {
  readonly width: number
  readonly height: number
  /** Red, green, blue and alpha of each pixel, by row. */
  readonly rgba: Uint8Array
}

/** A PNG of 8 bits with alpha that is not interlaced, as resvg makes them (https://www.w3.org/TR/png-3/). */
export function decodePng(png: Uint8Array): Pixels {
  const bytes = Buffer.from(png)
  const data: Buffer[] = []
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)))
  }
  const [width, height, form] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes.toString('hex', 24, 29)]
  if (form !== '0806000000') throw new Error(`a PNG of another form: ${form}`)
  const rows = inflateSync(Buffer.concat(data))
  const line = 4 * width
  const rgba = new Uint8Array(line * height)
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (line + 1)]
    for (let x = 0; x < line; x++) {
      const [left, up, corner] = [
        x < 4 ? 0 : rgba[y * line + x - 4],
        y === 0 ? 0 : rgba[(y - 1) * line + x],
        x < 4 || y === 0 ? 0 : rgba[(y - 1) * line + x - 4],
      ]
      rgba[y * line + x] = (rows[y * (line + 1) + 1 + x] ?? 0) + predicted(filter ?? 0, left ?? 0, up ?? 0, corner ?? 0)
    }
  }
  return { width, height, rgba }
}

/** https://www.w3.org/TR/png-3/#9Filter-types */
function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter < 3) return [0, left, up][filter] ?? 0
  if (filter === 3) return (left + up) >> 1
  const estimate = left + up - corner
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

/** How many pixels of a part of a picture are not of its background, which is the colour of its first pixel. */
export function inkIn({ width, rgba }: Pixels, left: number, top: number, right: number, bottom: number): number {
  let ink = 0
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = 4 * (y * width + x)
      if ([0, 1, 2].some((channel) => rgba[at + channel] !== rgba[channel])) ink++
    }
  }
  return ink
}

/** The share of pixels of which a channel differs by more than so much. */
export function differing(a: Pixels, b: Pixels, tolerance: number): number {
  if (a.width !== b.width || a.height !== b.height) return 1
  let different = 0
  for (let at = 0; at < a.rgba.length; at += 4) {
    if ([0, 1, 2, 3].some((channel) => Math.abs((a.rgba[at + channel] ?? 0) - (b.rgba[at + channel] ?? 0)) > tolerance)) different++
  }
  return different / (a.width * a.height)
}
