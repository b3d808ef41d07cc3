import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Finding, isLogferryError, LogferryError } from '../core/index.ts'
import { codeOf, diskError } from './embedded.ts'

/** Whether files can be made in a folder, or in the one in which it would be made. Makes nothing. */
export async function checkFolder(folder: string): Promise<readonly Finding[]> {
  try {
    const there = await existing(folder)
    await access(there, constants.W_OK | constants.X_OK)
    const { bavail } = await statfs(there)
    if (bavail === 0) throw new LogferryError('LF_DISK_FULL', `${there}: no space is left`)
    return [{ level: 'ok', code: 'LF_DISK_DENIED', detail: `${folder} can be written` }]
  } catch (thrown) {
    const error = diskError(thrown, folder)
    if (!isLogferryError(error)) throw error
    return [{ level: 'error', code: error.code, detail: error.detail }]
  }
}

/** The folder, or the nearest one above it that is there. */
async function existing(folder: string): Promise<string> {
  try {
    if ((await stat(folder)).isDirectory()) return folder
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT' && folder !== dirname(folder)) return existing(dirname(folder))
    throw thrown
  }
  throw new LogferryError('LF_DISK_FAILED', `${folder} is there, but is no folder`)
}
