/** Child of lambda.mjs: measures so many rounds in this process, and prints the medians as JSON, in milliseconds. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { loadConfig } from '../../dist/core/config/load.js'
import { defineSink, delivered } from '../../dist/core/index.js'
import { start } from '../../dist/core/start.js'
import mysqlSlow from '../../dist/parsers/mysql-slow/index.js'
import { bulkBody } from '../../dist/sinks/opensearch/bulk-body.js'
import { compileIndexName } from '../../dist/sinks/opensearch/index-name.js'
import cloudwatch, { decodeSubscription } from '../../dist/sources/cloudwatch/index.js'
import fingerprint from '../../dist/transforms/fingerprint.js'
import { median } from './median.mjs'
import { slowLog } from './slow-log.mjs'

const EVENTS = 1000
const MOST_BYTES = 64 * 1024 * 1024

function subscription() {
  const log = slowLog(1)
  const logEvents = Array.from({ length: EVENTS }, (_, i) => {
    const { time: timestamp, text: message } = log.next()
    return { id: `38${String(i).padStart(54, '0')}`, timestamp, message }
  })
  const payload = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/aws/rds/cluster/shop/slowquery',
    logStream: 'shop-1',
    subscriptionFilters: ['logferry'],
    logEvents,
  }
  return { awslogs: { data: gzipSync(JSON.stringify(payload)).toString('base64') } }
}

/** The real source, engine and parser, and a sink that makes the body that the one of opensearch would send. */
async function openLogferry(transforms) {
  const indexNameOf = compileIndexName()
  let body
  const sink = defineSink({
    name: 'bulk-body',
    summary: 'Makes bulk bodies, and keeps the last.',
    options: {},
    create: () => ({
      async write(records) {
        body = bulkBody(records, indexNameOf).body
        return records.map(() => delivered)
      },
    }),
  })
  const config = {
    routes: [{ match: { logGroup: '/aws/rds/**/slowquery' }, parser: 'mysql-slow', transforms, to: ['search'] }],
    sinks: { search: { use: 'bulk-body' } },
    deadLetter: false,
  }
  const { plan, problems } = await loadConfig({ value: config, folder: '.', env: {}, builtins: [mysqlSlow, fingerprint, sink] })
  if (plan === undefined) throw new Error(JSON.stringify(problems))
  const surroundings = { now: Date.now, random: Math.random, proxyFor() {}, log() {}, secret: async () => '', ledger() {} }
  const engine = start(plan, surroundings)
  const source = cloudwatch.create({ maxBytes: MOST_BYTES }, { id: 'cloudwatch', ...surroundings })
  const { signal } = new AbortController()
  return async (event) => {
    const counts = await source.read(event, engine.pipeline({ signal }), signal)
    if (counts.delivered !== EVENTS) throw new Error(`not all ${EVENTS} events were delivered: ${JSON.stringify(counts)}`)
    return body
  }
}

/** What Node alone needs to read the event and to write the same lines. */
function floorOf(lines) {
  const documents = lines.map((line) => JSON.parse(line))
  return async ({ awslogs }) => {
    const { logEvents } = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString())
    const body = Buffer.from(`${documents.map((document) => JSON.stringify(document)).join('\n')}\n`)
    return [logEvents, body]
  }
}

/** The parser alone, on the same events. */
function openParser(event) {
  const parser = mysqlSlow.create({}, { id: 'mysql-slow' })
  const events = decodeSubscription(event, MOST_BYTES)
  return async () => events.map((one) => parser.parse(one, {}))
}

async function timeOf(work) {
  const began = performance.now()
  await work()
  return performance.now() - began
}

const rounds = Number(process.argv[2])
const event = subscription()
const logferry = await openLogferry([])
const lines = (await logferry(event)).toString().trimEnd().split('\n')
if (lines.length !== 2 * EVENTS) throw new Error(`${EVENTS} events made ${lines.length} lines, not an action and a document each`)

const works = {
  floor: floorOf(lines),
  parser: openParser(event),
  logferry,
  fingerprint: await openLogferry(['fingerprint']),
}
const times = Object.fromEntries(Object.keys(works).map((name) => [name, []]))
for (let round = 0; round < rounds; round++) {
  for (const [name, work] of Object.entries(works)) times[name].push(await timeOf(() => work(event)))
}
const warm = (list) => list.slice(Math.floor(rounds / 4))
console.log(JSON.stringify(Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(warm(list))]))))
