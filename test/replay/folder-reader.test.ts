import { chmodSync, existsSync, symlinkSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileReader, folderReader } from '../../replay/folder-reader.ts'
import type { ObjectReader } from '../../replay/reader.ts'
import { put, tempFolder } from './stored.ts'

async function keysIn(reader: ObjectReader, prefix = '') {
  const keys: string[] = []
  for await (const { key } of reader.list(prefix)) keys.push(key)
  return keys
}

async function textOf(reader: ObjectReader, key: string) {
  const chunks: Uint8Array[] = []
  for await (const chunk of reader.read(key)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('a folder', () => {
  const name = fc
    .string({ unit: fc.constantFrom('a', 'b', '-', '.', '=', 'é', '0'), minLength: 1, maxLength: 3 })
    .filter((name) => !name.startsWith('.'))
  const keys = fc.uniqueArray(
    fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/')),
    { maxLength: 12 },
  )

  test('lists its files by whole keys, as a bucket does, and those of a prefix', () =>
    fc.assert(
      fc.asyncProperty(keys, fc.string({ unit: fc.constantFrom('a', 'b', '-', '/'), maxLength: 3 }), async (drawn, prefix) => {
        const folder = await mkdtemp(path.join(tmpdir(), 'logferry-'))
        // No name can be that of a file and of a folder.
        const keys = drawn.filter((key) => !drawn.some((other) => other.startsWith(`${key}/`)))
        for (const key of keys) {
          await mkdir(path.join(folder, path.dirname(key)), { recursive: true })
          await writeFile(path.join(folder, key), key)
        }

        const listed = await keysIn(folderReader(folder), prefix)

        expect(listed).toEqual(keys.filter((key) => key.startsWith(prefix)).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
        await rm(folder, { recursive: true })
      }),
      { numRuns: 50 },
    ))

  test('leaves out the memory, what is half written, and what is no file', async () => {
    const folder = tempFolder()
    put(folder, 'a/x.jsonl.gz', '')
    put(folder, 'a/.tmp-0123', '')
    put(folder, '_logferry/memory/x.fact/1.json', '')
    symlinkSync('/nowhere', path.join(folder, 'link'))

    expect(await keysIn(folderReader(folder))).toEqual(['a/x.jsonl.gz'])
  })

  test('gives and deletes what lies under a key', async () => {
    const folder = tempFolder()
    put(folder, 'a/x', 'content')
    const reader = folderReader(folder)

    expect(await textOf(reader, 'a/x')).toBe('content')
    await reader.delete('a/x')

    expect(existsSync(path.join(folder, 'a/x'))).toBe(false)
  })

  test('that is not there is empty for a sink, else a fault, as is what is not there in it', async () => {
    const folder = path.join(tempFolder(), 'none')

    expect(await keysIn(folderReader(folder, true))).toEqual([])
    await expect(keysIn(folderReader(folder))).rejects.toThrow('LF_INPUT_MISSING')
    await expect(textOf(folderReader(folder), 'a')).rejects.toThrow('LF_INPUT_MISSING')
    await expect(folderReader(folder).delete('a')).rejects.toThrow('LF_INPUT_MISSING')
  })

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('that may not be read is a fault', async () => {
    const folder = tempFolder()
    chmodSync(folder, 0)

    await expect(keysIn(folderReader(folder))).rejects.toThrow('LF_INPUT_DENIED')
  })
})

test('a file is read as the only one of its folder', async () => {
  const folder = tempFolder()
  put(folder, 'a', 'one')
  put(folder, 'b', 'two')
  const reader = fileReader(path.join(folder, 'b'))

  expect(reader.place).not.toBe(fileReader(path.join(folder, 'a')).place)
  expect(await keysIn(reader)).toEqual(['b'])
  expect(await textOf(reader, 'b')).toBe('two')
})
