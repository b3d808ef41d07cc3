import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileCondition, isLogferryError } from '../../core/index.ts'
import { exampleRecord, instanceOf } from '../../core/testing/index.ts'
import drop from '../../transforms/drop.ts'
import keep from '../../transforms/keep.ts'

const fast = exampleRecord({ fields: { Query_time: 0.5, User: 'app' } })
const slow = exampleRecord({ fields: { Query_time: 7, User: 'app' } })

test('drop drops what meets its condition, and passes the rest on as it is', () => {
  const { transform } = instanceOf(drop, { when: { Query_time: { lt: 1 } } })

  expect(transform(fast)).toEqual({ dropped: 'left out by drop' })
  expect(transform(slow)).toBe(slow)
})

test('keep passes on what meets its condition as it is, and drops the rest', () => {
  const { transform } = instanceOf(keep, { when: { Query_time: { gte: 1 }, User: { in: ['app', 'web'] } } })

  expect(transform(slow)).toBe(slow)
  expect(transform(fast)).toEqual({ dropped: 'left out by keep' })
})

test('a record without the field meets no condition on it: drop passes it on, keep drops it', () => {
  const when = { Query_time: { gt: 0 } }

  expect(instanceOf(drop, { when }).transform(exampleRecord({ fields: {} }))).toEqual(exampleRecord({ fields: {} }))
  expect(instanceOf(keep, { when }).transform(exampleRecord({ fields: {} }))).toEqual({ dropped: 'left out by keep' })
})

test('of any record and condition, one of the two drops it, and that is the one that the condition says', () => {
  const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b'), fc.boolean(), fc.constant(null))
  const fields = fc.dictionary(fc.constantFrom('A', 'B', '__proto__'), value)
  const test = fc.oneof(
    fc.record({ gt: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ exists: fc.boolean() }),
    fc.record({ ne: fc.constant('a') }),
  )
  const plain = fc.dictionary(fc.constantFrom('A', 'B', '__proto__'), test, { minKeys: 1 })
  const when = fc.oneof(plain, fc.record({ not: plain }), fc.record({ any: fc.array(plain, { minLength: 1, maxLength: 3 }) }))
  fc.assert(
    fc.property(fields, when, (fields, when) => {
      const record = exampleRecord({ fields })
      const holds = compileCondition(when)(fields)

      expect('dropped' in instanceOf(drop, { when }).transform(record)).toBe(holds)
      expect('dropped' in instanceOf(keep, { when }).transform(record)).toBe(!holds)
    }),
  )
})

test.each([drop, keep])('a condition that is none is said with its place: $name', (plugin) => {
  const placeOf = (when: unknown) => {
    try {
      instanceOf(plugin, { when })
    } catch (thrown) {
      if (isLogferryError(thrown)) return [thrown.code, thrown.at?.join('.')]
      throw thrown
    }
    return 'no fault'
  }

  expect(placeOf({})).toEqual(['LF_OPTION_INVALID', 'when'])
  expect(placeOf({ any: [{ User: { eq: 'app' } }, { Query_time: { greater: 1 } }] })).toEqual([
    'LF_OPTION_INVALID',
    'when.any.1.Query_time.greater',
  ])
})
