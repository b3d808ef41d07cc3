import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Fields, fieldOf } from '../../core/index.ts'

test('a field of that very name comes before a path through objects', () => {
  expect(fieldOf({ 'a.b': 1, a: { b: 2 } }, 'a.b')).toBe(1)
  expect(fieldOf({ a: { b: { c: 2 } } }, 'a.b.c')).toBe(2)
  expect(fieldOf({ 'a.b': null, a: { b: 2 } }, 'a.b')).toBeUndefined()
})

test.each(['a.b', 'a.length', 'list.0', 'none.a', 'toString', 'a.', '.a', '.', ''])('there is no field %j', (name) => {
  expect(fieldOf({ a: 'text', list: [1], none: null }, name)).toBeUndefined()
})

test('whatever the fields and the name: a value that stands there, or nothing', () => {
  const key = fc.constantFrom('a', 'b', '__proto__', 'constructor', '')
  const { fields } = fc.letrec<{ fields: Fields }>((tie) => ({
    fields: fc.dictionary(
      key,
      fc.oneof({ depthSize: 'small' }, fc.constantFrom<string | number | boolean | null>(1, 'x', false, null), tie('fields')),
    ),
  }))
  fc.assert(
    fc.property(fields, fc.array(key, { minLength: 1, maxLength: 3 }), (fields, path) => {
      let expected: unknown = fields
      for (const name of path) {
        expected =
          typeof expected === 'object' && expected !== null && Object.hasOwn(expected, name) ? (expected as Fields)[name] : undefined
      }

      expect(fieldOf(fields, path.join('.'))).toBe(expected ?? undefined)
    }),
  )
})
