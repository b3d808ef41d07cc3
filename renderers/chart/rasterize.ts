import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'import-meta-resolve'
import type { Typeface } from './typeface.ts'

/** SVG to the bytes of a PNG, each of its pixels as two by two. */
export type Rasterize = (svg: string) => Promise<Uint8Array>

const ZOOM = 2
const OPTIONS = { fitTo: { mode: 'zoom', value: ZOOM } } as const

/** By resvg for this machine where it is installed, else by the one that runs anywhere, which takes twice as long. They give the same bytes. */
export async function openRasterizer(typeface: Typeface): Promise<Rasterize> {
  return (await native(typeface)) ?? (await portable(typeface))
}

export async function native({ files }: Typeface): Promise<Rasterize | undefined> {
  try {
    const { renderAsync } = await import('@resvg/resvg-js')
    const font = { loadSystemFonts: false, fontFiles: [...files], defaultFontFamily: 'Inter' }
    return async (svg) => (await renderAsync(svg, { ...OPTIONS, font })).asPng()
  } catch {
    return undefined // Not installed for this machine.
  }
}

/** It refuses to be set up twice in a process. */
let ready: Promise<void> | undefined

/** Beside this module in a bundle, else where its package is. */
function wasmUrl(): URL {
  const beside = new URL('./index_bg.wasm', import.meta.url)
  return existsSync(beside) ? beside : new URL(resolve('@resvg/resvg-wasm/index_bg.wasm', import.meta.url))
}

export async function portable({ fonts }: Typeface): Promise<Rasterize> {
  const { Resvg, initWasm } = await import('@resvg/resvg-wasm')
  ready ??= readFile(wasmUrl()).then((bytes) => initWasm(bytes))
  await ready
  const font = { fontBuffers: [...fonts], defaultFontFamily: 'Inter' }
  return async (svg) => {
    const tree = new Resvg(svg, { ...OPTIONS, font })
    const picture = tree.render()
    try {
      return picture.asPng()
    } finally {
      // Their memory is WebAssembly's, which no garbage collector knows.
      picture.free()
      tree.free()
    }
  }
}
