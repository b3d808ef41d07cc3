import { createWriteStream, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { runLogferry } from './run-logferry.mjs'
import { inScratch } from './scratch.mjs'
import { slowLogPieces } from './slow-log.mjs'

const MB = 1e6
/** On the disk, for each byte of a log: the log, and the documents made of it. */
const DISK_PER_BYTE = 4
const CONFIG = {
  routes: [{ match: { logGroup: 'bench' }, parser: 'mysql-slow', to: ['search'] }],
  sinks: { search: { use: 'opensearch', options: { url: 'file:./search' } } },
  deadLetter: false,
}

/** Ships generated slow logs with `logferry run`: one for its speed, and two for whether memory grows with the input. */
export async function benchFile({ entries, megabytes, say }) {
  say('slow log to NDJSON: `logferry run`, from the start of its process to the end')
  say('     input       entries   seconds   entries/s   peak memory')
  await measure({ entries }, say)
  const peaks = []
  for (const size of megabytes) peaks.push(await measure({ bytes: size * MB }, say))
  const [small, large] = peaks
  say(
    `  ${megabytes[1] / megabytes[0]} times the input takes ${(large / small).toFixed(2)} times the memory; the aim is 1, and 150 MB at most`,
  )
}

/** Resolves with the peak memory in bytes. The log and what is made of it are removed. */
const measure = (size, say) =>
  inScratch(async (folder) => {
    const { bavail, bsize } = statfsSync(folder)
    const hasRoom = (size.bytes ?? 0) * DISK_PER_BYTE < bavail * bsize
    if (!hasRoom) say(`  (${tmpdir()} has no room for the next: it comes through a pipe, and its documents are not made)`)
    const made = { entries: 0, bytes: 0 }
    const log = Readable.from(slowLogPieces(size, made))
    const file = path.join(folder, 'slow.log')
    if (hasRoom) await pipeline(log, createWriteStream(file))

    const began = performance.now()
    const input = hasRoom ? { args: [file] } : { args: ['--dry-run', '-'], log }
    const { peak, summary } = await runLogferry({ folder, config: CONFIG, ...input })
    const seconds = (performance.now() - began) / 1000
    const { delivered } = summary.events
    if (delivered !== made.entries) throw new Error(`of the ${made.entries} entries of the log ${delivered} were delivered`)
    const cells = [number(made.bytes / MB, 7), 'MB', number(delivered, 13), seconds.toFixed(1).padStart(9), number(delivered / seconds, 11)]
    say(`${cells.join(' ')} ${number(peak / MB, 10)} MB`)
    return peak
  })

const number = (value, width) => Math.round(value).toLocaleString('en').padStart(width)
