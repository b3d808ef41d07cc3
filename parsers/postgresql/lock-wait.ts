import type { Draft } from './draft.ts'

const WAIT =
  /^process (\d+) (still waiting for|acquired|detected deadlock while waiting for|avoided deadlock for|failed to acquire) (\w+) on ([\w ,/()[\]]+?)(?: by rearranging queue order)? after (\d+\.\d{3}) ms$/
const STATES: Readonly<Record<string, string>> = {
  'still waiting for': 'waiting',
  acquired: 'acquired',
  'detected deadlock while waiting for': 'deadlock',
  'avoided deadlock for': 'avoided',
  'failed to acquire': 'failed',
}

/** `log_lock_waits` (`ProcSleep` in src/backend/storage/lmgr/proc.c). */
export function readLockWait(message: string, fields: Draft): boolean {
  const [, , what = '', mode, on, ms] = WAIT.exec(message) ?? []
  if (mode === undefined || on === undefined) return false
  Object.assign(fields, { Kind: 'lock_wait', Lock_time: Math.round(Number(ms) * 1000) / 1e6, Lock_state: STATES[what] as string })
  Object.assign(fields, { Lock_mode: mode, Lock_on: on })
  return true
}

const HOLDERS = /^Process(?:es)? holding the lock: ([\d, ]*)\. Wait queue: ([\d, ]*)\.$/

/** `Processes holding the lock: 1, 2. Wait queue: 3.` */
export function readHolders(detail: string, fields: Draft): void {
  const [, holders, queue] = HOLDERS.exec(detail) ?? []
  if (holders === undefined || queue === undefined) return
  fields['Lock_holders'] = numbersIn(holders)
  fields['Lock_queue'] = numbersIn(queue)
}

const numbersIn = (list: string) => list.split(', ').filter(Boolean).map(Number)
