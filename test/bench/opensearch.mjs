import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { indexTemplate } from '../../dist/sinks/opensearch/setup/index-template.js'
import { targetOf } from '../../dist/sinks/opensearch/setup/target.js'
import { opensearch } from '../servers/opensearch.mjs'
import { startOpenSearch } from '../servers/start-opensearch.mjs'
import { apart } from './pin.mjs'
import { runLogferry } from './run-logferry.mjs'
import { inScratch } from './scratch.mjs'
import { slowLogPieces } from './slow-log.mjs'

const FETCHED = path.resolve(import.meta.dirname, '../../.cache/servers', opensearch.name)
const SIZES = [500, 1000, 2000]
const CONNECTIONS = [1, 2, 4]
/** What logferry does. */
const OURS = { size: 1000, connections: 2 }

/**
 * The ceiling: bodies that were made before, sent by Node alone, for some batch sizes and numbers of connections. Then, by turns with the best
 * of them, `logferry run` from a slow log, from the start of its process to the end.
 */
export async function benchOpenSearch({ entries, rounds, say }) {
  if (!existsSync(FETCHED)) return say(`opensearch: left out; \`npm run servers\` fetches ${opensearch.name}`)
  await inScratch(async (folder) => {
    const log = path.join(folder, 'slow.log')
    await pipeline(Readable.from(slowLogPieces({ entries }, { entries: 0, bytes: 0 })), createWriteStream(log))
    const parse = await measure(folder, log, `file:${path.join(folder, 'bodies')}`)
    const lines = readdirSync(path.join(folder, 'bodies')).flatMap((name) =>
      readFileSync(path.join(folder, 'bodies', name), 'utf8')
        .trimEnd()
        .split('\n'),
    )

    const { started: server, isApart } = await apart(() => startOpenSearch(FETCHED, {}, '-Xms1g -Xmx1g'))
    try {
      say(`the server and logferry ${isApart ? 'have processors of their own' : 'share all processors'}`)
      await compare({ server, folder, log, lines, parse, rounds, say })
    } finally {
      await server.remove()
    }
  })
}

async function compare({ server, folder, log, lines, parse, rounds, say }) {
  const count = lines.length / 2
  const template = indexTemplate(targetOf({ index: 'bench-{YYYY}', fields: 'classic' }))
  await send(server.url, new http.Agent(), 'PUT', '/_index_template/bench', Buffer.from(JSON.stringify(template)))
  let indices = 0
  const newIndex = () => `bench-${++indices}`
  const raw = async ({ size, connections }) => {
    const index = newIndex()
    const seconds = await sendAll(server.url, bodiesOf(lines, index, size), connections)
    await check(server.url, index, count)
    return count / seconds
  }
  const ours = async () => {
    const index = newIndex()
    const result = await measure(folder, log, server.url, { index })
    await check(server.url, index, count)
    return { ...result, rate: count / result.seconds }
  }

  await raw(OURS) // Until the compilers of the server are warm.
  say(`slow log to ${opensearch.name}: ${number(count, 0)} entries; the best of ${rounds}, in documents per second`)
  say(`  raw    connections ${CONNECTIONS.map((connections) => String(connections).padStart(8)).join('')}`)
  let best = { ...OURS, rate: 0 }
  for (const size of SIZES) {
    const rates = []
    for (const connections of CONNECTIONS) {
      const rate = await bestOf(rounds, () => raw({ size, connections }))
      rates.push(rate)
      if (rate > best.rate) best = { size, connections, rate }
    }
    say(`  ${String(size).padStart(5)} documents     ${rates.map((rate) => number(rate, 8)).join('')}`)
  }
  say(`  best: ${best.size} documents, ${best.connections} connections; the defaults are ${OURS.size} and ${OURS.connections}`)

  let ceiling = 0
  let fastest
  for (let round = 0; round < rounds; round++) {
    ceiling = Math.max(ceiling, await raw(best))
    const run = await ours()
    if (fastest === undefined || run.rate > fastest.rate) fastest = run
  }
  const cpuBound = count / (fastest.cpuMs / 1000)
  say(
    `  by turns: raw ${number(ceiling, 0)}, logferry run ${number(fastest.rate, 0)}: ${(fastest.rate / ceiling).toFixed(2)} of the ceiling`,
  )
  say(
    `  logferry run: ${Math.round((100 * fastest.cpuMs) / 1000 / fastest.seconds)} % of its time in our code, which alone would make ${number(cpuBound, 0)} per second; peak memory ${number(fastest.peak / 1e6, 0)} MB`,
  )
  say(`  of the lower of the two: ${(fastest.rate / Math.min(ceiling, cpuBound)).toFixed(2)}; the aim is 0.9`)
  say(`  the same log into a folder: ${number(count / parse.seconds, 0)} per second`)
}

async function bestOf(rounds, work) {
  let best = 0
  for (let round = 0; round < rounds; round++) best = Math.max(best, await work())
  return best
}

/** `logferry run` of the log to a url. */
async function measure(folder, log, url, options = {}) {
  const cpuFile = path.join(folder, 'cpu')
  const preload = pathToFileURL(path.join(import.meta.dirname, 'cpu-time.mjs'))
  const config = {
    routes: [{ match: { logGroup: 'bench' }, parser: 'mysql-slow', to: ['search'] }],
    sinks: { search: { use: 'opensearch', options: { url, ...options } } },
    deadLetter: false,
  }
  const env = { LOGFERRY_BENCH_CPU: cpuFile, NODE_OPTIONS: `--import ${preload}` }
  const began = performance.now()
  const { peak } = await runLogferry({ folder, config, args: [log], env })
  return { seconds: (performance.now() - began) / 1000, peak, cpuMs: Number(readFileSync(cpuFile, 'utf8')) }
}

/** The lines of bodies, two for a document, cut anew and for another index. */
function bodiesOf(lines, index, size) {
  const bodies = []
  for (let at = 0; at < lines.length; at += 2 * size) {
    const some = lines
      .slice(at, at + 2 * size)
      .map((line, i) => (i % 2 === 0 ? line.replace(/"_index":"[^"]*"/, `"_index":"${index}"`) : line))
    bodies.push(Buffer.from(`${some.join('\n')}\n`))
  }
  return bodies
}

async function sendAll(url, bodies, connections) {
  const agent = new http.Agent({ keepAlive: true })
  const left = [...bodies]
  const began = performance.now()
  const work = async () => {
    for (let body = left.shift(); body !== undefined; body = left.shift()) {
      const answer = await send(url, agent, 'POST', '/_bulk?filter_path=errors', body)
      if (answer !== '{"errors":false}') throw new Error(`a body was not stored: ${answer.slice(0, 300)}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  agent.destroy()
  return (performance.now() - began) / 1000
}

async function send(url, agent, method, path, body) {
  const headers = { 'content-type': 'application/json', 'content-length': body.length }
  const request = http.request(`${url}${path}`, { agent, method, headers })
  const answer = new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', (response) => buffer(response).then((bytes) => resolve(String(bytes)), reject))
  })
  request.end(body)
  return answer
}

/** All of them are there; then the index goes, so that it does not slow the next. */
async function check(url, index, count) {
  await fetch(`${url}/${index}/_refresh`, { method: 'POST' })
  const stored = await (await fetch(`${url}/${index}/_count`)).json()
  if (stored.count !== count) throw new Error(`${stored.count} of ${count} documents are in ${index}`)
  await fetch(`${url}/${index}`, { method: 'DELETE' })
}

const number = (value, width) => Math.round(value).toLocaleString('en').padStart(width)
