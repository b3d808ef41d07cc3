import { LogferryError, messageOf } from '../core/index.ts'
import type { ArchiveFile } from './zip.ts'

const ENTRY = 'logferry:entry'
/** It is for one kind of machine; where it is missing, the chart is drawn by what runs on any. */
const NOT_PACKED = ['@resvg/resvg-js']

/**
 * Bundles a module, given as source, and all that it imports, into files for Node 22: `index.mjs`, and what is imported late in files of its
 * own. Like input makes like bytes. Throws LF_PACKAGE_FAILED.
 */
export async function bundle(source: string, folder: string): Promise<readonly ArchiveFile[]> {
  const { rolldown } = await import('rolldown')
  const missing: string[] = []
  try {
    const build = await rolldown({
      input: { index: ENTRY },
      cwd: folder,
      external: NOT_PACKED,
      platform: 'node',
      resolve: { mainFields: ['module', 'main'], conditionNames: ['import', 'node', 'default'] },
      plugins: [{ name: 'entry', resolveId: (id) => (id === ENTRY ? id : null), load: (id) => (id === ENTRY ? source : null) }],
      onLog: (_, { code, message }) => void (code === 'UNRESOLVED_IMPORT' && missing.push(message)),
    })
    const { output } = await build.generate({
      format: 'esm',
      minify: true,
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
      comments: { legal: false },
    })
    await build.close()
    if (missing.length > 0) throw new Error(missing.join('\n'))
    return output.map((file) => ({ name: file.fileName, bytes: Buffer.from(file.type === 'chunk' ? file.code : file.source) }))
  } catch (thrown) {
    throw new LogferryError('LF_PACKAGE_FAILED', messageOf(thrown), { cause: thrown })
  }
}
