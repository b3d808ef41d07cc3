import { describe, expect, test } from 'vitest'
import type { Fields, LogEvent, Parser } from '../../../core/index.ts'
import type { Read } from '../../../core/pipeline/read.ts'
import { readStreams } from '../../../core/pipeline/streams.ts'

const NOW = 1_795_000_000_000

/** `t=<seconds> <text>`: an entry with a time; `?` is not its own, `!` breaks it, `bad` breaks its contract. Each hands over its text. */
const parser: Parser = {
  parse({ message }, carry) {
    if (message === '?') return undefined
    if (message === '!') throw new Error('broken on purpose')
    if (message === 'bad') return [{ fields: 'none' }] as never
    if (message === '') return { records: [], dropped: 'empty' }
    const [, seconds, text = message] = /^t=(\S+) (.*)$/.exec(message) ?? []
    const time = seconds === undefined ? {} : { time: Number(seconds) * 1000 }
    return { records: [{ fields: { text, before: carry['text'] ?? null }, ...time }], carry: { text } }
  },
}

function readAll(messages: readonly (string | LogEvent)[], carry: Fields = {}) {
  const origin = { source: 'test', logGroup: 'a', logStream: 's' }
  const events = messages.map((message, i): LogEvent => (typeof message === 'string' ? { id: `e${i}`, message, origin } : message))
  const reads: Read[] = []
  const left = readStreams(events, carry, {
    now: () => NOW,
    routeOf: () => ({ parser }),
    unrouted: () => undefined,
    routed: (i, _, __, read) => {
      reads[i] = read
    },
  })
  return { reads, left }
}
const times = (reads: readonly Read[]) => reads.map(({ time }) => time)

describe('the time of a record', () => {
  test('is the event’s own, else the entry’s, else that of the one before it', () => {
    const platform: LogEvent = { id: 'p', time: 7000, message: 't=9 x', origin: { source: 'test', logGroup: 'a', logStream: 's' } }

    expect(times(readAll(['t=5 a', 'b', platform, 'c']).reads)).toEqual([5000, 5000, 7000, 7000])
  })

  test('of the first ones that have none is that of the first one that has, so that a second reading dates them alike', () => {
    expect(times(readAll(['', '?', 't=5 a', 'b']).reads)).toEqual([5000, 5000, 5000, 5000])
  })

  test('is that of reading where none has one', () => {
    const { reads, left } = readAll(['a', 'b'])

    expect(times(reads)).toEqual([NOW, NOW])
    expect(left).toEqual({ parser: { text: 'b' } })
  })

  test('that no date has is none', () => {
    expect(times(readAll(['t=NaN a', 't=1e300 b', 't=5 c']).reads)).toEqual([5000, 5000, 5000])
  })
})

test('a field is laid over that of the origin, whatever its name', () => {
  const reads: Read[] = []
  const fields = JSON.parse('{"Instance":"own","__proto__":"a","b":1}') as Fields
  const event: LogEvent = {
    id: 'e',
    message: '',
    origin: { source: 'test', logGroup: '/aws/rds/instance/shop-1/slowquery', logStream: 's' },
  }

  readStreams<{ parser: Parser }>(
    [event],
    {},
    {
      now: () => NOW,
      routeOf: () => ({ parser: { parse: () => [{ fields }] } }),
      unrouted: () => undefined,
      routed: (_, __, ___, read) => reads.push(read),
    },
  )

  expect(JSON.stringify(reads[0]?.records[0]?.fields)).toBe('{"Engine":"mysql","Instance":"own","__proto__":"a","b":1}')
})

describe('what a stream carries', () => {
  test('reaches the next event of the same stream only, and comes back for the next delivery', () => {
    const origin = (logStream: string) => ({ source: 'test', logGroup: 'a', logStream })
    const event = (message: string, stream: string): LogEvent => ({ id: message, message, origin: origin(stream) })

    const { reads, left } = readAll([event('a1', 's'), event('b1', 'other'), event('a2', 's')], { parser: { text: 'a0' }, time: 3000 })

    expect(reads.map(({ records }) => records[0]?.fields['before'])).toEqual(['a0', 'a0', 'a1'])
    expect(times(reads)).toEqual([3000, 3000, 3000])
    expect(left).toEqual({ time: 3000, parser: { text: 'a2' } })
  })
})

describe('what a parser does not read', () => {
  test('is shipped raw, and said', () => {
    const [unknown, broken, wrong] = readAll(['?', '!', 'bad']).reads

    expect(unknown).toMatchObject({ note: 'unparsed', records: [{ text: '?', fields: {} }] })
    expect(broken).toMatchObject({
      note: 'parseErrors',
      fault: 'broken on purpose',
      records: [{ fields: { Parse_error: 'LF_PARSE_FAILED' } }],
    })
    expect(wrong).toMatchObject({ note: 'parseErrors', records: [{ fields: { Parse_error: 'LF_PLUGIN_CONTRACT' } }] })
  })

  test('keeps its reason where there is nothing to keep', () => {
    expect(readAll(['']).reads[0]).toMatchObject({ dropped: 'empty', records: [] })
  })
})

test('the first record has the event’s id, the others have a number behind it', () => {
  const two: Parser = { parse: () => [{ fields: {} }, { fields: {}, text: 'second' }] }
  const reads: Read[] = []
  const event: LogEvent = { id: 'e', message: 'both', origin: { source: 'test', logGroup: 'a', logStream: 's' } }

  readStreams(
    [event],
    {},
    { now: () => NOW, routeOf: () => ({ parser: two }), unrouted: () => undefined, routed: (_, __, ___, read) => reads.push(read) },
  )

  expect(reads[0]?.records.map(({ id, text }) => [id, text])).toEqual([
    ['e', 'both'],
    ['e-1', 'second'],
  ])
})
