import assert from 'node:assert/strict'
import type { Fields, Reading } from '../model.ts'
import type { Parser } from '../plugin.ts'
import { decodeText, encodeText } from '../text.ts'
import type { Case } from './case.ts'
import { dice } from './chance.ts'
import { exampleEvent } from './example.ts'
import { junkTexts, mutationsOf } from './junk.ts'

type Split = NonNullable<Parser['split']>

/** So much of a log holds more than one entry, for sure. */
const LONG = 256 * 1024

/** The contract of a parser's `split`, by texts of files or their beginnings. Where it has none, there is nothing to see. */
export function splitCases(files: readonly string[], create: () => Parser): readonly Case[] {
  const whole = files.map((file) => bytesOf(file.endsWith('\n') ? file : `${file}\n`))
  const pieces = [...whole, ...[...files.flatMap((file) => mutationsOf(file, 20)), ...junkTexts].map(bytesOf)]
  const cases: readonly (Omit<Case, 'run'> & { readonly run: (split: Split, parser: Parser) => void })[] = [
    {
      name: 'split names places of the piece, in order, from 0 on, and breaks on no bytes',
      run(split) {
        assert.deepEqual([split('', false), split('', true)], [[], []], 'an empty piece has no entry')
        for (const piece of pieces.filter((bytes) => bytes !== '')) {
          for (const starts of [split(piece, false), split(piece, true)]) {
            const isAscending = starts.every((start, i) => Number.isInteger(start) && (i === 0 || start > (starts[i - 1] as number)))
            assert.ok(isAscending && starts[0] === 0 && (starts.at(-1) as number) < piece.length, `${excerpt(piece)}: ${starts}`)
          }
        }
      },
    },
    {
      name: 'split answers the same piece alike, whatever came before',
      run(split) {
        const other = splitOf(create())
        const answers = pieces.map((piece) => split(piece, true))
        for (const [i, piece] of [...pieces.entries()].reverse()) {
          other(piece, false)
          assert.deepEqual(other(piece, true), answers[i], excerpt(piece))
        }
      },
    },
    {
      name: 'split names only starts that no later byte undoes, and leaves none out between them',
      run(split) {
        for (const piece of pieces) {
          const all = split(piece, true)
          for (const length of lengthsIn(piece, all)) {
            const early = split(piece.slice(0, length), false)
            assert.deepEqual(early, all.slice(0, early.length), `the first ${length} bytes of ${excerpt(piece)}`)
          }
        }
      },
    },
    {
      name: 'split finds the same starts when the piece begins at a later one',
      run(split) {
        for (const file of whole) {
          const starts = split(file, true)
          for (const [i, from] of starts.slice(0, 50).entries()) {
            const later = split(file.slice(from), true).map((start) => from + start)
            assert.deepEqual(later, starts.slice(i), `from byte ${from} of ${excerpt(file)}`)
          }
        }
      },
    },
    {
      name: 'split does not wait for the end of the file',
      run(split) {
        const log = whole.join('')
        const long = log.repeat(Math.ceil(LONG / log.length))
        const [early, all] = [split(long, false).length, split(long, true).length]
        assert.ok(early > all / 2, `of ${all} starts in ${long.length} bytes it tells ${early} before the end`)
      },
    },
    {
      name: 'split, then parse, gives what parse gives of the whole',
      run(split, parser) {
        for (const file of whole) {
          const starts = split(file, true)
          let carry: Fields = {}
          const parts = starts.map((start, i) => {
            const message = textOf(file.slice(start, starts[i + 1]))
            const part = read(parser, message, carry)
            carry = part.carry
            return part
          })
          const entire = read(parser, textOf(file), {})
          if (!entire.isKnown)
            assert.ok(!parts.some(({ isKnown }) => isKnown), `parse knows entries, but not the whole, of ${excerpt(file)}`)
          else assert.deepEqual([parts.flatMap(({ records }) => records), carry], [entire.records, entire.carry], excerpt(file))
        }
      },
    },
  ]
  return cases.map(({ name, run }) => ({
    name,
    async run() {
      const parser = create()
      if (parser.split !== undefined) run(splitOf(parser), parser)
    },
  }))
}

const splitOf =
  (parser: Parser): Split =>
  (piece, end) =>
    parser.split?.(piece, end) ?? []

const bytesOf = (text: string): string => Buffer.from(encodeText(text)).toString('latin1')
const textOf = (bytes: string): string => decodeText(Buffer.from(bytes, 'latin1'))

/** Places to cut: around the starts, and some others. */
function lengthsIn(piece: string, starts: readonly number[]): readonly number[] {
  const roll = dice(piece.length)
  const others = Array.from({ length: 60 }, () => Math.floor(roll() * piece.length))
  const around = starts.slice(0, 30).flatMap((start) => [-1, 0, 1, 2, 7].map((near) => start + near))
  return [...new Set([...others, ...around, piece.length])].filter((length) => length >= 0 && length <= piece.length)
}

/** What is not the parser's is shipped raw, and changes nothing. */
function read(parser: Parser, message: string, carry: Fields) {
  const answer = parser.parse(exampleEvent(message), carry)
  const reading: Reading = answer === undefined ? { records: [{ fields: {} }] } : 'records' in answer ? answer : { records: answer }
  return {
    isKnown: answer !== undefined,
    records: reading.records.map((entry) => ({ ...entry, text: (entry.text ?? message).trimEnd() })),
    carry: reading.carry ?? carry,
  }
}

const excerpt = (bytes: string): string => JSON.stringify(bytes.length > 200 ? `${bytes.slice(0, 200)}…` : bytes)
