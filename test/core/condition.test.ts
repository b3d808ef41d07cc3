import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fieldsOfCondition } from '../../core/condition.ts'
import { allOf } from '../../core/errors.ts'
import { compileCondition, type Fields, isLogferryError } from '../../core/index.ts'

const record: Fields = {
  Query_time: 7.5,
  Rows_sent: 0,
  User: 'app',
  Query: 'SELECT *\nFROM t',
  ok: false,
  none: null,
  tags: ['a', 1],
  db: { name: 'shop' },
  'db.port': 3306,
}
const holds = (condition: unknown, fields: Fields = record) => compileCondition(condition)(fields)

test.each([
  [{ User: { eq: 'app' } }, true],
  [{ User: { eq: 'web' } }, false],
  [{ Rows_sent: { eq: 0 } }, true],
  [{ Rows_sent: { eq: '0' } }, false],
  [{ ok: { eq: false } }, true],
  [{ User: { ne: 'web' } }, true],
  [{ User: { ne: 'app' } }, false],
  [{ Query_time: { gt: 7.5 } }, false],
  [{ Query_time: { gte: 7.5 } }, true],
  [{ Query_time: { lt: 7.5 } }, false],
  [{ Query_time: { lte: 7.5 } }, true],
  [{ Query_time: { gt: 1, lt: 10 } }, true],
  [{ Query_time: { gt: 1, lt: 2 } }, false],
  [{ User: { gt: 1 } }, false],
  [{ User: { lt: 1 } }, false],
  [{ Query_time: { gt: '1' } }, true],
  [{ Query_time: { gt: '7.5' } }, false],
  [{ Query_time: { lte: '75e-1' } }, true],
  [{ User: { in: ['web', 'app'] } }, true],
  [{ User: { in: ['web'] } }, false],
  [{ Query: { contains: '\nFROM' } }, true],
  [{ Query: { contains: 'WHERE' } }, false],
  [{ tags: { contains: 1 } }, true],
  [{ tags: { contains: '1' } }, false],
  [{ Query_time: { contains: 7 } }, false],
  [{ Query: { glob: 'SELECT*' } }, true],
  [{ Query: { glob: ['UPDATE*', '*FROM t'] } }, true],
  [{ Query_time: { glob: '*' } }, false],
  [{ User: { exists: true } }, true],
  [{ User: { exists: false } }, false],
  [{ nobody: { exists: false } }, true],
  [{ none: { exists: false } }, true],
  [{ 'db.name': { eq: 'shop' } }, true],
  [{ 'db.port': { eq: 3306 } }, true],
  [{ User: { eq: 'app' }, Query_time: { gt: 5 } }, true],
  [{ User: { eq: 'app' }, Query_time: { gt: 10 } }, false],
  [{ any: [{ User: { eq: 'web' } }, { Query_time: { gt: 5 } }] }, true],
  [{ any: [{ User: { eq: 'web' } }, { Query_time: { gt: 10 } }] }, false],
  [{ all: [{ User: { eq: 'app' } }, { not: { Query_time: { gt: 10 } } }] }, true],
  [{ not: { User: { eq: 'app' } } }, false],
])('of a record, %j is %j', (condition, expected) => {
  expect(holds(condition)).toBe(expected)
})

test('a field that is missing or null makes each test false, but `exists: false`', () => {
  const tests = [
    { eq: 1 },
    { ne: 1 },
    { gt: 0 },
    { gte: 0 },
    { lt: 9 },
    { lte: 9 },
    { in: [1] },
    { contains: 'x' },
    { glob: '**' },
    { exists: true },
  ]

  const answers = tests.flatMap((test) => [holds({ nobody: test }), holds({ none: test })])

  expect(answers).not.toContain(true)
})

test('what every object inherits is no field', () => {
  expect(holds({ toString: { exists: true } })).toBe(false)
  expect(holds(JSON.parse('{"__proto__":{"exists":true}}'))).toBe(false)
  expect(holds({ 'db.constructor.name': { exists: true } })).toBe(false)
})

describe('whatever the record', () => {
  const value = fc.oneof(fc.jsonValue() as fc.Arbitrary<string>, fc.integer(), fc.string(), fc.boolean())
  const fields = fc.dictionary(fc.constantFrom('A', 'B', '__proto__', 'a.b'), value)
  const scalar = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('', 'a', 'b'), fc.boolean())
  const ordered = fc.integer({ min: -3, max: 3 }).chain((limit) => fc.constantFrom(limit, String(limit)))
  const operators = fc.oneof(
    ...(['eq', 'ne', 'contains'] as const).map((name) => scalar.map((operand) => ({ [name]: operand }))),
    ...(['gt', 'gte', 'lt', 'lte'] as const).map((name) => ordered.map((operand) => ({ [name]: operand }))),
    fc.array(scalar, { minLength: 1 }).map((list) => ({ in: list })),
    fc.boolean().map((exists) => ({ exists })),
    fc.constant({ glob: '*a*' }),
  )
  const { condition } = fc.letrec<{ condition: Record<string, unknown> }>((tie) => ({
    condition: fc.oneof(
      { depthSize: 'small' },
      fc.dictionary(fc.constantFrom('A', 'B', '__proto__', 'a.b'), operators, { minKeys: 1 }),
      tie('condition').map((inner) => ({ not: inner })),
      fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    ),
  }))

  test('a condition is true or false, and `not` is the other', () => {
    fc.assert(
      fc.property(condition, fields, (condition, fields) => {
        expect(holds({ not: condition }, fields)).toBe(!holds(condition, fields))
      }),
    )
  })

  test('`all` is none of them not, and `any` is not all of them not', () => {
    fc.assert(
      fc.property(condition, condition, fields, (a, b, fields) => {
        expect(holds({ all: [a, b] }, fields)).toBe(holds(a, fields) && holds(b, fields))
        expect(holds({ any: [a, b] }, fields)).toBe(holds({ not: { all: [{ not: a }, { not: b }] } }, fields))
      }),
    )
  })

  test('several tests of a field must all hold', () => {
    fc.assert(
      fc.property(operators, operators, fields, (one, two, fields) => {
        fc.pre(Object.keys(one)[0] !== Object.keys(two)[0])

        expect(holds({ A: { ...one, ...two } }, fields)).toBe(holds({ A: one }, fields) && holds({ A: two }, fields))
      }),
    )
  })

  test('a condition reads the fields that it says it reads, and no others', () => {
    fc.assert(
      fc.property(condition, fields, (condition, fields) => {
        const read = new Set(fieldsOfCondition(condition).flatMap((name) => [name, name.split('.')[0]]))
        const others = Object.fromEntries(Object.entries(fields).filter(([name]) => read.has(name)))

        expect(holds(condition, others)).toBe(holds(condition, fields))
      }),
    )
  })
})

describe('what is no condition is said with its place', () => {
  const faultsOf = (condition: unknown) => {
    try {
      compileCondition(condition, ['when'])
    } catch (thrown) {
      if (isLogferryError(thrown) && thrown.code === 'LF_OPTION_INVALID')
        return allOf(thrown).map(({ at, detail }) => `${at?.join('.')}: ${detail}`)
      throw thrown
    }
    return []
  }
  const faultOf = (condition: unknown) => faultsOf(condition)[0] ?? 'no fault'

  test.each([
    [undefined, 'when: must be a condition'],
    [[], 'when: must be a condition'],
    [{}, 'when: a condition names at least one field'],
    [{ User: 'app' }, 'when.User: must be an object such as { "gt": 5 }'],
    [{ User: {} }, 'when.User: a field needs at least one operator, such as { "gt": 5 }'],
    [
      { Query_time: { greater: 5 } },
      'when.Query_time.greater: there is no operator "greater": use eq, ne, gt, gte, lt, lte, in, contains, glob, exists',
    ],
    [
      JSON.parse('{"a":{"toString":1}}'),
      'when.a.toString: there is no operator "toString": use eq, ne, gt, gte, lt, lte, in, contains, glob, exists',
    ],
    [{ a: { eq: null } }, 'when.a.eq: must be a text, a number, true or false'],
    [{ a: { gt: true } }, 'when.a.gt: must be a number, or a text that is one'],
    [{ a: { gt: 'five' } }, 'when.a.gt: must be a number, or a text that is one'],
    [{ a: { gte: '' } }, 'when.a.gte: must be a number, or a text that is one'],
    [{ a: { lt: '5s' } }, 'when.a.lt: must be a number, or a text that is one'],
    [{ a: { lte: 'Infinity' } }, 'when.a.lte: must be a number, or a text that is one'],
    [{ a: { in: [] } }, 'when.a.in: must be a list with at least one item'],
    [{ a: { in: [1, {}] } }, 'when.a.in.1: must be a text, a number, true or false'],
    [{ a: { glob: [1] } }, 'when.a.glob: must be a glob or a list of globs'],
    [{ a: { exists: 'yes' } }, 'when.a.exists: must be true or false'],
    [{ any: { a: { eq: 1 } } }, 'when.any: must be a list with at least one item'],
    [{ any: [{ a: { eq: 1 } }, { not: [] }] }, 'when.any.1.not: must be a condition'],
  ])('%j', (condition, fault) => {
    expect(faultOf(condition)).toBe(fault)
  })

  test('all of its faults at once, each with its place', () => {
    const condition = { a: { gt: 'x', lt: 'y' }, any: [{ b: {} }, { not: { c: { exists: 1 } } }], in: { in: [{}, 1, null] } }

    const faults = faultsOf(condition)

    expect(faults).toEqual([
      'when.a.gt: must be a number, or a text that is one',
      'when.a.lt: must be a number, or a text that is one',
      'when.any.0.b: a field needs at least one operator, such as { "gt": 5 }',
      'when.any.1.not.c.exists: must be true or false',
      'when.in.in.0: must be a text, a number, true or false',
      'when.in.in.2: must be a text, a number, true or false',
    ])
  })

  test('any JSON is a condition, or has such a fault', () => {
    const operator = fc.constantFrom('eq', 'gt', 'in', 'contains', 'glob', 'exists')
    const condition = fc.oneof(
      fc.jsonValue(),
      fc.jsonValue().map((value) => ({ a: value })),
      fc.tuple(operator, fc.jsonValue()).map(([name, operand]) => ({ a: { [name]: operand } })),
    )
    fc.assert(
      fc.property(condition, (value) => {
        expect(faultOf(value)).toMatch(/^(no fault$|when)/)
      }),
    )
  })
})
