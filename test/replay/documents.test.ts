import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Document, documentsIn } from '../../replay/documents.ts'

async function* pieces(text: string, length = 7) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

async function all(text: string, length?: number): Promise<readonly Document[]> {
  const documents: Document[] = []
  for await (const document of documentsIn(pieces(text, length))) documents.push(document)
  return documents
}

describe('the documents of a file', () => {
  const values = fc.array(fc.oneof(fc.string(), fc.integer(), fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }))), {
    minLength: 1,
  })

  test('one a line are all of them, whatever the chunks', () =>
    fc.assert(
      fc.asyncProperty(values, fc.integer({ min: 1, max: 30 }), fc.boolean(), async (values, length, ended) => {
        const text = values.map((value) => JSON.stringify(value)).join('\n') + (ended ? '\n' : '')

        expect(await all(text, length)).toEqual(values.map((value) => ({ value })))
      }),
    ))

  test('that go over lines, or are a list, are taken apart', () =>
    fc.assert(
      fc.asyncProperty(values, fc.constantFrom(undefined, 2), async (values, indent) => {
        expect(await all(JSON.stringify(values, undefined, indent))).toEqual(values.map((value) => ({ value })))
      }),
    ))

  test('may be one that goes over lines', async () => {
    expect(await all('{\n  "a": 1\n}\n')).toEqual([{ value: { a: 1 } }])
  })

  test('that are broken are told by their line, and the others come', async () => {
    expect(await all('{"a":1}\n\n{"a":\n{"a":3}\n')).toEqual([{ value: { a: 1 } }, { brokenLine: 3 }, { value: { a: 3 } }])
    expect(await all('{"a":\n{"a":2}\n')).toEqual([{ brokenLine: 1 }, { value: { a: 2 } }])
    expect(await all('no JSON')).toEqual([{ brokenLine: 1 }])
  })

  test('are none in an empty file', async () => {
    expect(await all('')).toEqual([])
    expect(await all('\n \n')).toEqual([])
  })

  test('begin behind a byte order mark', async () => {
    expect(await all('\ufeff{"a":1}')).toEqual([{ value: { a: 1 } }])
  })
})
