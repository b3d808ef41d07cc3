import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { archiveKey, type KeyTerms, letterKey } from '../../../sinks/s3/key.ts'
import { safeName } from '../../../sinks/s3/safe-name.ts'
import { recordOf } from '../sink.ts'

const ISO = '2026-11-22T11:10:01.847Z'
const HASH = '0123456789abcdef0123456789abcdef'

const PATH = { partitions: 'path', hash: HASH } as const
const HIVE = { partitions: 'hive', hash: HASH } as const

const keyOf = (logGroup: string, logStream = 's', id = '1', terms: KeyTerms = PATH) =>
  archiveKey(recordOf({ id, origin: { source: 'file', logGroup, logStream } }), ISO, 'log.gz', terms)

/** What a reader makes of a key, unless a name in it was cut. */
function read(key: string) {
  const [, group = '', year, month, day, hour, stream = '', id = '', hash] =
    /^(.*)\/(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\/([^/]*)-([^-/]*)-([0-9a-f]{32})\.log\.gz$/.exec(key) ?? []
  const decode = (name: string) => (name === '@' ? '' : decodeURIComponent(name))
  const names = (path: string) => path.split('/').map(decode).join('/')
  return {
    logGroup: /^@[^/]/.test(group) ? names(group.slice(1)) : `/${names(group)}`,
    hour: `${year}-${month}-${day}T${hour}`,
    logStream: decode(stream),
    id: decode(id),
    hash,
  }
}

describe('the key of an archive object', () => {
  test.each([
    ['/aws/rds/instance/shop-1/slowquery', 'shop-1', 'aws/rds/instance/shop-1/slowquery/2026/11/22/11/shop-1'],
    ['/aws/lambda/f', '2026/11/22/[$LATEST]0123', 'aws/lambda/f/2026/11/22/11/2026%2F11%2F22%2F%5B%24LATEST%5D0123'],
    ['shop', 'slow.log', '@shop/2026/11/22/11/slow.log'],
    ['RDSOSMetrics/a', 's', '@RDSOSMetrics/a/2026/11/22/11/s'],
    ['/a//b/', '', 'a/@/b/@/2026/11/22/11/@'],
    ['/../..', '..', '%2E./%2E./2026/11/22/11/%2E.'],
    ['/_logferry/memory', '_s', '%5Flogferry/memory/2026/11/22/11/%5Fs'],
    ['/a b/é@', 'a\\b\0', 'a%20b/%C3%A9%40/2026/11/22/11/a%5Cb%00'],
    ['/', 's', '@/2026/11/22/11/s'],
    ['', 's', '@@/2026/11/22/11/s'],
  ])('of group "%s" and stream "%s"', (logGroup, logStream, start) => {
    expect(keyOf(logGroup, logStream)).toBe(`${start}-1-${HASH}.log.gz`)
  })

  test('tells the id from the stream', () => {
    expect(keyOf('/a', 'a-b', '12-3')).toBe(`a/2026/11/22/11/a-b-12%2D3-${HASH}.log.gz`)
  })

  const name = fc.oneof(
    fc.string({ unit: fc.constantFrom('/', '.', '_', '@', '%', '-', 'a', 'A', '2', ' ', 'é', '😀'), maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 30 }),
  )

  test('leads back to group, stream, hour and id', () => {
    fc.assert(
      fc.property(name, name, name, (logGroup, logStream, id) => {
        const key = keyOf(logGroup, logStream, id)

        fc.pre(!/@[0-9a-f]{32}/.test(key))
        expect(read(key)).toEqual({ logGroup, hour: '2026-11-22T11', logStream, id, hash: HASH })
      }),
      { numRuns: 2000 },
    )
  })

  const anyName = fc.oneof(
    name,
    fc.string({ unit: fc.constantFrom('é', 'a', '/', '\udce2', '\udc82', '\udcac', '€', '\ud800', '\udfff'), maxLength: 400 }),
    fc.tuple(fc.constantFrom('/', 'x', '😀', 'a/'), fc.nat(1000)).map(([text, times]) => text.repeat(times)),
  )

  test('is safe for a store and a file system, and short enough for both', () => {
    fc.assert(
      fc.property(anyName, anyName, anyName, (logGroup, logStream, id) => {
        const key = keyOf(logGroup, logStream, id)

        expect(key).toMatch(/^[A-Za-z0-9._@%/-]+$/)
        expect(key.length).toBeLessThanOrEqual(800)
        for (const part of key.split('/')) {
          expect(part).not.toMatch(/^$|^[._]/)
          expect(part.length).toBeLessThanOrEqual(255)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('is another for another group, stream or id', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(anyName, anyName, anyName), { minLength: 2, maxLength: 20, selector: (names) => JSON.stringify(names) }),
        (list) => {
          const keys = list.map(([logGroup, logStream, id]) => keyOf(logGroup, logStream, id))

          expect(new Set(keys).size).toBe(list.length)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('of names that look alike once they are bytes is not the same', () => {
    const alike = ['\ufffd', '\ud800', '\udfff', '\ud800\ud800', '€', '\udce2\udc82\udcac']

    expect(new Set(alike.map((logStream) => keyOf('/a', logStream))).size).toBe(alike.length)
  })

  test('of two long names that begin alike is not the same', () => {
    const long = 'x'.repeat(600)

    expect(keyOf('/a', `${long}1`)).not.toBe(keyOf('/a', `${long}2`))
    expect(keyOf(`/${'a/'.repeat(400)}1`)).not.toBe(keyOf(`/${'a/'.repeat(400)}2`))
  })
})

describe('a safe name', () => {
  test('keeps stray bytes as they were', () => {
    expect(safeName('caf\udce9', 100)).toBe('caf%E9')
  })

  test('that was cut does not end inside a percent sign', () => {
    for (let longest = 34; longest < 60; longest++) expect(safeName('é'.repeat(50), longest)).toMatch(/^(%[0-9A-F]{2})*@[0-9a-f]{32}$/)
  })
})

test('the key of a dead letter has the hour of its first record, if that has one', () => {
  expect(letterKey(recordOf({ id: '7-1' }), ISO, PATH)).toBe(`refused/2026/11/22/11/7%2D1-${HASH}.jsonl.gz`)
  expect(letterKey(recordOf({ id: '7' }), undefined, PATH)).toBe(`refused/undated/7-${HASH}.jsonl.gz`)
})

test('an hour may stand in a key as partitions that Athena and Glue find', () => {
  expect(keyOf('/a', 's', '1', HIVE)).toBe(`a/dt=2026-11-22/hr=11/s-1-${HASH}.log.gz`)
  expect(letterKey(recordOf({ id: '7' }), ISO, HIVE)).toBe(`refused/dt=2026-11-22/hr=11/7-${HASH}.jsonl.gz`)
})

test('the longest key leaves room for the longest prefix', () => {
  const odd = '-é/'.repeat(400)

  expect(keyOf(odd, odd, odd, HIVE).length + 100).toBeLessThanOrEqual(1024)
  expect(keyOf(odd, odd, '-'.repeat(80), HIVE).length + 100).toBeLessThanOrEqual(1024)
})
