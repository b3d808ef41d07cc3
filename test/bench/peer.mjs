import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const COMMAND = 'pt-query-digest'

/** Whether Percona's tool is here: Debian's package percona-toolkit has it. */
export const hasPeer = () =>
  promisify(execFile)(COMMAND, ['--version', '--no-version-check']).then(
    () => true,
    () => false,
  )

/** How many seconds it takes for its report of that log. */
export async function peerSeconds(file) {
  const began = performance.now()
  await promisify(execFile)(COMMAND, ['--no-version-check', file], { maxBuffer: 64 * 1024 ** 2 })
  return (performance.now() - began) / 1000
}
