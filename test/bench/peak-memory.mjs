/** Preloaded into a child (`node --import`): says on file descriptor 3, when it ends, the most memory that it had, in KiB. */
import { existsSync, readFileSync, writeSync } from 'node:fs'

// On Linux `maxRSS` begins with that of the parent; VmHWM is the child's own (man 5 proc).
const STATUS = '/proc/self/status'

process.on('exit', () => {
  const [, own] = /^VmHWM:\s+(\d+)/m.exec(existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '') ?? []
  writeSync(3, own ?? String(process.resourceUsage().maxRSS))
})
