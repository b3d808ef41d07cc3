import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { median } from './median.mjs'

/**
 * A Lambda event with 1,000 slow-log events of 400 bytes, to the bytes of its bulk body, beside the floor: what Node alone needs for the
 * same bytes. In turns, so that a busy machine slows all; in several processes, for the compiler does not choose alike in each.
 */
export function benchLambda({ processes, rounds, say }) {
  const child = path.join(import.meta.dirname, 'lambda-rounds.mjs')
  const runs = Array.from({ length: processes }, () => JSON.parse(execFileSync(process.execPath, [child, String(rounds)])))
  const line = (name, words) =>
    `  ${name.padEnd(17)}${median(runs.map((run) => run[words.of]))
      .toFixed(2)
      .padStart(7)} ms   ${words.say}`
  const rate = (of) =>
    `${Math.round(1e6 / median(runs.map((run) => run[of])))
      .toLocaleString('en')
      .padStart(9)} events/s`
  const share = (of) => {
    const ratios = runs.map((run) => run.floor / run[of])
    return `ratio ${median(ratios).toFixed(2)}, from ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`
  }
  const ofFloor = median(runs.map((run) => run.parser / run.floor))

  say(`Lambda event to bulk body: 1,000 slow-log events of 400 B; ${processes} processes, the median of ${rounds} rounds in each`)
  say(line('floor', { of: 'floor', say: 'base64, gunzip, JSON.parse; JSON.stringify of the same documents, Buffer' }))
  say(line('parser alone', { of: 'parser', say: `${rate('parser')}   ${Math.round(100 * ofFloor)} % of the floor` }))
  say(line('logferry', { of: 'logferry', say: `${rate('logferry')}   ${share('logferry')}; floor / logferry, the aim is 0.60` }))
  say(line('with fingerprint', { of: 'fingerprint', say: `${rate('fingerprint')}   ${share('fingerprint')}; the aim is 0.45` }))
}
