import type { Fields, LogRecord } from '../model.ts'
import { decodeText } from '../text.ts'
import { dice } from './chance.ts'
import { exampleRecord } from './example.ts'

/** Texts that no log holds, or that break who reads them carelessly. */
export const junkTexts: readonly string[] = [
  '',
  ' ',
  '\n',
  '\r\n\r\n',
  '\0',
  '\uFEFF',
  '\uD800',
  '\uDCFF\uDC80',
  '𝄞',
  '# ',
  '--',
  "'",
  '"',
  '`',
  '{',
  '}',
  '{}',
  '[]',
  'null',
  '{"a":',
  '{"__proto__":{"a":1}}',
  '__proto__',
  '['.repeat(5000),
  '{"a":'.repeat(5000),
  'x'.repeat(100_000),
  'ab\n'.repeat(10_000),
  decodeText(Uint8Array.from({ length: 256 }, (_, i) => i)),
]

/** Text that was cut, torn, doubled, reordered or soiled; always the same for the same text. */
export function mutationsOf(text: string, count: number): readonly string[] {
  const roll = dice(text.length)
  const below = (end: number) => Math.floor(roll() * end)
  return Array.from({ length: text === '' ? 0 : count }, () => {
    const from = below(text.length)
    const to = from + below(text.length - from + 1)
    const [before, part, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)]
    const junk = junkTexts[below(20)] ?? ''
    return (
      [before, part, before + after, before + part + part + after, part + before + after, before + junk + after, text + junk][below(7)] ??
      ''
    )
  })
}

/** What triggers no source. */
export const junkTriggers: readonly unknown[] = [
  undefined,
  null,
  0,
  Number.NaN,
  true,
  '',
  'text',
  [],
  [null],
  {},
  { Records: null },
  { awslogs: null },
]

/** Fields that are allowed, and odd. */
const junkFields: readonly Fields[] = [
  {},
  { '': '' },
  { Query: null, User: '', Query_time: '7.5 s', Instance: ['shop-1', { a: null }] },
  JSON.parse('{"__proto__":{"a":1},"constructor":"c","toString":null}'),
  { 'a.b': 1, a: { b: 2 }, 'two words': true, 'line\nend': 'x\ny', é: '\u0000\uFEFF' },
  { Query: '\uDC80\uDCFF', most: Number.MAX_VALUE, least: Number.MIN_VALUE, long: Number.MAX_SAFE_INTEGER },
  { deep: JSON.parse(`${'{"a":'.repeat(50)}1${'}'.repeat(50)}`) },
  Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`field ${i}`, i])),
]

/** Records that are allowed, and odd, each with an id of its own. */
export const junkRecords: readonly LogRecord[] = [
  ...junkFields.map((fields) => ({ fields })),
  ...['', '\n', '\0', '\uDC80 stray \uDCFF', 'x'.repeat(100_000), '𝄞'.repeat(1000)].map((text) => ({ text })),
  ...[0, -1, 0.5, 8.64e15].map((time) => ({ time })),
  { origin: { source: 's', logGroup: '/a/../b c/é', logStream: '[$LATEST]*?', account: '123456789012', region: 'eu-central-1' } },
  { origin: { source: '', logGroup: '', logStream: '' } },
  { bytes: { offset: 5e9, length: 27 } },
  { heldBack: 3, receipt: { channel: 'C1', ts: '1.2' } },
  { refused: { sink: 'search', branch: 'routes[0].to[0]', code: 'LF_SINK_REFUSED' as const, detail: 'HTTP 400' } },
].map((more, i) => exampleRecord({ id: i % 2 === 0 ? `junk/é ${i}` : `junk-${i}`, ...more }))
