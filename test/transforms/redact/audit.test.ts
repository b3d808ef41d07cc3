import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadConfig } from '../../../core/config/load.ts'
import { defineSink, defineTransform, type LogEvent, LogferryError, rejected } from '../../../core/index.ts'
import { start } from '../../../core/start.ts'
import type { Ledger } from '../../../core/telemetry.ts'
import { parsers } from '../../../parsers/index.ts'
import { sinks } from '../../../sinks/index.ts'
import { transforms } from '../../../transforms/index.ts'
import { CANARY, secretStatement, showsCanary, statement } from '../sql/statements.ts'

/** Quotes what it was given, in a refusal and in an error, as servers do. */
const quoting = defineSink({
  name: 'quoting',
  summary: 'Refuses every other record, then breaks.',
  options: { breaks: { type: 'boolean', description: 'Whether it throws.', default: false } },
  create: ({ breaks }) => ({
    async write(records) {
      if (breaks) throw new LogferryError('LF_SINK_FAILED', JSON.stringify(records))
      return records.map((record) => rejected('LF_SINK_REFUSED', JSON.stringify(record)))
    },
  }),
})

/** Breaks on what it was given, and quotes it. */
const breaking = defineTransform({
  name: 'breaking',
  summary: 'Throws for records of one instance.',
  options: {},
  create: () => ({
    transform(record) {
      if (record.fields['Instance'] === 'broken') throw new Error(JSON.stringify(record))
      return record
    },
  }),
})

const HEADER = '# User@Host: app[app] @  [10.0.0.1]  Id:  1\n# Query_time: 7.5  Lock_time: 0.1 Rows_sent: 1  Rows_examined: 2\nuse shop;\n'

const message = fc.oneof(
  fc
    .tuple(fc.oneof(statement(), statement('NO_BACKSLASH_ESCAPES'), secretStatement), fc.constantFrom(';', '\0;', ''))
    .map(([text, end]) => `${HEADER}SET timestamp=1795343392;\n${text}${end}`),
  statement().map((text) => `${HEADER}${text}`),
  fc.constantFrom(`no slow log, but ${CANARY}`, `{"password":"${CANARY}"`, `{"password":"${CANARY}","Query":"SELECT '${CANARY}'"}`),
)

async function openEngine(folder: string) {
  const to = (sink: string) => ({ sink, required: false })
  const route = {
    transforms: ['fingerprint', 'redact', 'breaking'],
    to: ['search', 'ecs', 'archive', 'text', { sink: 'alerts', every: '1h', by: ['Instance'] }, to('refuses'), to('breaks')],
  }
  const config = {
    routes: [
      { match: { logGroup: '/aws/rds/**' }, parser: 'mysql-slow', ...route },
      { match: { logGroup: 'json' }, parser: 'json', ...route },
    ],
    sinks: {
      search: { use: 'opensearch', options: { url: 'file:./search' } },
      ecs: { use: 'opensearch', options: { url: 'file:./ecs', fields: 'ecs' } },
      archive: { use: 's3', options: { url: 'file:./archive' } },
      text: { use: 's3', options: { url: 'file:./text', format: 'text' } },
      alerts: { use: 'slack', options: { url: 'file:./slack', channel: '#a' } },
      refuses: { use: 'quoting' },
      breaks: { use: 'quoting', options: { breaks: true }, retry: { attempts: 1 } },
      dead: { use: 's3', options: { url: 'file:./dead' } },
    },
    deadLetter: 'dead',
  }
  const builtins = [...parsers, ...transforms, ...sinks, quoting, breaking]
  const { plan, problems } = await loadConfig({ value: config, folder, env: {}, builtins })
  if (plan === undefined) throw new Error(JSON.stringify(problems))
  const said: unknown[] = []
  const engine = start(plan, {
    now: () => 1_795_343_400_000,
    random: () => 0.5,
    proxyFor: () => undefined,
    secret: async () => 'xoxb-1',
    log: (...line) => said.push(line),
    ledger: (ledger: Ledger) => said.push(ledger),
  })
  return { engine, said }
}

/** Every file below a folder, inflated. */
function filesIn(folder: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => statSync(name).isFile())
    .map((name) => {
      const bytes = readFileSync(name)
      return { name: path.relative(folder, name), text: (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString() }
    })
}

test('no canary is found in a document, archive, message, dead letter, log line, ledger or error', { timeout: 60_000 }, async () => {
  const kinds = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 12, maxLength: 12 }), async (messages) => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'logferry-'))
      const groups = ['/aws/rds/instance/shop-1/slowquery', '/aws/rds/instance/broken/slowquery', 'json']
      const events = messages.flatMap((text, i) =>
        groups.map((logGroup, n): LogEvent => ({ id: `e${i}-${n}`, message: text, origin: { source: 'test', logGroup, logStream: 's' } })),
      )
      try {
        const { engine, said } = await openEngine(folder)

        const { outcomes } = await engine.pipeline({}).deliver(events)

        const files = filesIn(folder)
        for (const { name, text } of files) {
          kinds.add(name.split(path.sep)[0] ?? '')
          expect(showsCanary(text) ? `${name}: ${text}` : '').toBe('')
        }
        expect(showsCanary(JSON.stringify([said, outcomes]))).toBe(false)
      } finally {
        rmSync(folder, { recursive: true })
      }
    }),
    { numRuns: 4 },
  )
  expect([...kinds].sort()).toEqual(['archive', 'dead', 'ecs', 'search', 'slack', 'text'])
})
