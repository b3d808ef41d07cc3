import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exampleRecord, instanceOf } from '../../core/testing/index.ts'
import sample from '../../transforms/sample.ts'

const isKept = (keep: number, id: string) => !('dropped' in instanceOf(sample, { keep }).transform(exampleRecord({ id, fields: {} })))

test('a record that is kept stays as it is, and one that is not says so', () => {
  const record = exampleRecord({ fields: { Query_time: 1 } })

  expect(instanceOf(sample, { keep: 1 }).transform(record)).toBe(record)
  expect(instanceOf(sample, { keep: 0 }).transform(record)).toEqual({ dropped: 'left out by sample' })
})

test('the id alone decides: never chance, the other fields, or what came before', () => {
  fc.assert(
    fc.property(fc.string(), fc.double({ min: 0, max: 1, noNaN: true }), fc.string(), (id, keep, before) => {
      const one = instanceOf(sample, { keep })
      one.transform(exampleRecord({ id: before, fields: {} }))

      expect('dropped' in one.transform(exampleRecord({ id, fields: { n: before } }))).toBe(!isKept(keep, id))
    }),
  )
})

test('what a smaller share keeps, a greater one keeps, too', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.string(), share, share, (id, a, b) => {
      expect(isKept(Math.min(a, b), id)).toBe(isKept(a, id) && isKept(b, id))
    }),
  )
})

test.each([0.01, 0.1, 0.5, 0.9])('of many ids, however alike, about the share %j is kept', (keep) => {
  const { transform } = instanceOf(sample, { keep })

  const kept = Array.from({ length: 20_000 }, (_, i) => transform(exampleRecord({ id: `a-${i}`, fields: {} }))).filter(
    (result) => !('dropped' in result),
  )

  expect(Math.abs(kept.length / 20_000 - keep)).toBeLessThan(0.01)
})

test('the records of one event are decided on one by one', () => {
  const kept = Array.from({ length: 200 }, (_, i) => isKept(0.5, i === 0 ? 'event' : `event-${i}`))

  expect(new Set(kept)).toEqual(new Set([true, false]))
})

test.each([-0.1, 1.1, 'all', undefined])('a share of %j is refused', (keep) => {
  expect(() => instanceOf(sample, { keep })).toThrow(expect.objectContaining({ code: 'LF_OPTION_INVALID', at: ['keep'] }))
})
