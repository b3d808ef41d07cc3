import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'

const CLI = path.resolve(import.meta.dirname, '../../dist/cli/main.js')

/** `logferry run`, or another command, with that config in that folder; `log` is its stdin. Resolves with its peak memory in bytes, and what its summary says. */
export async function runLogferry({ folder, config, command = 'run', args, log, env = {} }) {
  const file = path.join(folder, 'config.json')
  writeFileSync(file, JSON.stringify(config))
  const preload = ['--import', path.join(import.meta.dirname, 'peak-memory.mjs')]
  const child = spawn(process.execPath, [...preload, CLI, command, '--config', file, '--json', ...args], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const [output, talk, peak, [status]] = await Promise.all([
    ...[child.stdout, child.stderr, child.stdio[3]].map((stream) => text(stream)),
    once(child, 'close'),
    // A child that ends too soon says why itself.
    pipeline(log ?? Readable.from([]), child.stdin).catch(() => undefined),
  ])
  if (status !== 0) throw new Error(`logferry ${command} ended with ${status}:\n${talk}${output}`)
  return { peak: Number(peak) * 1024, summary: JSON.parse(output) }
}
