import { expect, test } from 'vitest'
import { splitLines } from '../../../core/pipeline/lines.ts'
import { entryCutter } from '../../../sources/file/cut.ts'
import { eventsFrom } from '../../../sources/file/identity.ts'
import { type Slice, slicesOf } from '../../../sources/file/slice.ts'

const MIB = 1024 * 1024
const eventOf = eventsFrom({ source: 'file', logGroup: 'g', logStream: 's' }, '0badcafe')
const running = new AbortController().signal

async function* inPieces(text: string, length: number, thrown?: Error) {
  for (let at = 0; at < text.length; at += length) yield Buffer.from(text.slice(at, at + length))
  if (thrown !== undefined) throw thrown
}

/** The slices without their events, whose number is enough. */
async function sizes(slices: AsyncIterable<Slice>) {
  const seen: object[] = []
  try {
    for await (const { events, ...slice } of slices) seen.push({ events: events.length, ...slice })
  } catch (thrown) {
    seen.push(thrown as Error)
  }
  return seen
}
const sizesOf = (chunks: AsyncIterable<Uint8Array>, stop = running) =>
  sizes(slicesOf(chunks, entryCutter(splitLines, { maxBytes: 4 * MIB }), eventOf, stop))

test.each([100, 65536, 1_000_000])('a slice is full at 5,000 events, read by %i bytes', async (length) => {
  expect(await sizesOf(inPieces('a\n'.repeat(10_001), length))).toEqual([
    { events: 5000, bytes: 10_000, end: { offset: 10_000, inside: false }, last: false },
    { events: 5000, bytes: 10_000, end: { offset: 20_000, inside: false }, last: false },
    { events: 1, bytes: 2, end: { offset: 20_002, inside: false }, last: true },
  ])
})

test.each([5000, 3 * MIB])('a slice is full before it would pass 8 MiB, read by %i bytes', async (length) => {
  const line = `${'x'.repeat(3 * MIB - 1)}\n`

  expect(await sizesOf(inPieces(line.repeat(3), length))).toEqual([
    { events: 2, bytes: 6 * MIB, end: { offset: 6 * MIB, inside: false }, last: false },
    { events: 1, bytes: 3 * MIB, end: { offset: 9 * MIB, inside: false }, last: true },
  ])
})

test('a slice that ends inside an entry that is too long says so', async () => {
  expect(await sizesOf(inPieces('x'.repeat(9 * MIB), MIB))).toEqual([
    { events: 2, bytes: 8 * MIB, end: { offset: 8 * MIB, inside: true }, last: false },
    { events: 1, bytes: MIB, end: { offset: 9 * MIB, inside: false }, last: true },
  ])
})

test('the last slice is the last even when it is full', async () => {
  expect(await sizesOf(inPieces('a\n'.repeat(5000), 1000))).toMatchObject([{ events: 5000, last: true }])
})

test('nothing gives no slice', async () => {
  expect(await sizesOf(inPieces('', 1))).toEqual([])
})

test('what was whole before the chunks broke off comes first', async () => {
  const thrown = new Error('EIO')

  expect(await sizesOf(inPieces('a\nb\nc', 1, thrown))).toEqual([
    { events: 2, bytes: 4, end: { offset: 4, inside: false }, last: true },
    thrown,
  ])
})

test('after stop nothing comes, not even what was gathered', async () => {
  const stop = new AbortController()
  async function* chunks() {
    yield Buffer.from('a\nb\n')
    stop.abort()
    throw new Error('stopped')
  }

  expect(await sizesOf(chunks(), stop.signal)).toEqual([])
})
