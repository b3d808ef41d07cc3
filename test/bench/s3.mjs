import { createWriteStream, readFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { median } from './median.mjs'
import { runLogferry } from './run-logferry.mjs'
import { inScratch } from './scratch.mjs'
import { slowLogPieces } from './slow-log.mjs'
import { withStore } from './store.mjs'

const MB = 1e6
/** As large as a delivery is at most, and compressed as an archive is. */
const PIECE = 8 * 1024 ** 2
const LEVEL = 6

/**
 * Ships generated slow logs to a store on loopback that keeps nothing: raw, in both formats, beside the floor, which is Node's gzip alone of
 * the same bytes; and for whether memory grows with the input. Then the way back.
 */
export async function benchS3({ megabytes, rounds, say }) {
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
  await benchReplay({ megabytes: small / 2, rounds, say })
}

/** The same events to the same kind of sink, parsed: from a file by `run`, and from an archive by `replay`; by turns. */
async function benchReplay({ megabytes, rounds, say }) {
  const rates = { run: [], replay: [] }
  const peaks = []
  await inScratch(async (folder) => {
    const made = { entries: 0, bytes: 0 }
    const file = path.join(folder, 'slow.log')
    await pipeline(Readable.from(slowLogPieces({ bytes: megabytes * MB }, made)), createWriteStream(file))
    const archive = { use: 's3', options: { url: `file:${path.join(folder, 'archive')}` } }
    const route = { match: { logGroup: 'bench' }, parser: 'mysql-slow' }
    const raw = { routes: [{ ...route, to: [{ sink: 'archive', raw: true }] }], sinks: { archive }, deadLetter: false }
    await runLogferry({ folder, config: raw, args: [file] })
    for (let round = 0; round < rounds; round++) {
      for (const [command, ...args] of [
        ['run', file],
        ['replay', 'archive'],
      ]) {
        await withStore(async (copy) => {
          const config = { routes: [{ ...route, to: ['copy'] }], sinks: { archive, copy }, deadLetter: false }
          const began = performance.now()
          const { peak, summary } = await runLogferry({ folder, config, command, args })
          rates[command].push(made.entries / ((performance.now() - began) / 1000))
          if (command === 'replay') peaks.push(peak)
          checkDelivered(summary, made.entries)
        })
      }
    }
  })
  const [run, replay] = [median(rates.run), median(rates.replay)]
  say(`from ${megabytes} MB of slow log, parsed, to the store: entries a second, the median of ${rounds}`)
  say(`  \`run\` ${number(run, 0)}, \`replay\` of its archive ${number(replay, 0)}, with ${number(Math.max(...peaks) / MB, 0)} MB at most`)
  say(`  a replay is ${(replay / run).toFixed(2)} times as fast as the first time; the aim is 0.8`)
}

async function floor(file) {
  const began = performance.now()
  const bytes = readFileSync(file)
  for (let at = 0; at < bytes.length; at += PIECE) await promisify(gzip)(bytes.subarray(at, at + PIECE), { level: LEVEL })
  return (performance.now() - began) / 1000
}

async function ship(folder, file, entries, format) {
  let seconds = 0
  let peak = 0
  const got = await withStore(async (archive) => {
    const config = {
      routes: [{ match: { logGroup: 'bench' }, parser: 'mysql-slow', to: [{ sink: 'archive', raw: true }] }],
      sinks: { archive: { ...archive, options: { ...archive.options, format } } },
      deadLetter: false,
    }
    const began = performance.now()
    const ran = await runLogferry({ folder, config, args: [file] })
    seconds = (performance.now() - began) / 1000
    peak = ran.peak
    checkDelivered(ran.summary, entries)
  })
  return { seconds, peak, got }
}

function checkDelivered({ events: { delivered } }, entries) {
  if (delivered !== entries) throw new Error(`of the ${entries} entries of the log ${delivered} were delivered`)
}

const number = (value, width) => Math.round(value).toLocaleString('en').padStart(width)
