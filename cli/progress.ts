import type { FileProgress } from '../sources/file/index.ts'
import { sayProgress } from './talk.ts'

const EVERY_MS = 200

/** One line on a terminal that is written over, at most five times a second; nothing where stderr is no terminal. */
export function progressLine(now: () => number): (progress: FileProgress) => void {
  let next = now() + EVERY_MS
  return ({ path, events, bytes, size, resumedAt = 0 }) => {
    if (!process.stderr.isTTY || now() < next) return
    next = now() + EVERY_MS
    const share = size === undefined || size === 0 ? '' : ` ${Math.floor((100 * (resumedAt + bytes)) / size)} %`
    sayProgress(`${path}${share}  ${events.toLocaleString('en')} events`)
  }
}

/** The same for files that are followed: all of them in one line. */
export function followLine(now: () => number): (progress: FileProgress) => void {
  const files = new Map<string, number>()
  let next = 0
  return ({ path, events }) => {
    files.set(path, events)
    if (!process.stderr.isTTY || now() < next) return
    next = now() + EVERY_MS
    const sum = [...files.values()].reduce((a, b) => a + b, 0)
    const time = new Date(now()).toISOString().slice(11, 19)
    sayProgress(`following: ${sum.toLocaleString('en')} events, the last at ${time}Z`)
  }
}

/** The same for what has a count alone. */
export function countLine(now: () => number, what: string): (count: number) => void {
  let next = now() + EVERY_MS
  return (count) => {
    if (!process.stderr.isTTY || now() < next) return
    next = now() + EVERY_MS
    sayProgress(`${count.toLocaleString('en')} ${what}`)
  }
}
