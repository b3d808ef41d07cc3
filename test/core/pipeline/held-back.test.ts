import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogRecord } from '../../../core/index.ts'
import { type Count, countOf } from '../../../core/pipeline/held-back.ts'
import { exampleRecord } from '../../../core/testing/index.ts'

const NONE: Count = { held: 0, counted: [] }
/** Records `<name>1`, `<name>2`, … at these times. */
const group = (name: string, ...times: readonly number[]): readonly LogRecord[] =>
  times.map((time, i) => exampleRecord({ id: `${name}${i + 1}`, time }))
const counted = (groups: readonly (readonly LogRecord[])[], spoke = 'x', from = NONE): Count =>
  groups.reduce((count, records) => countOf(records, spoke, count) ?? count, from)

describe('what is held back', () => {
  test('is counted, but for the one that spoke', () => {
    expect(counted([group('a', 1, 2, 3)], 'a1').held).toBe(2)
  })

  test('is counted once, however often it is delivered, in whatever order', () => {
    const [a, b] = [group('a', 1, 2), group('b', 1, 5)]

    expect(counted([a, b, a, b, b, a]).held).toBe(4)
  })

  test('is counted though it is older than what was counted before, as where several processes read at once', () => {
    expect(counted([group('a', 8, 9), group('b', 3, 4)]).held).toBe(4)
  })

  test('is counted once where a file has grown', () => {
    expect(counted([group('a', 1, 2), group('a', 1, 2, 7)]).held).toBe(3)
  })

  test('is not counted again where so many others came between that nobody knows any more', () => {
    const others = Array.from({ length: 60 }, (_, i) => group(`o${i}-`, 100 + i))

    const count = counted([group('a', 1, 2), ...others, group('a', 1, 2)])

    expect(count.held).toBe(62)
    expect(count.counted).toHaveLength(50)
  })

  test('changes nothing where its time is none, or there is nothing', () => {
    expect(countOf(group('a', Number.NaN), 'x', NONE)).toBeUndefined()
    expect(countOf([], 'x', NONE)).toBeUndefined()
  })
})

test('never is more counted than there is, and all of it where there are not too many', () => {
  const groups = fc.uniqueArray(fc.tuple(fc.nat(70), fc.array(fc.nat(99), { minLength: 1, maxLength: 4 })), {
    selector: ([name]) => name,
    maxLength: 70,
  })

  fc.assert(
    fc.property(groups, fc.array(fc.nat(69), { maxLength: 100 }), (list, again) => {
      const all = list.map(([name, times]) => group(`g${name}-`, ...times.toSorted((a, b) => a - b)))
      const repeated = again.flatMap((i) => (all[i] === undefined ? [] : [all[i]]))

      const { held } = counted([...all, ...repeated])

      expect(held).toBeLessThanOrEqual(all.flat().length)
      if (all.length <= 50) expect(held).toBe(all.flat().length)
    }),
  )
})
