import { describe, expect, test } from 'vitest'
import type { Fields, LogRecord } from '../../../core/index.ts'
import { exampleRecord, instanceOf } from '../../../core/testing/index.ts'
import redact from '../../../transforms/redact/index.ts'

const redacted = (record: LogRecord, keep: readonly string[] = []) => instanceOf(redact, { keep }).transform(record) as LogRecord

describe('of other fields', () => {
  const fields: Fields = {
    message: 'secret',
    level: 'info',
    ms: 5,
    ok: true,
    none: null,
    empty: '',
    'http.user': 'secret',
    list: ['secret', 1, { a: 'secret', b: [false] }],
    Query: { sql: 'secret', id: 5 },
    explain: { condition: 'secret' },
    Warnings: ['secret'],
  }

  test('text goes; numbers, true, false and null stay', () => {
    expect(redacted(exampleRecord({ fields })).fields).toEqual({
      message: '?',
      level: '?',
      ms: 5,
      ok: true,
      none: null,
      empty: '',
      'http.user': '?',
      list: ['?', 1, { a: '?', b: [false] }],
      Query: '?',
      explain: { condition: '?' },
      Warnings: ['?'],
    })
  })

  test('those stay that the option names', () => {
    expect(redacted(exampleRecord({ fields }), ['level', 'list']).fields).toMatchObject({
      level: 'info',
      list: fields['list'],
      message: '?',
    })
  })

  test('a plan that is none goes, and a row that is none of its', () => {
    const plan = 'id\tselect_type\ttable\tExtra\n1\tSIMPLE\tt\tUsing where\n1\tsecret\n'

    expect(redacted(exampleRecord({ fields: { explain: 'Filter: a = secret' } })).fields).toEqual({ explain: '?' })
    expect(redacted(exampleRecord({ fields: { explain: plan } })).fields).toEqual({
      explain: 'id\tselect_type\ttable\tExtra\n1\tSIMPLE\tt\tUsing where\n?\n?',
    })
  })

  test('names that every object inherits are names like others', () => {
    const odd = JSON.parse('{"__proto__":"secret","constructor":{"__proto__":"secret"},"toString":"secret"}')

    expect(JSON.stringify(redacted(exampleRecord({ fields: odd })).fields)).toBe(
      '{"__proto__":"?","constructor":{"__proto__":"?"},"toString":"?"}',
    )
  })

  test('what is nested deeper than any log goes as a whole', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}"secret"${']'.repeat(100_000)}`)

    let inner = redacted(exampleRecord({ fields: { deep } })).fields['deep']
    while (Array.isArray(inner)) inner = inner[0]

    expect(inner).toBe('?')
  })
})
