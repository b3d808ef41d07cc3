import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differences } from '../../../../sinks/opensearch/setup/difference.ts'

describe('differences', () => {
  test('are told with their place and both sides, the order of members aside', () => {
    const from = { a: 1, b: { 'x y': [1, 2], c: 'old' }, gone: true }
    const to = { b: { c: 'new', 'x y': [1, 3, 4] }, a: 1, more: { d: null } }

    expect(differences(from, to)).toEqual([
      { path: 'b["x y"][1]', from: 2, to: 3 },
      { path: 'b["x y"][2]', to: 4 },
      { path: 'b.c', from: 'old', to: 'new' },
      { path: 'gone', from: true },
      { path: 'more', to: { d: null } },
    ])
  })

  test('of a list and an object, or of a value and none, are the whole', () => {
    expect(differences({ a: [] }, { a: {} })).toEqual([{ path: 'a', from: [], to: {} }])
    expect(differences({ a: null }, { a: 0 })).toEqual([{ path: 'a', from: null, to: 0 }])
    expect(differences(undefined, { a: 0 })).toEqual([{ path: '', to: { a: 0 } }])
  })

  test('of what is long and on one side only are told part by part', () => {
    const long = { name: 'x'.repeat(80), list: ['y'.repeat(80)] }

    expect(differences({}, { long })).toEqual([
      { path: 'long.name', to: 'x'.repeat(80) },
      { path: 'long.list', to: ['y'.repeat(80)] },
    ])
    expect(differences({ long }, {}).map(({ path }) => path)).toEqual(['long.name', 'long.list'])
  })

  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)))

  test('are none between like values, and some between others', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(differences(a, structuredClone(a))).toEqual([])
        expect(differences(a, b).length > 0).toBe(!isLike(a, b))
      }),
    )
  })
})

/** Whether two JSON values are equal, said in another way. */
const isLike = (a: unknown, b: unknown): boolean => sorted(a) === sorted(b)

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? {
          members: Object.entries(inner)
            .sort(([x], [y]) => (x < y ? -1 : 1))
            .flat(),
        }
      : inner,
  )
