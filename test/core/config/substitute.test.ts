import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FREE, type Schema } from '../../../core/config/schema.ts'
import { substitute } from '../../../core/config/substitute.ts'

const ENV = { HOST: 'db-1', PORT: '9200', EMPTY: '', TRICKY: '${HOST} $$ ","x":"' }
const given = (value: unknown, schema: Schema = FREE) => substitute(value, schema, ENV, ['here'])
const replaced = (value: unknown, schema?: Schema) => given(value, schema).value
const saidOf = (value: unknown, schema?: Schema) => given(value, schema).problems.map(({ code, message }) => `${code} ${message}`)

describe('references', () => {
  test.each([
    ['${HOST}', 'db-1'],
    ['https://${HOST}:${PORT}/', 'https://db-1:9200/'],
    ['${NONE:-file:./out}', 'file:./out'],
    ['${EMPTY:-none}', 'none'],
    ['${NONE:-}', ''],
    ['${HOST:-other}', 'db-1'],
    ['${NONE:-a $$ {:-"\n}', 'a $$ {:-"\n'],
    ['$$', '$'],
    ['$${HOST}', '${HOST}'],
    ['$$$${HOST}', '$${HOST}'],
    ['costs 5$', 'costs 5$'],
    ['$HOST', '$HOST'],
    ['${TRICKY}', '${HOST} $$ ","x":"'],
  ])('%j becomes %j', (written, expected) => {
    expect(given([written])).toEqual({ value: [expected], problems: [] })
  })

  test.each(['${', '${HOST', '${}', '${1X}', '${HOST-x}', '${HOST:x}', '${ HOST }', '${A:-${HOST}}', '${env:HOST}'])(
    '%j is a mistake, and stays as it is',
    (written) => {
      expect(replaced([written])).toEqual([written])
      expect(saidOf([written])).toEqual([
        'LF_CONFIG_VALUE a reference is not understood — write ${NAME} or ${NAME:-default}, and $$ for a plain $',
      ])
    },
  )

  test('each variable that is not set is named, with the path of its text', () => {
    expect(given({ a: ['${NONE}/${EMPTY}'] }).problems).toEqual([
      {
        level: 'error',
        code: 'LF_CONFIG_VARIABLE',
        path: ['here', 'a', 0],
        message: 'the variable NONE is not set — set it, or give a default: ${NONE:-…}',
      },
      {
        level: 'error',
        code: 'LF_CONFIG_VARIABLE',
        path: ['here', 'a', 0],
        message: 'the variable EMPTY is empty — set it, or give a default: ${EMPTY:-…}',
      },
    ])
  })

  test('what every object inherits is no variable', () => {
    expect(saidOf(['${constructor}', '${__proto__}'])).toHaveLength(2)
  })

  test('keys stay as they are', () => {
    expect(replaced({ '${HOST}': '${HOST}' })).toEqual({ '${HOST}': 'db-1' })
  })

  test('a secret store is for secrets only, and for the whole of one', () => {
    const schema: Schema = { properties: { token: { type: 'string', writeOnly: true }, url: { type: 'string' } } }

    const said = saidOf({ token: 'Bearer ${ssm:/prod/token}', url: '${secretsmanager:id#key}' }, schema)

    expect(said).toEqual([
      'LF_CONFIG_VALUE a reference to a secret store must be the whole value',
      'LF_CONFIG_VALUE a reference to a secret store may stand only where the option is a secret',
    ])
  })

  test('a key called __proto__ is refused and reaches no prototype', () => {
    const { value, problems } = given(JSON.parse('{"a":{"__proto__":{"polluted":true}}}'))

    expect(problems).toMatchObject([{ code: 'LF_CONFIG_KEY', path: ['here', 'a', '__proto__'], onKey: true }])
    expect((value as { a: { polluted?: true } }).a.polluted).toBeUndefined()
  })
})

describe('types', () => {
  const schema: Schema = {
    properties: {
      count: { type: 'integer' },
      share: { type: 'number' },
      on: { type: 'boolean' },
      name: { type: 'string' },
      either: { type: ['string', 'boolean'] },
      list: { type: 'array', items: { type: 'integer' } },
    },
    required: ['name'],
  }

  test('a text becomes the number or the true or false that is wanted', () => {
    const value = replaced({ count: '${PORT}', share: '-1.5e3', on: 'true', list: ['1', '${PORT}'] }, schema)

    expect(value).toEqual({ count: 9200, share: -1500, on: true, list: [1, 9200] })
  })

  test.each(['1,5', '0x10', '12 ', '007', 'NaN', ''])('%j is no number, and stays for the check to find', (count) => {
    expect(replaced({ count, name: '' }, schema)).toEqual({ count, name: '' })
  })

  test('where a text is wanted, it stays one', () => {
    expect(replaced({ name: '${PORT}', either: 'false' }, schema)).toEqual({ name: '9200', either: 'false' })
  })

  test('one whole reference is read by its looks where any type would do', () => {
    const value = replaced({ either: '${NONE:-false}', widget: { period: '${PORT}', label: 'port ${PORT}', literal: '5' } }, schema)

    expect(value).toEqual({ either: false, widget: { period: 9200, label: 'port 9200', literal: '5' } })
  })

  test('a key that may be absent is left out where its reference gives nothing', () => {
    expect(replaced({ name: '${NONE:-}', either: '${NONE:-}', on: '' }, schema)).toEqual({ name: '', on: '' })
  })
})

describe('properties', () => {
  const text = fc.string({ unit: fc.constantFrom('$', '{', '}', ':', '-', 'A', 'b', '"', ' ', '$$', '${A}', '${b:-x}') })
  const json = fc.letrec((tie) => ({
    value: fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('value')), fc.dictionary(text, tie('value'))),
  })).value
  const skeleton = (value: unknown) => JSON.stringify(value, (_, inner) => (typeof inner === 'object' && inner !== null ? inner : 0))

  test('whatever stands in the environment, the structure stays', () => {
    fc.assert(
      fc.property(json, fc.dictionary(fc.constantFrom('A', 'b'), fc.oneof(text, fc.constant('{"a":[1]}'))), (written, env) => {
        expect(skeleton(substitute(written, FREE, env, []).value)).toBe(skeleton(written))
      }),
    )
  })

  test('with each $ doubled, any text comes out as it was', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (wanted) => {
        expect(given([wanted.replaceAll('$', '$$$$')])).toEqual({ value: [wanted], problems: [] })
      }),
    )
  })

  test('a value of the environment is taken as it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), (X) => {
        expect(substitute(['<${X}>'], FREE, { X }, []).value).toEqual([`<${X}>`])
      }),
    )
  })

  test('no secret stands in a message', () => {
    const secret: Schema = { properties: { token: { type: 'string', writeOnly: true } } }
    const hidden = 'xoxb-topsecret'
    fc.assert(
      fc.property(text, (around) => {
        const { problems } = substitute(
          { token: `${hidden} ${around} \${ssm:${hidden}} \${X-${hidden}}` },
          secret,
          { A: hidden, b: hidden },
          [],
        )
        expect(problems.length).toBeGreaterThan(0)
        expect(JSON.stringify(problems)).not.toContain(hidden)
      }),
    )
  })

  test('it does not touch what it is given', () => {
    const written = Object.freeze({ a: Object.freeze(['${HOST}']) })

    expect(replaced(written)).toEqual({ a: ['db-1'] })
    expect(written).toEqual({ a: ['${HOST}'] })
  })
})
