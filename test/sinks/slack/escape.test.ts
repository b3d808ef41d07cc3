import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeBlock, escapeUpTo, inlineCode, words } from '../../../sinks/slack/escape.ts'

const text = fc.string({ unit: fc.constantFrom('`', '<', '&', '😀', 'é', '\n', ' ', 'a', '\ud800') })

describe('an escaped text', () => {
  test.each([
    ['a & b', 7, 'a &amp;', 2],
    ['a & b', 6, 'a ', 3],
    ['😀😀', 3, '😀', 1],
    ['````', 5, '``\u200B``', 0],
    ['````', 4, '``\u200B`', 1],
    ['', 5, '', 0],
  ])('of "%s" in %d characters is "%s", and %d are left out', (from, most, to, left) => {
    expect(escapeUpTo(from, most)).toEqual({ text: to, left })
  })

  test('is never longer than it may be, whatever it stands in', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 80, max: 120 }), (from, most) => {
        for (const escaped of [escapeUpTo(from, most).text, inlineCode(from, most), codeBlock(from, most), words(from, most)])
          expect(escaped.length).toBeLessThanOrEqual(most)
      }),
    )
  })
})

test('a text within a line is one line of code', () => {
  expect(inlineCode('  SELECT `a`\n\tFROM b\r\n', 100)).toBe("`SELECT 'a' FROM b`")
  expect(inlineCode('abcdef', 8)).toBe('`abcde…`')
  expect(inlineCode(' \n ', 100)).toBe('`(empty)`')
})

test('words have no signs of formatting', () => {
  expect(words('*Rows_examined* ~`:x:`~ <b>', 100)).toBe('Rows examined x &lt;b&gt;')
  expect(words('_', 100)).toBe('(empty)')
})
