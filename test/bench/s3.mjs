import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { runLogferry } from './run-logferry.mjs'
import { inScratch } from './scratch.mjs'
import { slowLogPieces } from './slow-log.mjs'

const MB = 1e6
/** As large as a delivery is at most, and compressed as an archive is. */
const PIECE = 8 * 1024 ** 2
const LEVEL = 6

/**
 * Ships generated slow logs to a store on loopback that keeps nothing: raw, in both formats, beside the floor, which is Node's gzip alone of
 * the same bytes; and for whether memory grows with the input.
 */
export async function benchS3({ megabytes, say }) {
  const [small, large] = megabytes
  say('slow log to S3, raw: `logferry run`, from the start of its process to the end; the store is on loopback and keeps nothing')
  say('     input    format   seconds      MB/s   peak memory   objects, of')
  const peaks = []
  for (const size of megabytes) {
    await inScratch(async (folder) => {
      const made = { entries: 0, bytes: 0 }
      const file = path.join(folder, 'slow.log')
      await pipeline(Readable.from(slowLogPieces({ bytes: size * MB }, made)), createWriteStream(file))
      if (size === small) {
        const seconds = await floor(file)
        say(`${number(made.bytes / MB, 7)} MB     floor ${seconds.toFixed(1).padStart(9)} ${number(made.bytes / MB / seconds, 9)}`)
      }
      for (const format of size === small ? ['text', 'events'] : ['text']) {
        const { seconds, peak, got } = await ship(folder, file, made.entries, format)
        const cells = [
          number(made.bytes / MB, 7),
          'MB',
          format.padStart(9),
          seconds.toFixed(1).padStart(9),
          number(made.bytes / MB / seconds, 9),
        ]
        say(`${cells.join(' ')} ${number(peak / MB, 10)} MB ${number(got.objects, 9)}, ${number(got.bytes / MB, 0)} MB`)
        if (format === 'text') peaks.push(peak)
      }
    })
  }
  say(`  ${large / small} times the input takes ${(peaks[1] / peaks[0]).toFixed(2)} times the memory; the aim is 1`)
}

async function floor(file) {
  const began = performance.now()
  const bytes = readFileSync(file)
  for (let at = 0; at < bytes.length; at += PIECE) await promisify(gzip)(bytes.subarray(at, at + PIECE), { level: LEVEL })
  return (performance.now() - began) / 1000
}

async function ship(folder, file, entries, format) {
  const store = spawn(process.execPath, [path.join(import.meta.dirname, 's3-store.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface(store.stdout)[Symbol.asyncIterator]()
  const { value: port } = await lines.next()
  const options = { url: 's3://bench/logs', endpoint: `http://127.0.0.1:${port}`, accessKeyId: 'bench', secretAccessKey: 'bench', format }
  const config = {
    routes: [{ match: { logGroup: 'bench' }, parser: 'mysql-slow', to: [{ sink: 'archive', raw: true }] }],
    sinks: { archive: { use: 's3', options } },
    deadLetter: false,
  }
  const began = performance.now()
  const { peak, summary } = await runLogferry({ folder, config, args: [file] })
  const seconds = (performance.now() - began) / 1000
  store.stdin.end()
  const { value: got } = await lines.next()
  await once(store, 'close')
  const { delivered } = summary.events
  if (delivered !== entries) throw new Error(`of the ${entries} entries of the log ${delivered} were delivered`)
  return { seconds, peak, got: JSON.parse(got) }
}

const number = (value, width) => Math.round(value).toLocaleString('en').padStart(width)
