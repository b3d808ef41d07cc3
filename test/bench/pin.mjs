import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'

/**
 * Parts the processors, as if the server were a machine of its own: what is started by `start` gets the first half of them, this process and
 * what it starts later the others. Where that cannot be done all share them. Resolves with what was started, and whether they are parted.
 */
export async function apart(start) {
  const half = Math.floor(cpus().length / 2)
  const isApart = half > 0 && pin(`0-${half - 1}`)
  const started = await start()
  if (isApart) pin(`${half}-${cpus().length - 1}`)
  return { started, isApart }
}

/** With taskset of util-linux; all threads of this process. */
function pin(processors) {
  try {
    execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', processors, String(process.pid)], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
