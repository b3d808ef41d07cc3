import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decodeText, isLogferryError } from '../../../core/index.ts'
import { localMemory } from '../../../core/pipeline/guarded-memory.ts'
import { type Case, exampleRecord, memorySuite, parserSuite, sourceSuite, transformSuite } from '../../../core/testing/index.ts'
import json from '../../../parsers/json.ts'
import mysqlSlow from '../../../parsers/mysql-slow/index.ts'
import passthrough from '../../../parsers/passthrough.ts'
import postgresql from '../../../parsers/postgresql/index.ts'
import cloudwatch, { decodeSubscription } from '../../../sources/cloudwatch/index.ts'
import file, { type FileReports } from '../../../sources/file/index.ts'
import kinesis, { type KinesisAnswer } from '../../../sources/kinesis/index.ts'
import drop from '../../../transforms/drop.ts'
import fingerprint from '../../../transforms/fingerprint.ts'
import { transforms } from '../../../transforms/index.ts'
import keep from '../../../transforms/keep.ts'
import redact from '../../../transforms/redact/index.ts'
import rename from '../../../transforms/rename.ts'
import sample from '../../../transforms/sample.ts'

function proves(name: string, cases: readonly Case[]): void {
  describe(name, () => {
    for (const { name, run } of cases) test(name, run)
  })
}

const triggers = readFileSync(new URL('../../samples/cloudwatch/mysql-slowquery.lambda-events.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))
const slowLogs = triggers.flatMap((trigger) => decodeSubscription(trigger, 1e8)).map(({ message }) => message)

describe('parsers keep their contract', () => {
  proves('mysql-slow', parserSuite({ plugin: mysqlSlow, samples: slowLogs }))
  const sample = (path: string) => decodeText(readFileSync(new URL(`../../samples/postgresql/${path}/input.log`, import.meta.url)))
  proves(
    'postgresql',
    parserSuite({
      plugin: postgresql,
      samples: ['raised', 'verbose-second-prefix', 'csvlog-verbose', 'jsonlog-verbose', 'stray-bytes', 'interleaved'].map(sample),
    }),
  )
  proves(
    'json',
    parserSuite({ plugin: json, options: { time: 'at' }, samples: ['{}', '2026 {"at":1795345800000,"id":12345678901234567890}'] }),
  )
  proves('passthrough', parserSuite({ plugin: passthrough, samples: ['', 'text\n'] }))
})

describe('transforms keep their contract', () => {
  const samples = [exampleRecord(), exampleRecord({ id: 'fast', fields: { Query_time: 0.1 } })]
  const when = { Query_time: { lt: 1 } }
  const suites = [
    { plugin: drop, options: { when } },
    { plugin: fingerprint },
    { plugin: keep, options: { when } },
    { plugin: redact, options: { keep: ['note'] } },
    { plugin: rename, options: { fields: { Query: 'sql', toString: 't', 'a.b': 'ab' } } },
    { plugin: sample, options: { keep: 0 } },
  ]
  for (const suite of suites) proves(suite.plugin.name, transformSuite({ ...suite, samples }))

  test('none is left out', () => {
    expect(suites.map(({ plugin }) => plugin.name).sort()).toEqual(transforms.map(({ name }) => name).sort())
  })
})

describe('sources keep their contract', () => {
  const trigger = { awslogs: { data: gzipSync(JSON.stringify(aSubscription(3))).toString('base64') } }
  const isNotDelivered = (thrown: unknown) => isLogferryError(thrown) && thrown.code === 'LF_NOT_DELIVERED'
  proves('cloudwatch', sourceSuite({ plugin: cloudwatch, open: () => ({ trigger }), isSentAgain: ({ thrown }) => isNotDelivered(thrown) }))

  const records = [1, 2].map((n) => ({
    eventSource: 'aws:kinesis',
    kinesis: { sequenceNumber: `${n}`, data: gzipSync(JSON.stringify(aSubscription(3, `${n}-`))).toString('base64') },
  }))
  const hasFailures = (value: unknown) => (value as KinesisAnswer).batchItemFailures.length > 0
  proves(
    'kinesis',
    sourceSuite({ plugin: kinesis, open: () => ({ trigger: { Records: records } }), isSentAgain: ({ value }) => hasFailures(value) }),
  )

  const log = Array.from({ length: 25_000 }, (_, i) => `line ${i}\n`).join('')
  const openFile = () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'logferry-'))
    const name = path.join(folder, 'slow.log')
    writeFileSync(name, log)
    return { options: { logGroup: 'g', paths: [name], tries: 1 }, close: () => rmSync(folder, { recursive: true }) }
  }
  const isOpen = (value: unknown) => (value as FileReports).files.some(({ status }) => status !== 'done')
  proves('file', sourceSuite({ plugin: file, open: openFile, isSentAgain: ({ value }) => isOpen(value) }))
})

describe('the memory of one process keeps its contract', () => {
  for (const { name, run } of memorySuite({ open: localMemory })) test(name, run)
})

function aSubscription(events: number, prefix = '') {
  return {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/aws/rds/instance/shop-1/slowquery',
    logStream: 'shop-1',
    logEvents: Array.from({ length: events }, (_, i) => ({ id: `${prefix}${i}`, timestamp: 1_795_345_800_000 + i, message: `# ${i}` })),
  }
}
