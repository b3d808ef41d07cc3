import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, encodeText, wellFormed } from '../../core/index.ts'

/** Any bytes, and bytes that are nearly UTF-8. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom('a', 'é', '€', '𝄞', '\uFFFD', '\uFEFF').map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 2, min: 0x7f }),
      ),
    )
    .map((pieces) => Uint8Array.from(Buffer.concat(pieces))),
  fc.string({ unit: 'binary' }).map((text) => Uint8Array.from(Buffer.from(text).subarray(0, -1))),
)
const RUNS = { numRuns: 2000 }

/** What the standard says that bytes mean. */
const standard = (raw: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(raw)

describe('whatever the bytes', () => {
  test('encodeText gives back what decodeText was given', () => {
    fc.assert(
      fc.property(bytes, (raw) => {
        expect(Uint8Array.from(encodeText(decodeText(raw)))).toEqual(raw)
      }),
      RUNS,
    )
  })

  test('wellFormed is the text that the standard decodes', () => {
    fc.assert(
      fc.property(bytes, (raw) => {
        expect(wellFormed(decodeText(raw))).toBe(standard(raw))
      }),
      RUNS,
    )
  })

  test('what is UTF-8 is the text that the standard decodes, and only what is not holds stray bytes', () => {
    fc.assert(
      fc.property(bytes, (raw) => {
        const isUtf8 = Buffer.from(standard(raw)).equals(raw)

        expect(decodeText(raw) === standard(raw)).toBe(isUtf8)
        expect(decodeText(raw).isWellFormed()).toBe(isUtf8)
      }),
      RUNS,
    )
  })

  test('a part of a larger buffer is decoded as if it stood alone', () => {
    fc.assert(
      fc.property(bytes, bytes, (before, raw) => {
        const whole = Buffer.concat([before, raw, before])

        expect(decodeText(whole.subarray(before.length, before.length + raw.length))).toBe(decodeText(raw))
      }),
    )
  })
})

describe('whatever the text', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('a', '𝄞', '\uD800', '\uDBFF', '\uDC00', '\uDC80', '\uDCFF', '\uDD00'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  })

  test('wellFormed is well-formed, and leaves alone what is', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(wellFormed(value).isWellFormed()).toBe(true)
        expect(wellFormed(wellFormed(value))).toBe(wellFormed(value))
        if (value.isWellFormed()) expect(wellFormed(value)).toBe(value)
      }),
      RUNS,
    )
  })

  test('what is well-formed is encoded as UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        fc.pre(value.isWellFormed())
        expect(Buffer.from(encodeText(value)).equals(Buffer.from(value))).toBe(true)
      }),
    )
  })

  test('a surrogate that stands for no byte is U+FFFD', () => {
    expect(Buffer.from(encodeText('a\uD800b\uDC7F\uDC00')).toString('hex')).toBe('61efbfbd62efbfbdefbfbd')
    expect(wellFormed('a\uD800b')).toBe('a\uFFFDb')
  })
})

test('each byte that is no UTF-8 is one character, by its value', () => {
  expect(decodeText(Uint8Array.of(0x61, 0x80, 0xff, 0x62))).toBe('a\uDC80\uDCFFb')
  expect(decodeText(Uint8Array.of(0xe2, 0x82))).toBe('\uDCE2\uDC82')
  expect(decodeText(Uint8Array.of(0xed, 0xa0, 0x80))).toBe('\uDCED\uDCA0\uDC80')
  expect(decodeText(Buffer.from('\uFFFD'))).toBe('\uFFFD')
})
