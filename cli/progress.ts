import type { FileProgress } from '../sources/file/index.ts'

const EVERY_MS = 200

/** One line on a terminal that is written over, at most five times a second; nothing where stderr is no terminal. */
export function progressLine(now: () => number): (progress: FileProgress) => void {
  let next = now() + EVERY_MS
  return ({ path, events, bytes, size, resumedAt = 0 }) => {
    if (!process.stderr.isTTY || now() < next) return
    next = now() + EVERY_MS
    const share = size === undefined || size === 0 ? '' : ` ${Math.floor((100 * (resumedAt + bytes)) / size)} %`
    process.stderr.write(`\r\x1b[K${path}${share}  ${events.toLocaleString('en')} events`)
  }
}
