import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileTemplate } from '../../core/index.ts'
import { exampleRecord } from '../../core/testing/index.ts'

const record = exampleRecord({
  id: '3668',
  origin: { source: 'cloudwatch', logGroup: '/aws/rds/x', logStream: 'shop-1', region: 'eu-central-1' },
  fields: { Instance: 'shop-1', Query_time: 7.5, ok: true, tags: ['a'], db: { name: 'shop' }, none: null, logStream: 'mine', '{}': 'odd' },
})

test.each([
  ['{Instance} took {Query_time} s', 'shop-1 took 7.5 s'],
  ['{id} of {logGroup} in {region} from {source}', '3668 of /aws/rds/x in eu-central-1 from cloudwatch'],
  ['{logStream}', 'mine'],
  ['{ok} {tags} {db}', 'true ["a"] {"name":"shop"}'],
  ['{db.name}', 'shop'],
  ['{nobody}|{none}|{account}|{toString}|{__proto__}', '||||'],
  ['{}', '{}'],
  ['{{Instance}}', '{shop-1}'],
  ['{a\nb} {Instance', '{a\nb} {Instance'],
  ['', ''],
])('%j becomes %j', (template, text) => {
  expect(compileTemplate(template)(record)).toBe(text)
})

test('what is missing becomes what the caller says', () => {
  expect(compileTemplate('cwl-{nobody}')(record, 'unknown')).toBe('cwl-unknown')
})

test('what a field holds is never taken for a name', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'b', '$&', '$1', 'x') }), (value) => {
      expect(compileTemplate('<{a}>')(exampleRecord({ fields: { a: value, b: 'wrong' } }))).toBe(`<${value}>`)
    }),
  )
})

test('a text without braces stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const plain = text.replaceAll(/[{}]/g, '')
      expect(compileTemplate(plain)(record)).toBe(plain)
    }),
  )
})
