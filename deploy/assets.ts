import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { resolve } from 'import-meta-resolve'
import type { Plan } from '../core/plan.ts'
import type { ArchiveFile } from './zip.ts'

const FONTS = path.resolve(import.meta.dirname, '../renderers/chart/fonts')
const WASM = '@resvg/resvg-wasm/index_bg.wasm'

/** What lies beside the code of a function because its plugins read it: for a chart its fonts, and what turns SVG into pixels on any machine. */
export async function assetsOf({ renderers }: Plan): Promise<readonly ArchiveFile[]> {
  if (!Object.values(renderers).some(({ plugin }) => plugin.name === 'chart')) return []
  const fonts = (await readdir(FONTS)).filter((name) => /\.(?:ttf|txt)$/.test(name))
  const read = async (name: string, file: string): Promise<ArchiveFile> => ({ name, bytes: await readFile(file) })
  return Promise.all([
    ...fonts.map((name) => read(`fonts/${name}`, path.join(FONTS, name))),
    read(path.basename(WASM), fileURLToPath(resolve(WASM, import.meta.url))),
  ])
}
