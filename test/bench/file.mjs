import { execFileSync } from 'node:child_process'
import { createWriteStream, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { median } from './median.mjs'
import { hasPeer, peerSeconds } from './peer.mjs'
import { runLogferry } from './run-logferry.mjs'
import { inScratch } from './scratch.mjs'
import { slowLogPieces } from './slow-log.mjs'

const MB = 1e6
/** On the disk, for each byte of a log: the log, and the documents made of it. */
const DISK_PER_BYTE = 4
const OUT = 'search'
const configOf = (transforms) => ({
  routes: [{ match: { logGroup: 'bench' }, parser: 'mysql-slow', transforms, to: ['search'] }],
  sinks: { search: { use: 'opensearch', options: { url: `file:./${OUT}` } } },
  deadLetter: false,
})

/**
 * Ships generated slow logs with `logferry run`, by turns with the floor, which is what Node alone needs; beside a peer, where it is installed;
 * and two sizes for whether memory grows with the input.
 */
export async function benchFile({ entries, rounds, megabytes, say }) {
  await inScratch(async (folder) => {
    const { file, bytes } = await makeLog(folder, { entries })
    say(`slow log of ${number(entries)} entries, ${number(bytes / MB)} MB, to NDJSON; the median of ${rounds} rounds`)
    const body = await makeBody(folder, file)
    const rates = { floor: [], plain: [], fingerprint: [] }
    for (let round = 0; round < rounds; round++) {
      rates.floor.push(floorRate(file, body, entries))
      rates.plain.push(entries / (await ship(folder, file, entries)).seconds)
      rates.fingerprint.push(entries / (await ship(folder, file, entries, ['fingerprint'])).seconds)
    }
    const share = (name) => median(rates[name].map((rate, i) => rate / rates.floor[i])).toFixed(2)
    say(
      `  floor             ${number(median(rates.floor), 9)} entries/s   read, latin1, JSON.stringify of as many such documents, by a process that has begun`,
    )
    say(
      `  logferry run      ${number(median(rates.plain), 9)} entries/s   ratio ${share('plain')}, the aim is 0.21; from the start of its process to the end`,
    )
    say(`  with fingerprint  ${number(median(rates.fingerprint), 9)} entries/s   ratio ${share('fingerprint')}`)
    if (!(await hasPeer())) say('  pt-query-digest   is not installed; Debian has it in percona-toolkit')
    else {
      const rate = entries / (await peerSeconds(file))
      const times = median(rates.fingerprint) / rate
      say(
        `  pt-query-digest   ${number(rate, 9)} entries/s   logferry with fingerprint is ${times.toFixed(1)} times as fast, the aim is 20`,
      )
    }
  })
  say('')
  say('     input       entries   seconds   entries/s   peak memory')
  const peaks = []
  for (const size of megabytes) peaks.push(await measurePeak(size * MB, say))
  const [small, large] = peaks
  say(
    `  ${megabytes[1] / megabytes[0]} times the input takes ${(large / small).toFixed(2)} times the memory; the aim is 1, and 150 MB at most`,
  )
}

async function makeLog(folder, size) {
  const made = { entries: 0, bytes: 0 }
  const file = path.join(folder, 'slow.log')
  await pipeline(Readable.from(slowLogPieces(size, made)), createWriteStream(file))
  return { file, ...made }
}

/** One of the files that are made of a log. */
async function makeBody(folder, file) {
  await runLogferry({ folder, config: configOf([]), args: [file] })
  const body = path.join(folder, 'body.ndjson')
  renameSync(path.join(folder, OUT, readdirSync(path.join(folder, OUT))[0]), body)
  rmSync(path.join(folder, OUT), { recursive: true })
  return body
}

function floorRate(file, body, entries) {
  const child = path.join(import.meta.dirname, 'file-floor.mjs')
  const floor = JSON.parse(execFileSync(process.execPath, [child, file, body]))
  if (floor.entries !== entries) throw new Error(`the floor saw ${floor.entries} of ${entries} entries`)
  return (1000 * entries) / floor.ms
}

/** From the start of the process to its end. The documents are removed. */
async function ship(folder, file, entries, transforms = []) {
  const began = performance.now()
  const { peak, summary } = await runLogferry({ folder, config: configOf(transforms), args: [file] })
  const seconds = (performance.now() - began) / 1000
  rmSync(path.join(folder, OUT), { recursive: true })
  check(summary, entries)
  return { seconds, peak }
}

/** Resolves with the peak memory in bytes. The log and what is made of it are removed. */
const measurePeak = (bytes, say) =>
  inScratch(async (folder) => {
    const { bavail, bsize } = statfsSync(folder)
    const { made, seconds, peak } =
      bytes * DISK_PER_BYTE < bavail * bsize ? await shipFile(folder, bytes) : await shipPipe(folder, bytes, say)
    const cells = [
      number(made.bytes / MB, 7),
      'MB',
      number(made.entries, 13),
      seconds.toFixed(1).padStart(9),
      number(made.entries / seconds, 11),
    ]
    say(`${cells.join(' ')} ${number(peak / MB, 10)} MB`)
    return peak
  })

async function shipFile(folder, bytes) {
  const { file, ...made } = await makeLog(folder, { bytes })
  return { made, ...(await ship(folder, file, made.entries)) }
}

async function shipPipe(folder, bytes, say) {
  say(`  (${tmpdir()} has no room for the next: it comes through a pipe, and its documents are not made)`)
  const made = { entries: 0, bytes: 0 }
  const log = Readable.from(slowLogPieces({ bytes }, made))
  const began = performance.now()
  const { peak, summary } = await runLogferry({ folder, config: configOf([]), args: ['--dry-run', '-'], log })
  check(summary, made.entries)
  return { made, seconds: (performance.now() - began) / 1000, peak }
}

function check({ events: { delivered } }, entries) {
  if (delivered !== entries) throw new Error(`of the ${entries} entries of the log ${delivered} were delivered`)
}

const number = (value, width = 0) => Math.round(value).toLocaleString('en').padStart(width)
