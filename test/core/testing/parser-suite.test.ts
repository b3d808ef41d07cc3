import { onTestFinished } from 'vitest'
import { defineParser, type Fields, type LogEvent, type Parser, type Plugin, type Reading } from '../../../core/index.ts'
import { parserSuite } from '../../../core/testing/index.ts'
import { type Breach, proveSuite } from './failures.ts'

/** Entries begin with a line such as `> get 3`; a record knows the seconds of the one before it. */
const good: Parser = { parse, split }

function split(piece: string): readonly number[] {
  const starts = piece === '' ? [] : [0]
  for (let at = piece.indexOf('\n> '); at >= 0; at = piece.indexOf('\n> ', at + 1)) starts.push(at + 1)
  return starts
}

function parse({ message }: LogEvent, carry: Fields): Reading | undefined {
  const starts = split(message)
  const entries = starts.map((start, i) => message.slice(start, starts[i + 1]).trimEnd())
  let last = carry['last'] ?? 0
  const records = entries.map((text) => {
    const [, command, seconds] = /^> (\w+) (\d{1,9})\b/.exec(text) ?? []
    if (command === undefined) return { text, fields: {} }
    const record = { text, time: Number(seconds) * 1000, fields: { command, seconds: Number(seconds), before: last } }
    last = Number(seconds)
    return record
  })
  return records.some(({ fields }) => 'command' in fields) ? { records, carry: { last } } : undefined
}

const plugin = (parser: Parser | (() => Parser), more: Partial<Plugin<'parser'>> = {}): Plugin<'parser'> => ({
  ...defineParser({ name: 'toy', summary: 'Reads toys.', options: {}, create: () => (typeof parser === 'function' ? parser() : parser) }),
  ...more,
})

const withAnswer = (change: (answer: Reading, event: LogEvent, carry: Fields) => unknown) =>
  plugin({
    split,
    parse(event, carry) {
      const answer = parse(event, carry)
      return answer === undefined ? undefined : (change(answer, event, carry) as Reading)
    },
  })
const withFields = (fields: object) =>
  withAnswer((answer) => ({ ...answer, records: answer.records.map((record) => ({ ...record, fields })) }))
const withSplit = (other: NonNullable<Parser['split']>) => plugin({ parse, split: other })

const ANSWER = 'its answer is undefined'
const breaches: readonly Breach<Plugin<'parser'>>[] = [
  ['another kind', 'it is a parser', plugin(good, { kind: 'sink' as 'parser' })],
  ['an option without a description', 'it is a parser', plugin(good, { options: { a: { type: 'string', default: '' } as never } })],
  [
    'a default that JSON does not know',
    'it is plain data',
    plugin(good, { options: { a: { type: 'number', default: Number.NaN, description: 'A.' } } }),
  ],
  [
    'a create that changes its options',
    'create leaves its options',
    plugin(good, {
      options: { a: { type: 'number', default: 1, description: 'A.' } },
      create(options: never) {
        Object.assign(options, { a: 2 })
        return good
      },
    }),
  ],
  ['a create that gives a promise', 'create leaves its options', plugin((async () => good) as never)],
  [
    'a create that starts a timer',
    'create leaves its options',
    plugin(() => {
      const timer = setInterval(() => undefined, 1000)
      onTestFinished(() => clearInterval(timer))
      return good
    }),
  ],
  ['a sample that it does not know', 'it knows its samples', plugin({ parse: () => undefined })],
  [
    'a text that it breaks on',
    'it breaks on nothing',
    plugin({
      split,
      parse: (event, carry) => (event.message.includes('\0') ? (null as never as Parser).parse(event, carry) : parse(event, carry)),
    }),
  ],
  ['an answer that is a text', ANSWER, withAnswer(() => 'x')],
  ['records that are no list', ANSWER, withAnswer(() => ({ records: {} }))],
  ['a record without fields', ANSWER, withAnswer(() => [{ text: 'x' }])],
  ['a field that is not a number', ANSWER, withFields({ seconds: Number.NaN })],
  ['a field that is undefined', ANSWER, withFields({ seconds: undefined })],
  ['a field that is a Date', ANSWER, withFields({ at: { when: new Date(0) } })],
  ['a field that is a list with a hole', ANSWER, withFields({ list: new Array(1) })],
  ['a field that is a BigInt', ANSWER, withFields({ id: 1n })],
  ['a time that is a Date', ANSWER, withAnswer((answer) => answer.records.map((record) => ({ ...record, time: new Date() })))],
  ['a time beyond all dates', ANSWER, withAnswer((answer) => answer.records.map((record) => ({ ...record, time: 9e15 })))],
  ['a text that is none', ANSWER, withAnswer((answer) => answer.records.map((record) => ({ ...record, text: 1 })))],
  ['a carry that is a Map', ANSWER, withAnswer((answer) => ({ ...answer, carry: { last: new Map() } }))],
  ['nothing, without a reason', ANSWER, withAnswer(() => ({ records: [], dropped: '' }))],
  [
    'a count that it keeps',
    'it answers the same event',
    plugin(() => {
      let count = 0
      return { split, parse: (event, carry) => (parse(event, carry) === undefined ? undefined : [{ fields: { count: count++ } }]) }
    }),
  ],
  [
    'an expression that remembers where it was',
    'it answers the same event',
    plugin(() => {
      const known = /> \w+ \d+/g
      return { split, parse: (event, carry) => (known.test(event.message) ? parse(event, carry) : undefined) }
    }),
  ],
  ['a clock that it asks', 'it answers the same event', withAnswer((answer) => ({ ...answer, carry: { at: performance.now() } }))],
  [
    'an event that it changes',
    'it leaves the event and the carry',
    withAnswer((answer, event) => {
      Object.assign(event, { message: event.message.trim() })
      return answer
    }),
  ],
  [
    'a carry that it changes',
    'it leaves the event and the carry',
    withAnswer((answer, _, carry) => {
      Object.assign(carry, { last: 0 })
      return answer
    }),
  ],
  ['a split that does not begin at 0', 'split names places', withSplit((piece) => split(piece).slice(1))],
  ['a split that finds an entry in nothing', 'split names places', withSplit((piece) => (piece === '' ? [0] : split(piece)))],
  ['a split that goes back', 'split names places', withSplit((piece) => [...split(piece), 0])],
  [
    'a split that names a place twice',
    'split names places',
    withSplit((piece) => split(piece).flatMap((start) => (start === 0 ? 0 : [start, start]))),
  ],
  ['a split that names the end', 'split names places', withSplit((piece) => [...split(piece), ...(piece === '' ? [] : [piece.length])])],
  ['a split that names half a byte', 'split names places', withSplit((piece) => split(piece).map((start) => start / 2))],
  [
    'a split that breaks on odd bytes',
    'split names places',
    withSplit((piece) => {
      if (piece.includes('\xff')) throw new Error('no text')
      return split(piece)
    }),
  ],
  [
    'a split that remembers the last piece',
    'split answers the same piece',
    plugin(() => {
      let last = 0
      return {
        parse,
        split(piece) {
          const starts = split(piece).slice(0, last + 1)
          last = piece.length
          return starts
        },
      }
    }),
  ],
  [
    'a split that takes half a sign for a start',
    'split names only starts',
    withSplit((piece, end) => (!end && piece.endsWith('\n>') ? [...split(piece), piece.length - 1] : split(piece))),
  ],
  [
    'a split that leaves out a start before the end',
    'split names only starts',
    withSplit((piece, end) => split(piece).filter((_, i) => end || i !== 1)),
  ],
  [
    'a split that looks at the first bytes only',
    'split finds the same starts',
    withSplit((piece) => split(piece).filter((start) => start < 35)),
  ],
  ['a split that waits for the end', 'split does not wait', withSplit((piece, end) => (end || piece === '' ? split(piece) : [0]))],
  ['a parse that takes the first entry only', 'split, then parse', withAnswer(({ records }) => records.slice(0, 1))],
  ['a parse that knows no second entry', 'split, then parse', withAnswer((answer) => (answer.records.length > 1 ? undefined : answer))],
  ['a carry that is lost', 'split, then parse', withAnswer((answer) => ({ ...answer, carry: {} }))],
]

const SAMPLES = ['> get 3', '> set 12\nof two lines\n', '> del 1\n> get 0\n']

proveSuite((plugin) => parserSuite({ plugin, samples: SAMPLES }), plugin(good), breaches)
