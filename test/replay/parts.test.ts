import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decodeText, type LogRecord } from '../../core/index.ts'
import { instanceOf } from '../../core/testing/index.ts'
import { folderReader } from '../../replay/folder-reader.ts'
import { type Part, partsIn } from '../../replay/parts.ts'
import cloudwatch from '../../sources/cloudwatch/index.ts'
import { dataMessage, encode } from '../sources/cloudwatch/subscription.ts'
import { splitHeaders } from '../sources/split-headers.ts'
import { letterOf, put, recordOf, stored, tempFolder } from './stored.ts'

const source = instanceOf(cloudwatch)

/** The parts of all objects in a folder, in order, and what broke them off. */
async function partsOf(folder: string, stop = new AbortController().signal) {
  const reader = folderReader(folder)
  const parts: Part[] = []
  let thrown: unknown
  for await (const { key } of reader.list('')) {
    const terms = { key, url: reader.urlOf(key), read: source.read, split: () => splitHeaders, stop }
    try {
      for await (const part of partsIn(reader.read(key), terms)) parts.push(part)
    } catch (error) {
      thrown = error
    }
  }
  return { parts, thrown }
}

const origin = { source: 'file', logGroup: '/aws/rds/instance/shop-1/slowquery', logStream: 'shop-1' }

describe('an object of', () => {
  test('archived events gives the events that its records were made of', async () => {
    const folder = tempFolder()
    const records: readonly LogRecord[] = [
      recordOf(1, { bytes: { offset: 5, length: 7 }, event: { part: 'rest', carry: { Database: 'shop' } } }),
      recordOf(2, { text: decodeText(Buffer.from([0x61, 0xff])), event: { extracted: { a: '1' } } }),
    ]
    await stored(folder, [records])

    const [one, two] = records as [LogRecord, LogRecord]
    expect(await partsOf(folder)).toEqual({
      parts: [
        {
          kind: 'events',
          size: 2,
          events: [
            {
              id: 'id1',
              time: one.time,
              message: 'text 1',
              origin: one.origin,
              bytes: one.bytes,
              part: 'rest',
              carry: { Database: 'shop' },
            },
            { id: 'id2', time: two.time, message: 'a\udcff', origin: two.origin, extracted: { a: '1' }, carry: {} },
          ],
        },
      ],
      thrown: undefined,
    })
  })

  test('dead letters gives these', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1), letterOf(2, 'other')]])

    expect((await partsOf(folder)).parts).toEqual([{ kind: 'letters', size: 2, letters: [letterOf(1), letterOf(2, 'other')] }])
  })

  test('archived text gives its entries, with the log group and stream of its key', async () => {
    const folder = tempFolder()
    const text = '# T1\nSELECT 1;\n# T2\nSELECT 2;\n'
    await stored(folder, [[recordOf(0, { origin, text })]], { format: 'text' })

    const [part, ...others] = (await partsOf(folder)).parts

    expect(others).toEqual([])
    expect(part).toMatchObject({
      kind: 'events',
      size: 2,
      events: [
        { message: '# T1\nSELECT 1;\n', origin },
        { message: '# T2\nSELECT 2;\n', origin },
      ],
    })
  })

  test('events of Lambda gives one part for each, and says which cannot be read', async () => {
    const folder = tempFolder()
    const record = { requestContext: { condition: 'RetriesExhausted' }, requestPayload: encode(dataMessage) }
    put(folder, 'aws/lambda/async/logferry/2026/11/24/x', JSON.stringify(record, undefined, 2))
    put(folder, 'events.jsonl', `${JSON.stringify(encode(dataMessage))}\n{"awslogs":{"data":"%%%%"}}\n`)

    const { parts } = await partsOf(folder)

    const events = [{ id: '3668', message: '# Time: …\nSELECT 1;\n' }, { id: '3669' }]
    expect(parts).toMatchObject([
      { kind: 'events', size: 2, events },
      { kind: 'events', size: 2, events },
      { kind: 'broken', code: 'LF_EVENT_BASE64', size: 1, detail: expect.stringContaining('events.jsonl: awslogs.data has') },
    ])
  })

  test('several kinds gives them in order, and names a line that is broken', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1)]])
    const lines = [letterOf(1), letterOf(2), recordOf(3), '{', letterOf(4)]
    put(
      folder,
      'mixed',
      lines
        .map((line) => (typeof line === 'string' ? line : JSON.stringify({ ...line, time: new Date(line.time).toISOString() })))
        .join('\n'),
    )

    const { parts } = await partsOf(folder)

    expect(parts.slice(0, 4)).toMatchObject([
      { kind: 'letters', size: 2 },
      { kind: 'events', size: 1 },
      { kind: 'broken', code: 'LF_OBJECT_DAMAGED', detail: expect.stringMatching(/mixed:4 is not JSON$/) },
      { kind: 'letters', size: 1 },
    ])
  })

  test('more than 20,000 records is cut, the same each time', async () => {
    const folder = tempFolder()
    await stored(folder, [Array.from({ length: 45_000 }, (_, i) => letterOf(i % 50))])

    expect((await partsOf(folder)).parts.map(({ size }) => size)).toEqual([20_000, 20_000, 5000])
  })

  test('gzip that is cut off gives what is whole, then says so', async () => {
    const folder = tempFolder()
    const lines = Array.from({ length: 1000 }, (_, i) => JSON.stringify({ ...letterOf(i), time: new Date(letterOf(i).time).toISOString() }))
    put(folder, 'letters.jsonl.gz', gzipSync(lines.join('\n')).subarray(0, -100))

    const { parts, thrown } = await partsOf(folder)

    expect(parts[0]?.kind).toBe('letters')
    expect(parts[0]?.size).toBeGreaterThan(100)
    expect(String(thrown)).toContain('LF_INPUT_GZIP')
  })

  test('nothing gives none', async () => {
    const folder = tempFolder()
    put(folder, 'empty', '')

    expect(await partsOf(folder)).toEqual({ parts: [], thrown: undefined })
  })
})
