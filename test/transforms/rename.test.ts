import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Fields, LogRecord } from '../../core/index.ts'
import { exampleRecord, instanceOf } from '../../core/testing/index.ts'
import rename from '../../transforms/rename.ts'

const renamed = (fields: Fields, names: Readonly<Record<string, string>>): Fields =>
  (instanceOf(rename, { fields: names }).transform(exampleRecord({ fields })) as LogRecord).fields

test('a field gets its new name, and the others stay', () => {
  expect(renamed({ sql: 'SELECT 1', user: 'app' }, { sql: 'Query' })).toEqual({ Query: 'SELECT 1', user: 'app' })
})

test('all names change at once, so two fields can swap theirs, and three pass them on', () => {
  expect(renamed({ a: 1, b: 2 }, { a: 'b', b: 'a' })).toEqual({ a: 2, b: 1 })
  expect(renamed({ a: 1, b: 2, c: 3 }, { a: 'b', b: 'c' })).toEqual({ b: 1, c: 2 })
})

test('a field that is missing is passed over, and a record that has none of them stays as it is', () => {
  const record = exampleRecord({ fields: { c: 1 } })

  expect(renamed({ b: 1 }, { a: 'A', b: 'B' })).toEqual({ B: 1 })
  expect(instanceOf(rename, { fields: { a: 'c' } }).transform(record)).toBe(record)
})

test('a field that has the new name already makes way', () => {
  expect(renamed({ sql: 'SELECT 1', Query: 'old' }, { sql: 'Query' })).toEqual({ Query: 'SELECT 1' })
})

test('a field that is null or false or empty has its name changed, too', () => {
  expect(renamed({ a: null, b: false, c: '' }, { a: 'A', b: 'B', c: 'C' })).toEqual({ A: null, B: false, C: '' })
})

describe('dots in an old name', () => {
  test('lead into objects, and take the field out of there', () => {
    const fields = { db: { query: 'SELECT 1', user: { name: 'app' } }, n: 1 }

    expect(renamed(fields, { 'db.query': 'Query', 'db.user.name': 'User' })).toEqual({
      db: { user: {} },
      n: 1,
      Query: 'SELECT 1',
      User: 'app',
    })
    expect(fields.db.query).toBe('SELECT 1')
  })

  test('do not, where a field has that very name', () => {
    expect(renamed({ 'db.query': 'a', db: { query: 'b' } }, { 'db.query': 'Query' })).toEqual({ db: { query: 'b' }, Query: 'a' })
  })

  test('lead nowhere through texts, lists and what is missing', () => {
    const fields = { a: 'text', b: [1], c: null }

    expect(renamed(fields, { 'a.length': 'A', 'b.0': 'B', 'c.d': 'C', 'd.e': 'D' })).toEqual(fields)
  })

  test('mean nothing in a new name', () => {
    expect(renamed({ a: 1 }, { a: 'b.c' })).toEqual({ 'b.c': 1 })
  })
})

test('names that every object inherits are names like others', () => {
  const fields = JSON.parse('{"__proto__":"a","toString":"b"}')

  const taken = renamed(fields, JSON.parse('{"__proto__":"p","toString":"t","constructor":"c"}'))
  const given = renamed({ a: 1 }, { a: '__proto__' })

  expect(taken).toEqual({ p: 'a', t: 'b' })
  expect(JSON.stringify(given)).toBe('{"__proto__":1}')
  expect(Object.getPrototypeOf(given)).toBe(Object.prototype)
})

test('no value is lost or made up where no new name is taken, and back again everything is as it was', () => {
  const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'a.b', '__proto__', 'length'), fc.jsonValue() as fc.Arbitrary<string>)
  const old = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'a.b', '__proto__', 'toString'), { minLength: 1 })
  fc.assert(
    fc.property(fields, old, (fields, names) => {
      // Only fields of that very name: a dotted way does not lead back.
      const own = names.filter((name) => Object.hasOwn(fields, name))
      fc.pre(own.length > 0)
      const there = Object.fromEntries(own.map((name) => [name, `new ${name}`]))
      const back = Object.fromEntries(own.map((name) => [`new ${name}`, name]))

      const after = renamed(fields, there)

      expect(own.some((name) => Object.hasOwn(after, name))).toBe(false)
      expect(renamed(after, back)).toEqual(fields)
    }),
  )
})

test.each([
  [{}, ['fields'], 'must name at least one field'],
  [{ a: 'b', c: 1 }, ['fields', 'c'], 'must be the new name, a text that is not empty'],
  [{ a: '' }, ['fields', 'a'], 'must be the new name, a text that is not empty'],
  [{ a: 'c', b: 'c' }, ['fields', 'b'], 'another field is renamed to "c" already'],
])('the names %j are refused', (fields, at, detail) => {
  expect(() => instanceOf(rename, { fields })).toThrow(expect.objectContaining({ code: 'LF_OPTION_INVALID', at, detail }))
})
