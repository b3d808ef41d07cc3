import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Parser } from '../../../core/index.ts'
import { splitLines } from '../../../core/pipeline/lines.ts'
import { type CutTerms, type Entry, entryCutter } from '../../../sources/file/cut.ts'
import { splitHeaders } from '../split-headers.ts'

type Split = NonNullable<Parser['split']>

/** The entries of chunks, each as its place, its bytes in latin1, and its part. */
function cut(chunks: readonly Uint8Array[], split: Split = splitLines, terms: Partial<CutTerms> = {}, brokeOff = false) {
  const cutter = entryCutter(split, { maxBytes: 1000, pieceBytes: 16, ...terms })
  const seen: (readonly [number, string, Entry['part']])[] = []
  const see = (entries: Iterable<Entry>) => {
    for (const { offset, bytes, part } of entries) seen.push([offset, bytes.toString('latin1'), part])
  }
  for (const chunk of chunks) see(cutter.push(chunk))
  see(cutter.end(brokeOff))
  return seen
}

/** Chunks of the lengths given, over and over. */
function chunksOf(bytes: Buffer, lengths: readonly number[]): readonly Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length] as number
    chunks.push(bytes.subarray(at, at + length))
    at += length
  }
  return chunks
}

const line = fc.constantFrom('# T\n', '# T', '# ', '\n', 'SELECT 1;\n', 'é\n', '𝄞𝄞𝄞𝄞', 'x'.repeat(40), '\xff')
const log = fc.array(line, { maxLength: 40 }).map((lines) => Buffer.from(lines.join('')))
const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 })
const splits = fc.constantFrom<Split[]>(splitLines, splitHeaders)

describe('entries', () => {
  test('they are those that the parser finds in the whole, whatever the chunks and pieces', () => {
    fc.assert(
      fc.property(log, lengths, splits, fc.integer({ min: 1, max: 64 }), (bytes, lengths, split, pieceBytes) => {
        const whole = bytes.toString('latin1')
        const starts = [...new Set([0, ...split(whole, true)])].filter((start) => start < whole.length)

        const entries = cut(chunksOf(bytes, lengths), split, { pieceBytes })

        expect(entries).toEqual(starts.map((start, i) => [start, whole.slice(start, starts[i + 1]), undefined]))
      }),
    )
  })

  test('too long or not, they tile the input and do not depend on the chunks', () => {
    fc.assert(
      fc.property(log, lengths, splits, fc.integer({ min: 4, max: 60 }), (bytes, lengths, split, maxBytes) => {
        const entries = cut(chunksOf(bytes, lengths), split, { maxBytes })

        let end = 0
        for (const [offset, text] of entries) {
          expect(offset).toBe(end)
          expect(text.length).toBeGreaterThan(0)
          expect(text.length).toBeLessThanOrEqual(maxBytes)
          end += text.length
        }
        expect(entries.map(([, text]) => text).join('')).toBe(bytes.toString('latin1'))
        expect(entries).toEqual(cut([bytes], split, { maxBytes }))
      }),
    )
  })

  test('those of a second reading from any of them are the same', () => {
    fc.assert(
      fc.property(log, fc.nat(), (bytes, pick) => {
        const entries = cut([bytes], splitHeaders)
        const at = entries.length === 0 ? 0 : pick % entries.length
        const offset = entries[at]?.[0] ?? 0

        expect(cut([bytes.subarray(offset)], splitHeaders, { offset })).toEqual(entries.slice(at))
      }),
    )
  })

  test('of an input that broke off only those that are whole come', () => {
    const bytes = Buffer.from('# T\nSELECT 1;\n# T\nSELECT 2;\n# T\nSELEC')

    expect(cut([bytes], splitHeaders, {}, true)).toEqual([
      [0, '# T\nSELECT 1;\n', undefined],
      [14, '# T\nSELECT 2;\n', undefined],
    ])
  })

  test('an empty input has none, and the parser is not asked', () => {
    const split = () => {
      throw new Error('asked')
    }

    expect(cut([], split)).toEqual([])
  })
})

describe('an entry longer than maxBytes', () => {
  test('becomes a first part and the rest, and the entry after it is whole', () => {
    const entries = cut([Buffer.from('# T\n0123456789abcdef\n# T\nSELECT 2;\n')], splitHeaders, { maxBytes: 14 })

    expect(entries).toEqual([
      [0, '# T\n0123456789', 'first'],
      [14, 'abcdef\n', 'rest'],
      [21, '# T\nSELECT 2;\n', undefined],
    ])
  })

  test('is found again behind many pieces that hold no start', () => {
    const entries = cut(chunksOf(Buffer.from(`# T\n${'x'.repeat(996)}\n# T\nSELECT 2;\n`), [7]), splitHeaders, { maxBytes: 20 })

    expect(entries).toHaveLength(52)
    expect(entries[0]?.[2]).toBe('first')
    expect(entries.slice(1, 51).every(([, , part]) => part === 'rest')).toBe(true)
    expect(entries.at(-2)).toEqual([1000, '\n', 'rest'])
    expect(entries.at(-1)).toEqual([1001, '# T\nSELECT 2;\n', undefined])
  })

  test('is not called too long when it is just as long', () => {
    expect(cut([Buffer.from('# T\n0123456789\n# T\n')], splitHeaders, { maxBytes: 15 })).toEqual([
      [0, '# T\n0123456789\n', undefined],
      [15, '# T\n', undefined],
    ])
  })

  test('is not cut inside a character, unless it is no UTF-8', () => {
    const texts = (bytes: Buffer) => cut([bytes], splitLines, { maxBytes: 5 }).map(([, text]) => Buffer.from(text, 'latin1').toString())

    expect(texts(Buffer.from('aéébé'))).toEqual(['aéé', 'bé'])
    expect(texts(Buffer.from('éééé'))).toEqual(['éé', 'éé'])
    expect(texts(Buffer.from('a€€€'))).toEqual(['a€', '€', '€'])
    expect(texts(Buffer.from('ab𝄞cd'))).toEqual(['ab', '𝄞c', 'd'])
    expect(cut([Buffer.alloc(12, 0x80)], splitLines, { maxBytes: 5 }).map(([, text]) => text.length)).toEqual([5, 5, 2])
  })

  test('that a reading begins inside of goes on as the rest', () => {
    expect(cut([Buffer.from('abc\n# T\n')], splitHeaders, { offset: 90, inside: true })).toEqual([
      [90, 'abc\n', 'rest'],
      [94, '# T\n', undefined],
    ])
  })
})

describe('what the parser is asked', () => {
  /** The lengths of the pieces, for one endless line of that many bytes. */
  function asked(length: number, maxBytes: number) {
    const pieces: number[] = []
    const split = (piece: string) => {
      pieces.push(piece.length)
      return [0]
    }
    const cutter = entryCutter(split, { maxBytes, pieceBytes: 1024 })
    const chunk = Buffer.alloc(1000, 'x')
    let entries = 0
    for (let at = 0; at < length; at += chunk.length) for (const _ of cutter.push(chunk)) entries++
    for (const _ of cutter.end(false)) entries++
    return { pieces, entries }
  }

  test('each time a piece has doubled, and about four bytes in all for one of the input', () => {
    const { pieces } = asked(1_000_000, 10_000_000)

    expect(pieces.slice(0, 5)).toEqual([1024, 2048, 4096, 8192, 16384])
    expect(pieces.reduce((sum, piece) => sum + piece, 0)).toBeLessThan(4 * 1_000_000)
  })

  test('never about more than four times maxBytes, however long a line is', () => {
    const length = 32 * 1024 * 1024
    const { pieces, entries } = asked(length, 50_000)

    expect(Math.max(...pieces)).toBeLessThanOrEqual(4 * 50_000)
    expect(pieces.reduce((sum, piece) => sum + piece, 0)).toBeLessThan(4 * length)
    expect(entries).toBe(Math.ceil(length / 50_000))
  })

  test('what is no start is passed over, and what it throws has a code', () => {
    expect(cut([Buffer.from('abcdef')], () => [-1, 3, 2, 3, 6, 99, Number.NaN]).map(([, text]) => text)).toEqual(['abc', 'def'])
    expect(() =>
      cut([Buffer.from('abc')], () => {
        throw new Error('no\nidea')
      }),
    ).toThrow('LF_PLUGIN_CONTRACT a parser broke while it cut 3 bytes: no idea')
  })
})
