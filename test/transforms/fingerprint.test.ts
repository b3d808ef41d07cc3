import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { LogRecord } from '../../core/index.ts'
import { exampleRecord, instanceOf, transformSuite } from '../../core/testing/index.ts'
import fingerprint from '../../transforms/fingerprint.ts'

const fingerprinted = (record: LogRecord) => instanceOf(fingerprint).transform(record) as LogRecord

test('a record gets the fingerprint of its Query, and the first 16 digits of its SHA-256 as Query_id', () => {
  const record = exampleRecord({ fields: { Query: "SELECT a FROM t WHERE b = 'x'", Query_time: 1 } })

  const after = fingerprinted(record)

  const text = 'SELECT `a` FROM `t` WHERE `b` = ?'
  const id = createHash('sha256').update(text).digest('hex').slice(0, 16)
  expect(after).toEqual({ ...record, fields: { ...record.fields, Fingerprint: text, Query_id: id } })
})

test('statements with different values have one id, other statements another', () => {
  const ids = ['SELECT 1', 'select 2 -- x', 'SELECT a'].map(
    (Query) => fingerprinted(exampleRecord({ fields: { Query } })).fields['Query_id'],
  )

  expect(ids[1]).toBe(ids[0])
  expect(ids[2]).not.toBe(ids[0])
})

test('names that differ in a byte that is no UTF-8 have different ids', () => {
  const [one, other] = ['SELECT \uDC80', 'SELECT \uDC81'].map(
    (Query) => fingerprinted(exampleRecord({ fields: { Query } })).fields['Query_id'],
  )

  expect(one).not.toBe(other)
})

test.each([{}, { Query: null }, { Query: 5 }, { query: 'SELECT 1' }])('a record with %j has no statement and passes as it is', (fields) => {
  const record = exampleRecord({ fields })

  expect(fingerprinted(record)).toBe(record)
})

describe('it keeps the contract of transforms', () => {
  for (const { name, run } of transformSuite({ plugin: fingerprint, samples: [exampleRecord()] })) test(name, run)
})
