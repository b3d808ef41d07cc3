import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inLines } from '../../../sinks/slack/in-lines.ts'

test.each([
  [
    "SELECT COUNT(*) FROM products a LEFT JOIN (SELECT 1 FROM x WHERE y UNION ALL SELECT 2) z ON a.id = z.id WHERE a.id BETWEEN 1 AND 5 and b.note = ' FROM where ' ORDER BY a.id LIMIT 10",
    [
      'SELECT COUNT(*)',
      'FROM products a',
      'LEFT JOIN (SELECT 1 FROM x WHERE y UNION ALL SELECT 2) z ON a.id = z.id',
      'WHERE a.id BETWEEN 1 AND 5',
      "and b.note = ' FROM where '",
      'ORDER BY a.id',
      'LIMIT 10',
    ],
  ],
  [
    "UPDATE orders SET status = 'paid', note = 'it''s \\' and paid by card; no. 1000 and more' /* set where */ WHERE id = 2",
    ['UPDATE orders', "SET status = 'paid', note = 'it''s \\' and paid by card; no. 1000 and more' /* set where */", 'WHERE id = 2'],
  ],
  [
    'INSERT INTO `from where` (a, b, c, d, e) VALUES (1, 2, 3, 4, 5) ON DUPLICATE KEY UPDATE a = VALUES(a), b = 2',
    ['INSERT INTO `from where` (a, b, c, d, e)', 'VALUES (1, 2, 3, 4, 5)', 'ON DUPLICATE KEY UPDATE a = VALUES(a), b = 2'],
  ],
])('%s has a line for each clause', (statement, lines) => {
  expect(inLines(statement).split('\n')).toEqual(lines)
})

test.each([
  ['a short one', 'SELECT * FROM orders WHERE id = 1'],
  ['one that has lines', `SELECT *\nFROM ${'x'.repeat(100)} WHERE a = 1`],
  ['one with a comment to the end of its line', `SELECT * ${'x'.repeat(100)} -- that is it FROM y`],
])('%s stays as it is', (_, statement) => {
  expect(inLines(statement)).toBe(statement)
})

test('of any text nothing but blanks becomes something else', () => {
  const unit = fc.constantFrom(
    "'",
    '"',
    '`',
    '\\',
    '/*',
    '*/',
    '(',
    ')',
    ' ',
    '\t',
    ' FROM ',
    ' and',
    'left join',
    'between',
    'é',
    '😀',
    'x',
  )

  fc.assert(
    fc.property(fc.string({ unit, minLength: 40, maxLength: 3000 }), (text) => {
      expect(inLines(text).replaceAll(/\s/g, ' ')).toBe(text.replaceAll(/\s/g, ' '))
    }),
  )
})

test.each([' ', "' ", '/*', 'left ', 'between ', "\\'", '(', 'a b '])('a million times %j takes no time to speak of', (piece) => {
  expect(inLines(piece.repeat(1_000_000))).toHaveLength(piece.length * 1_000_000)
})
