import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { archiveKey, letterKey } from '../../../sinks/s3/key.ts'
import { partsOf } from '../../../sinks/s3/read-key.ts'
import { recordOf } from '../sink.ts'

const ISO = '2026-11-22T11:10:01.847Z'
const HOUR = Date.parse('2026-11-22T11:00:00Z')
const hash = '0123456789abcdef0123456789abcdef'

const name = fc.oneof(
  fc.string({ unit: fc.constantFrom('/', '.', '_', '@', '%', '-', 'a', 'A', '2', ' ', 'é', '😀'), maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const partitions = fc.constantFrom('path', 'hive' as const)

describe('the parts of a key', () => {
  test('are the names, the hour and the hash that it was made of', () => {
    fc.assert(
      fc.property(name, name, name, partitions, fc.constantFrom('jsonl.gz', 'log.gz'), (logGroup, logStream, id, partitions, ending) => {
        const key = archiveKey(recordOf({ id, origin: { source: 'file', logGroup, logStream } }), ISO, ending, { partitions, hash })

        const { group, ...parts } = partsOf(key) ?? {}

        expect(parts).toEqual({ kind: 'archive', format: ending === 'log.gz' ? 'text' : 'events', hour: HOUR, logGroup, logStream, hash })
        expect(key.startsWith(`${group}/`)).toBe(true)
      }),
    )
  })

  test('lack a name that was cut', () => {
    const record = recordOf({ origin: { source: 'file', logGroup: `/${'x'.repeat(600)}`, logStream: 's' } })
    const key = archiveKey(record, ISO, 'jsonl.gz', { partitions: 'path', hash })

    expect(partsOf(key)).not.toHaveProperty('logGroup')
    expect(partsOf(key)).toMatchObject({ logStream: 's', hour: HOUR })
  })

  test.each([
    [ISO, HOUR],
    [undefined, undefined],
  ])('of a letter of %s are its hour and hash', (iso, hour) => {
    for (const partitions of ['path', 'hive'] as const) {
      const key = letterKey(recordOf({ id: 'a-b' }), iso, { partitions, hash })

      expect(partsOf(key)).toEqual({ kind: 'letter', format: 'events', hour, group: 'refused', hash })
    }
  })

  test('of an archive whose log group is called /refused are not those of a letter', () => {
    const key = archiveKey(recordOf({ origin: { source: 'file', logGroup: '/refused', logStream: 's' } }), ISO, 'jsonl.gz', {
      partitions: 'path',
      hash,
    })

    expect(partsOf(key)).toMatchObject({ kind: 'archive', logGroup: '/refused' })
  })

  test.each([
    '',
    'a',
    '_logferry/memory/x.json',
    'aws/lambda/async/f/2026/11/22/x.json',
    'a/2026/11/22/11/s-1-short.jsonl.gz',
    `refused/2026/11/22/11/1-${hash}.log.gz`,
  ])('are none of %j', (key) => {
    expect(partsOf(key)).toBeUndefined()
  })
})
