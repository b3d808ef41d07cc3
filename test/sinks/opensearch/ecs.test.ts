import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fields, LogRecord } from '../../../core/index.ts'
import { bulkBody } from '../../../sinks/opensearch/bulk-body.ts'
import { ecsFields, isSlowLog } from '../../../sinks/opensearch/ecs.ts'
import { ecsDocuments } from '../../../sinks/opensearch/ecs-document.ts'
import { ecsPaths, PLACED } from '../../../sinks/opensearch/ecs-names.ts'
import { compileIndexName } from '../../../sinks/opensearch/index-name.ts'
import { nested } from '../../../sinks/opensearch/nested.ts'
import { plainValue } from '../../../sinks/plain-value.ts'
import { recordOf } from '../sink.ts'
import { actionsIn } from './loopback.ts'
import { ORIGIN, sampleRecords } from './setup/sample-records.ts'

const textOf = (record: LogRecord) => ecsDocuments().documentOf(record, '2026-11-22T11:10:01.847Z').json.join('')

const documentOf = (record: LogRecord) => {
  const { body } = bulkBody([record], compileIndexName(), { documents: ecsDocuments() })
  return actionsIn(body.toString())[0]?.document
}

const SLOW: Fields = {
  Engine: 'mysql',
  Instance: 'shop-1',
  Cluster: 'shop',
  'User@Host': 'shop_rw[app]',
  User: 'app',
  Host: 'web-1',
  IP: '10.0.0.7',
  Thread_id: 42,
  Query_time: 12.4,
  Lock_time: 0.000206,
  Rows_sent: 10,
  Rows_examined: 3_145_718,
  Schema: 'shop',
  Full_scan: true,
  QC_hit: false,
  InnoDB_IO_r_wait: 0.25,
  Start: '2026-11-22T11:09:49.447000Z',
  Brand_new: 'x',
  Query: 'SELECT * FROM customers WHERE id = 7',
  Database: 'shop',
  Truncated: true,
  Fingerprint: 'SELECT * FROM `customers` WHERE `id` = ?',
  Query_id: '0123456789abcdef',
}

describe('the document of a slow query under the names of ECS', () => {
  test('has those of Filebeat and of OpenTelemetry, nested, in their units', () => {
    expect(documentOf(recordOf({ origin: ORIGIN, fields: SLOW }))).toEqual({
      '@timestamp': '2026-11-22T11:10:01.847Z',
      ecs: { version: '8.11.0' },
      event: {
        id: recordOf().id,
        original: recordOf().text,
        kind: 'event',
        category: ['database'],
        type: ['info'],
        module: 'mysql',
        dataset: 'mysql.slowlog',
        duration: 12_400_000_000,
        start: '2026-11-22T11:09:49.447000Z',
      },
      cloud: { provider: 'aws', account: { id: '123456789012' }, region: 'eu-west-1' },
      aws: { cloudwatch: { log_group: '/aws/rds/cluster/shop/slowquery', log_stream: 'shop-1' } },
      service: { type: 'mysql', name: 'shop', node: { name: 'shop-1' } },
      host: { name: 'shop-1' },
      server: { address: 'shop-1' },
      user: { name: 'app' },
      source: { ip: '10.0.0.7', domain: 'web-1' },
      client: { address: '10.0.0.7' },
      log: { flags: ['truncated'] },
      db: {
        system: { name: 'mysql' },
        namespace: 'shop',
        query: { text: 'SELECT * FROM customers WHERE id = 7', summary: 'SELECT * FROM `customers` WHERE `id` = ?' },
        response: { returned_rows: 10 },
      },
      mysql: {
        thread_id: 42,
        slowlog: {
          current_user: 'shop_rw',
          query: 'SELECT * FROM customers WHERE id = 7',
          query_id: '0123456789abcdef',
          query_time: { sec: 12.4 },
          lock_time: { sec: 0.000206 },
          rows_sent: 10,
          rows_examined: 3_145_718,
          schema: 'shop',
          full_scan: true,
          query_cache_hit: false,
          innodb: { io_r_wait: { sec: 0.25 } },
          brand_new: 'x',
        },
      },
    })
  })

  test('says what a log from a file says, and no more', () => {
    const document = documentOf(
      recordOf({ origin: { source: 'file', logGroup: 'g', logStream: 's' }, fields: { Lock_time: 0, Truncated: false } }),
    )

    expect(document).toMatchObject({
      service: { type: 'mysql' },
      db: { system: { name: 'mysql' } },
      mysql: { slowlog: { lock_time: { sec: 0 } } },
    })
    for (const name of ['cloud', 'host', 'log', 'user']) expect(document).not.toHaveProperty(name)
  })

  test.each([
    ['admin[admin]', 'admin'],
    ['a[b][a[b]]', 'a[b]'],
    ['rights[login]', 'rights'],
    ['[SQL_SLAVE]', undefined],
    ['bare', 'bare'],
    ['', undefined],
  ])('names whose rights %j has', (account, name) => {
    expect(ecsFields(recordOf({ fields: { 'User@Host': account } }))['mysql.slowlog.current_user']).toBe(name)
  })

  test('takes the address of an event of the server for none', () => {
    const fields = ecsFields(recordOf({ fields: { ...SLOW, Host: 'localhost', IP: '%' } }))

    expect(fields).not.toHaveProperty(['source.ip'])
    expect(fields['client.address']).toBe('%')
  })

  test('has a place for each of two headers that would meet', () => {
    const odd = { Lock_time: 1, lock_time: 'a', query_time: 'b', innodb: 'c', Query: 'd', query: 'e', 'x.y': 'f', ' ': 'g' }

    const document = documentOf(recordOf({ fields: odd }))

    expect(document).toMatchObject({
      mysql: { slowlog: { lock_time: { sec: 1 }, query: 'd', x_y: 'f', _: 'g' } },
      logferry: { lock_time: 'a', query_time: 'b', innodb: 'c', query: 'e' },
    })
  })
})

describe('the document of another log under the names of ECS', () => {
  test('is not taken for a slow log of MySQL, though it tells of a lock', () => {
    const document = documentOf(recordOf({ fields: { Engine: 'postgresql', Kind: 'lock_wait', Lock_time: 1.3 } }))

    expect(document).toMatchObject({ db: { system: { name: 'postgresql' } }, logferry: { Kind: 'lock_wait', Lock_time: 1.3 } })
    expect(document).not.toHaveProperty('mysql')
  })

  test('has what means the same in any engine where that belongs, and the rest apart from all names of ECS', () => {
    const fields = {
      Engine: 'postgresql',
      Query_time: 0.5,
      Query: 'SELECT 1',
      Rows_sent: 1,
      host: 'x',
      user: { id: 7 },
      'a.b': 1,
      Level: 'ERROR',
    }

    const document = documentOf(recordOf({ fields }))

    expect(document).toMatchObject({
      event: { duration: 500_000_000 },
      db: { system: { name: 'postgresql' }, query: { text: 'SELECT 1' }, response: { returned_rows: 1 } },
      logferry: { host: 'x', user: { id: 7 }, a_b: 1, Level: 'ERROR' },
    })
    expect(document).not.toHaveProperty('mysql')
    expect(document?.['event']).not.toHaveProperty('dataset')
  })
})

/** Spelled out: each member by its path, made safe, in the order of the members. */
const spelledOut = (record: LogRecord): string => {
  const document = { '@timestamp': '2026-11-22T11:10:01.847Z', ...nested(Object.entries(ecsFields(record))) }
  return JSON.stringify(plainValue(document, 20))
}

describe('no value is lost', () => {
  test('of any sample, whichever came before it', () => {
    const { documentOf: written } = ecsDocuments()
    for (const record of sampleRecords()) {
      expect(written(record, '2026-11-22T11:10:01.847Z').json.join('')).toBe(spelledOut(record))
      const members = ecsFields(record)
      for (const [name, value] of Object.entries(record.fields)) {
        if (['User@Host', 'Query_time', 'Truncated', 'Schema', 'Database', 'Instance', 'IP', 'Host'].includes(name)) continue
        const paths = ecsPaths(name, isSlowLog(record.fields))
        expect(paths.map((path) => members[path])).toEqual(paths.map(() => value))
      }
    }
  })

  const name = fc.oneof(
    fc.constantFrom(...Object.keys(SLOW), 'innodb', 'lock_time', '__proto__', 'constructor', 'a.b', '.', '', 'ecs', '@timestamp'),
    fc.string({ unit: 'binary' }),
  )

  test('whatever a record holds: the document is nested without a clash, with our time', () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary' }))), (fields) => {
        const record = recordOf({ fields: fields as Fields })
        const paths = Object.keys(ecsFields(record))
        const document = documentOf(record)

        for (const path of paths) expect(paths.filter((other) => other.startsWith(`${path}.`))).toEqual([])
        expect(document?.['@timestamp']).toBe('2026-11-22T11:10:01.847Z')
        expect(document?.['event']).toMatchObject({ id: record.id })
        expect(textOf(record)).toBe(spelledOut(record))
        for (const own of Object.keys(fields)) {
          const isSilent = own === 'Truncated' || own === 'User@Host'
          if (!isSilent) expect(paths.some((path) => [...ecsPaths(own, true), ...ecsPaths(own, false)].includes(path))).toBe(true)
        }
      }),
    )
  })
})

test('the table of names in the docs has all fields with places of their own, and all these places', () => {
  const rows = readFileSync(new URL('../../../docs/opensearch-setup.md', import.meta.url), 'utf8').split('\n')

  for (const name of PLACED) {
    const shown = name.startsWith('InnoDB_') ? 'InnoDB_…' : name
    const row = rows.filter((line) => line.split('|')[1]?.includes(`\`${shown}\``)).join()
    for (const path of ecsPaths(name, true)) {
      const shownPath = name.startsWith('InnoDB_') ? 'mysql.slowlog.innodb.…' : path
      expect(row).toContain(`\`${shownPath}`)
    }
  }
})
