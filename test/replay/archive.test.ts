import { readFileSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, type LogRecord } from '../../core/index.ts'
import { archiveHours, archiveObjects } from '../../replay/archive.ts'
import { folderReader } from '../../replay/folder-reader.ts'
import { rawLog } from '../../replay/raw-log.ts'
import { verifyArchive } from '../../replay/verify.ts'
import type { Wanted } from '../../replay/wanted.ts'
import { letterOf, put, recordOf, stored, TIME, tempFolder } from './stored.ts'

const HOUR_MS = 3_600_000

const readFile = (folder: string, key: string) => readFileSync(path.join(folder, key))

async function keysIn(folder: string, wanted: Wanted = {}) {
  const keys: string[] = []
  for await (const { key } of archiveObjects(folderReader(folder), wanted)) keys.push(key)
  return keys
}

async function catOf(folder: string, wanted: Wanted = {}): Promise<Buffer> {
  const reader = folderReader(folder)
  const bytes: Uint8Array[] = []
  for await (const hour of archiveHours(reader, wanted))
    for await (const some of rawLog(hour, reader, wanted)) bytes.push(Buffer.from(some))
  return Buffer.concat(bytes)
}

/** Entries of a file, each with its place in it. */
function cutFrom(bytes: Buffer, lengths: readonly number[], perHour = 1000): readonly LogRecord[] {
  const records: LogRecord[] = []
  for (let offset = 0, i = 0; offset < bytes.length; i++) {
    const length = Math.min(lengths[i % lengths.length] as number, bytes.length - offset)
    const time = TIME + Math.floor(i / perHour) * HOUR_MS
    records.push(recordOf(0, { id: `id${i}`, time, text: decodeText(bytes.subarray(offset, offset + length)), bytes: { offset, length } }))
    offset += length
  }
  return records
}

describe('the objects of an archive', () => {
  test('are those of the log groups and hours asked for, and no dead letters', async () => {
    const folder = tempFolder()
    const group = (logGroup: string) => ({ origin: { source: 'file', logGroup, logStream: 's' } })
    await stored(folder, [[recordOf(0, group('/a')), recordOf(60, group('/a')), recordOf(0, group('/b')), letterOf(0)]], {
      partitions: 'hive',
    })
    put(folder, 'stranger.txt', '')

    expect(await keysIn(folder)).toHaveLength(3)
    expect(await keysIn(folder, { logGroup: '/a' })).toHaveLength(2)
    expect(await keysIn(folder, { logGroup: '/a', since: TIME + HOUR_MS })).toEqual([expect.stringMatching('^a/dt=2026-11-24/hr=11/')])
    expect(await keysIn(folder, { until: TIME })).toEqual([])
    expect(await keysIn(folder, { since: TIME + HOUR_MS - 1, until: TIME + HOUR_MS, prefix: 'b/' })).toHaveLength(1)
  })
})

describe('the raw log', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })

  test.each(['events', 'text'])('of a file that was archived as %s in several deliveries is the file, to the byte', (format) =>
    fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 200, size: 'max' }),
        lengths,
        fc.integer({ min: 1, max: 6 }),
        async (content, lengths, size) => {
          const folder = tempFolder()
          const records = cutFrom(Buffer.from(content), lengths, 7)
          const deliveries = Array.from({ length: Math.ceil(records.length / size) }, (_, i) => records.slice(i * size, (i + 1) * size))
          for (const [i, delivery] of deliveries.entries()) {
            const before = await keysIn(folder)
            await stored(folder, [delivery], { format })
            // In the test they come too fast to have times of their own.
            for (const key of await keysIn(folder)) if (!before.includes(key)) utimesSync(path.join(folder, key), i, i)
          }

          expect(await catOf(folder)).toEqual(Buffer.from(content))
        },
      ),
      { numRuns: 12 },
    ),
  )

  test('has each event once, though it was archived twice, with a line end where it had none', async () => {
    const folder = tempFolder()
    const events = [1, 2, 3].map((i) => recordOf(i))
    await stored(folder, [events.slice(0, 2), events])

    expect(String(await catOf(folder))).toBe('text 1\ntext 2\ntext 3\n')
  })

  test('is that of the time asked for', async () => {
    const folder = tempFolder()
    await stored(folder, [[1, 2, 3].map((i) => recordOf(i))])

    expect(String(await catOf(folder, { since: recordOf(2).time, until: recordOf(3).time }))).toBe('text 2\n')
  })

  test('breaks off at what is no record', async () => {
    const folder = tempFolder()
    await stored(folder, [[recordOf(1)]])
    const [key = ''] = await keysIn(folder)
    put(folder, key, gzipSync('{}\n'))

    await expect(catOf(folder)).rejects.toThrow(/LF_OBJECT_DAMAGED .*:1 is no record/)
  })
})

describe('verify', () => {
  const verify = (folder: string, wanted: Wanted = {}) => verifyArchive(folderReader(folder), wanted, () => undefined)

  test('counts what is there, and finds nothing in a sound archive', async () => {
    const folder = tempFolder()
    await stored(folder, [[recordOf(1), recordOf(2)], [recordOf(61)]])
    await stored(folder, [[recordOf(122)]], { format: 'text' })

    expect(await verify(folder)).toEqual({
      groups: [{ logGroup: recordOf(0).origin.logGroup, objects: 3, bytes: expect.any(Number), events: 3, twice: 0, broken: 0, gaps: [] }],
      findings: [],
    })
  })

  test('finds ids that are there twice', async () => {
    const folder = tempFolder()
    await stored(folder, [[recordOf(1)], [recordOf(1), recordOf(2)]])

    expect((await verify(folder)).groups).toMatchObject([{ events: 3, twice: 1 }])
  })

  test('finds hours without an object, between others and at the ends of a range', async () => {
    const folder = tempFolder()
    await stored(folder, [[recordOf(0), recordOf(60), recordOf(240)]])
    const at = (hours: number) => TIME + hours * HOUR_MS

    expect((await verify(folder)).groups[0]?.gaps).toEqual([[at(2), at(4)]])
    expect((await verify(folder, { since: at(-1) + 1, until: at(7) })).groups[0]?.gaps).toEqual([
      [at(-1), at(0)],
      [at(2), at(4)],
      [at(5), at(7)],
    ])
    expect((await verify(folder, { since: at(0), until: at(1) })).groups[0]?.gaps).toEqual([])
  })

  test('finds gzip that is cut off, lines that are no records, and content that its name does not know', async () => {
    const folder = tempFolder()
    await stored(folder, [[recordOf(1)], [recordOf(61)], [recordOf(122)], [recordOf(183)]])
    await stored(folder, [[recordOf(244)]], { format: 'text' })
    const keys = await keysIn(folder)
    const [cut = '', stranger = '', changed = '', , text = ''] = keys
    const content = (key: string) => gunzipSync(readFile(folder, key)).toString()
    put(folder, cut, readFile(folder, cut).subarray(0, -10))
    put(folder, stranger, gzipSync('{"id":1}\n'))
    put(folder, changed, gzipSync(content(changed).replace('text 122', 'test 122')))
    put(folder, text, readFile(folder, text).subarray(0, -10))

    const { groups, findings } = await verify(folder)

    expect(groups).toMatchObject([{ objects: 5, broken: 4 }])
    expect(findings).toEqual([
      { code: 'LF_INPUT_GZIP', detail: expect.stringMatching(/is cut off at byte \d+$/) },
      { code: 'LF_OBJECT_DAMAGED', detail: `${path.join(folder, stranger)}:1 is no record` },
      { code: 'LF_OBJECT_DAMAGED', detail: `${path.join(folder, changed)} is not what its name says: the hash is another` },
      { code: 'LF_INPUT_GZIP', detail: expect.stringMatching(/is cut off at byte \d+$/) },
    ])
  })
})
