import { execFileSync } from 'node:child_process'
import path from 'node:path'

/**
 * A Lambda event with 1,000 slow-log events of 400 bytes, to the bytes of its bulk body, beside the floor: what Node alone needs for the
 * same bytes. In turns, so that a busy machine slows both; in several processes, for the compiler does not choose alike in each.
 */
export function benchLambda({ processes, rounds, say }) {
  const child = path.join(import.meta.dirname, 'lambda-rounds.mjs')
  const runs = Array.from({ length: processes }, () => JSON.parse(execFileSync(process.execPath, [child, String(rounds)])))
  const ratioOf = ({ floor, logferry }) => floor / logferry
  const sorted = runs.toSorted((a, b) => ratioOf(a) - ratioOf(b))
  const middle = sorted[Math.floor(processes / 2)]

  say(`Lambda event to bulk body: 1,000 slow-log events of 400 B; ${processes} processes, the median of ${rounds} rounds in each`)
  say(`  floor     ${ms(middle.floor)}   base64, gunzip, JSON.parse; JSON.stringify of the same documents, Buffer`)
  say(`  logferry  ${ms(middle.logferry)}   ${Math.round(1e6 / middle.logferry).toLocaleString('en')} events/s`)
  say(
    `  ratio     ${ratioOf(middle).toFixed(2).padStart(7)}      from ${ratioOf(sorted[0]).toFixed(2)} to ${ratioOf(sorted.at(-1)).toFixed(2)}; floor / logferry, the aim is 0.40 or more`,
  )
}

const ms = (value) => `${value.toFixed(2).padStart(7)} ms`
