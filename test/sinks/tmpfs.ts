import { execFileSync } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { tempFolder } from './sink.ts'

/** A disk of its own, or why it cannot be had. */
export function mountTmpfs(options: string): { folder: string } | { reason: string } {
  const folder = tempFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' })
  } catch (thrown) {
    return { reason: `no tmpfs can be mounted here: ${thrown}` }
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  return { folder }
}
