import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Does work in a folder that goes afterwards, also when it is stopped by Ctrl-C. */
export async function inScratch(work) {
  const folder = mkdtempSync(path.join(tmpdir(), 'logferry-bench-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const interrupt = () => process.exit(130)
  process.on('exit', remove)
  process.on('SIGINT', interrupt)
  try {
    return await work(folder)
  } finally {
    process.off('exit', remove)
    process.off('SIGINT', interrupt)
    remove()
  }
}
