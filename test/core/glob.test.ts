import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileGlob } from '../../core/index.ts'

const matches = (glob: string | readonly string[], name: string) => compileGlob(glob)(name)

/** Every sign that means something, signs that do not, and one that is two UTF-16 units long. */
const name = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '-', ',', '*', '?', '[', ']', '{', '}', '!', '^', '\\', '\n', '𝄞') })
const escaped = (text: string) => text.replaceAll(/[*?[\]{},\\]/g, '\\$&')

test.each([
  ['*', 'shop-1', true],
  ['*', 'shop/1', false],
  ['*', '', true],
  ['*', '.hidden', true],
  ['*', '..', true],
  ['/aws/rds/*/slowquery', '/aws/rds/instance/slowquery', true],
  ['/aws/rds/*/slowquery', '/aws/rds/instance/shop-1/slowquery', false],
  ['/aws/rds/**/slowquery', '/aws/rds/instance/shop-1/slowquery', true],
  ['/aws/rds/**/slowquery', '/aws/rds/slowquery', true],
  ['/aws/rds/**/slowquery', '/aws/rds-slowquery', false],
  ['/aws/rds/**', '/aws/rds/.x/y', true],
  ['/aws/rds/**', '/aws/rds', false],
  ['**/slowquery', 'slowquery', true],
  ['**slowquery', '/aws/rds/slowquery', true],
  ['rds**/slowquery', 'rds-1/x/slowquery', true],
  ['rds**/slowquery', 'rdsslowquery', false],
  ['shop**', 'shop-1/slow\nquery', true],
  ['shop-?', 'shop-1', true],
  ['shop-?', 'shop-', false],
  ['shop?1', 'shop/1', false],
  ['?', '𝄞', true],
  ['??', '𝄞', false],
  ['shop-[13-5]', 'shop-4', true],
  ['shop-[13-5]', 'shop-2', false],
  ['shop-[!13-5]', 'shop-2', true],
  ['shop-[^2]', 'shop-2', false],
  ['shop[!a]1', 'shop/1', false],
  ['[]-]', '-', true],
  ['[]-]', ']', true],
  ['[\\]x]', ']', true],
  ['shop-[1', 'shop-[1', true],
  ['{shop,crm}-1', 'crm-1', true],
  ['{shop,crm}-1', 'web-1', false],
  ['{shop{-a,-b},crm}-1', 'shop-b-1', true],
  ['shop{,-1}', 'shop', true],
  ['{**/,}a', 'x/y/a', true],
  ['{shop}', '{shop}', true],
  ['{shop,crm', '{shop,crm', true],
  ['{shop,{crm,web}', '{shop,web', true],
  ['shop}', 'shop}', true],
  ['a,b', 'a,b', true],
  ['\\*', '*', true],
  ['\\*', 'x', false],
  ['x\\', 'x\\', true],
  ['(a|b)+!@#$^"\'', '(a|b)+!@#$^"\'', true],
  ['Shop', 'shop', false],
  ['', '', true],
  ['', 'x', false],
] as const)('%j and the name %j: %j', (glob, text, expected) => {
  expect(matches(glob, text)).toBe(expected)
})

test('of a list one must match, and of an empty list none does', () => {
  expect(matches(['shop-*', 'crm-*'], 'crm-1')).toBe(true)
  expect(matches(['shop-*', 'crm-*'], 'web-1')).toBe(false)
  expect(matches([], 'web-1')).toBe(false)
})

describe('whatever the name', () => {
  test('** alone matches it, * alone if there is no /', () => {
    fc.assert(
      fc.property(name, (text) => {
        expect(matches('**', text)).toBe(true)
        expect(matches(['x', '**'], text)).toBe(true)
        expect(matches('*', text)).toBe(!text.includes('/'))
      }),
    )
  })

  test('escaped, it matches itself and nothing else', () => {
    fc.assert(
      fc.property(name, name, (text, other) => {
        expect(matches(escaped(text), text)).toBe(true)
        expect(matches(escaped(text), other)).toBe(other === text)
      }),
    )
  })
})

describe('whatever the glob', () => {
  type Part = readonly [glob: string, regex: string]
  const leaf: fc.Arbitrary<Part> = fc.oneof(
    fc.constantFrom<Part>(['*', '[^/]*'], ['?', '[^/]'], ['[ab.]', '[ab.]'], ['[!ab]', '[^ab/]'], ['[a-]', '[a-]']),
    fc.stringMatching(/^[ab./-]{1,3}$/).map((text): Part => [text, text.replaceAll('.', '\\.')]),
  )
  const glob = fc.letrec<{ all: readonly Part[]; either: Part; part: Part }>((tie) => ({
    part: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('either')),
    all: fc.array(tie('part'), { maxLength: 4 }),
    either: fc.array(tie('all'), { minLength: 2, maxLength: 3 }).map((list): Part => {
      const [globs, regexes] = [0, 1].map((i) => list.map((parts) => parts.map((part) => part[i]).join('')))
      return [`{${globs?.join(',')}}`, `(?:${regexes?.join('|')})`]
    }),
  })).all

  test('it matches what the regular expression for it does', () => {
    const short = fc.stringMatching(/^[ab./-]{0,8}$/)
    fc.assert(
      fc.property(glob, short, (parts, text) => {
        // Two stars in a row are another sign.
        const pattern = parts.map(([sign]) => sign).join('')
        fc.pre(!pattern.includes('**'))
        const regex = new RegExp(`^(?:${parts.map(([, source]) => source).join('')})$`, 'su')

        expect(matches(pattern, text)).toBe(regex.test(text))
      }),
      { numRuns: 500 },
    )
  })

  test('it is taken, and answers with true or false', () => {
    fc.assert(
      fc.property(fc.oneof(name, fc.string({ unit: 'binary' })), name, (pattern, text) => {
        expect([true, false]).toContain(matches(pattern, text))
      }),
    )
  })

  // A matcher that tries one way after the other would not live to see the end of these.
  test.each([
    ['stars', '*a*a*a*a*a*a*a*a*a*b', 'a'.repeat(20_000)],
    ['double stars', '**a**a**a**a**a**a**b', 'a'.repeat(20_000)],
    ['folders', `/${'**/'.repeat(40)}b`, 'a/'.repeat(5000)],
    ['alternatives', `${'{a,aa,*}'.repeat(40)}b`, 'a'.repeat(5000)],
    ['nested alternatives', `${'{'.repeat(500)}a${',a*}'.repeat(500)}b`, 'a'.repeat(200)],
    ['single characters', '?*'.repeat(200), '/'.repeat(20_000)],
    ['open brackets', '['.repeat(5000), 'a'],
    ['open braces', '{'.repeat(5000), 'a'],
  ])('it comes to an end: many %s', (_, glob, text) => {
    expect(matches(glob, text)).toBe(false)
  })
})
