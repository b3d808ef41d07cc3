import { describe, expect, test } from 'vitest'
import { hasInnerNames, isFieldName } from '../../../sinks/opensearch/field-name.ts'

/** As OpenSearch 2.19.3 and 3.4.0 take them. */
describe('a name at the top of a document', () => {
  test.each(['', '.', '..', '.a', 'a..b', 'x. .y', 'a. ', '. a', '_id', '_index', '_source', '_routing', '_seq_no', '_primary_term'])(
    '"%s" is taken by no server',
    (name) => {
      expect(isFieldName(name)).toBe(false)
    },
  )

  test.each(['a', 'a.', 'a.b', 'a.b..', 'two words', 'a*b', '@x', '_type', '_foo', '__proto__', 'é', 'User@Host', '\n'.padStart(2, 'x')])(
    '"%s" is',
    (name) => {
      expect(isFieldName(name)).toBe(true)
    },
  )

  test('of a hundred thousand dots is told at once', () => {
    expect(isFieldName(`a${'.'.repeat(100_000)}`)).toBe(true)
    expect(isFieldName(`a${'.'.repeat(100_000)}b`)).toBe(false)
  })
})

test('names inside a value count, down to where it becomes a text', () => {
  expect(hasInnerNames({ a: [{ 'b.c': { _id: 1 } }] }, 5)).toBe(true)
  expect(hasInnerNames({ a: [{ b: { '': 1 } }] }, 5)).toBe(false)
  expect(hasInnerNames({ a: [{ b: { '': 1 } }] }, 3)).toBe(true)
  expect(['text', 1, null, undefined, [[]]].every((value) => hasInnerNames(value, 5))).toBe(true)
})
