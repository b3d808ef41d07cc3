import { execFileSync, spawn } from 'node:child_process'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { encodeText } from '../../../core/index.ts'
import { fakePipeline } from '../../../core/testing/index.ts'
import type { FileProgress } from '../../../sources/file/index.ts'
import { splitHeaders } from '../split-headers.ts'
import { fileSource, manyLines, only, tempFolder } from './folder.ts'

const lines = ['banner\n', '# T1\n', 'SELECT 1;\n', '# T2\n', 'SELECT 2;\n']
const log = lines.join('')

describe('a file', () => {
  test('becomes one event per entry of its parser, with its place and the origin of the options', async () => {
    const path = tempFolder().write('slow.log.1', log)
    const { pipeline, events } = fakePipeline({ split: splitHeaders })

    const report = await fileSource({ account: '123', region: 'eu-west-1' }).read(pipeline, { paths: [path] })

    expect(report).toEqual([{ path, events: 3, bytes: 37, size: 37, status: 'done' }])
    expect(events().map(({ message, bytes }) => [message, bytes])).toEqual([
      ['banner\n', { offset: 0, length: 7 }],
      ['# T1\nSELECT 1;\n', { offset: 7, length: 15 }],
      ['# T2\nSELECT 2;\n', { offset: 22, length: 15 }],
    ])
    expect(events()[0]?.origin).toEqual({ source: 'file', logGroup: 'g', logStream: 'slow.log', account: '123', region: 'eu-west-1' })
  })

  test('is named by the options where the trigger names none, and its log stream, too', async () => {
    const path = tempFolder().write('slow.log', log)
    const { pipeline, events } = fakePipeline()

    await fileSource({ paths: [path], logStream: 'shop-1' }).read(pipeline)

    expect(events()).toHaveLength(5)
    expect(events()[0]?.origin.logStream).toBe('shop-1')
  })

  test('gives back its bytes, UTF-8 or not', async () => {
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919 + (i >> 3)) % 256))
    const path = tempFolder().write('slow.log', bytes)
    const { pipeline, events } = fakePipeline()

    await fileSource().read(pipeline, { paths: [path] })

    expect(Buffer.concat(events().map(({ message }) => encodeText(message)))).toEqual(bytes)
  })

  test('that is empty is done', async () => {
    const path = tempFolder().write('slow.log', '')
    const { pipeline, deliveries } = fakePipeline()

    expect(await fileSource().read(pipeline, { paths: [path] })).toEqual([{ path, events: 0, bytes: 0, size: 0, status: 'done' }])
    expect(deliveries).toEqual([])
  })

  test('of many entries is delivered slice by slice, each with what the one before left', async () => {
    const path = tempFolder().write('slow.log', manyLines)
    const { pipeline, deliveries } = fakePipeline()
    const progress: FileProgress[] = []

    await fileSource().read(pipeline, { paths: [path], onProgress: (seen) => progress.push(seen) })

    expect(deliveries.map(({ events, carry }) => [events.length, carry])).toEqual([
      [5000, {}],
      [5000, { seen: 5000 }],
      [1250, { seen: 10_000 }],
    ])
    expect(progress.map(({ events }) => events)).toEqual([5000, 10_000, 11_250])
    expect(progress[2]).toEqual({ path, events: 11_250, bytes: manyLines.length, size: manyLines.length })
  })

  test('with an entry that is too long says which events are parts of it', async () => {
    const path = tempFolder().write('slow.log', `a\n${'x'.repeat(2500)}\nb\n`)
    const { pipeline, events } = fakePipeline()

    await fileSource({ maxBytes: 1024 }).read(pipeline, { paths: [path] })

    expect(events().map(({ bytes, part }) => [bytes?.length, part])).toEqual([
      [2, undefined],
      [1024, 'first'],
      [1024, 'rest'],
      [453, 'rest'],
      [2, undefined],
    ])
  })

  test('is read in the order of the paths, and one that fails keeps none of the others back', async () => {
    const { folder, write } = tempFolder()
    const paths = [write('b.log', 'b\n'), join(folder, 'none.log'), write('a.log', 'a\n')]
    const { pipeline, events } = fakePipeline()

    const reports = await fileSource().read(pipeline, { paths })

    expect(reports.map(({ status }) => status)).toEqual(['done', 'failed', 'done'])
    expect(events().map(({ message }) => message)).toEqual(['b\n', 'a\n'])
  })
})

describe('a second reading', () => {
  test('makes the same events', async () => {
    const path = tempFolder().write('slow.log', log)
    const { pipeline, deliveries } = fakePipeline()

    await fileSource().read(pipeline, { paths: [path] })
    await fileSource().read(pipeline, { paths: [path] })

    expect(deliveries[1]).toEqual(deliveries[0])
  })

  test('makes the same ids after a rename and after compression, the untimed ones after a rename alone', async () => {
    const { folder, write } = tempFolder()
    const { pipeline, deliveries } = fakePipeline()
    const read = (path: string) => fileSource().read(pipeline, { paths: [path] })
    const path = write('slow.log', log)
    const renamed = join(folder, 'slow.log.1')

    await read(path)
    renameSync(path, renamed)
    await read(renamed)
    await read(write('slow.log.1.gz', gzipSync(log)))

    const [first, second, third] = deliveries.map(({ events }) => events)
    expect(second).toEqual(first)
    const timed = (events = first) => events?.map(({ untimedId: _, fileTime: __, ...event }) => event)
    expect(timed(third)).toEqual(timed())
    expect(third?.[0]?.untimedId).not.toBe(first?.[0]?.untimedId)
  })
})

describe('a .gz', () => {
  test('is known by its first bytes, not by its name', async () => {
    const { write } = tempFolder()
    const paths = [write('compressed.log', gzipSync(log)), write('plain.log.gz', log)]
    const { pipeline, events } = fakePipeline()

    const reports = await fileSource().read(pipeline, { paths })

    expect(events().map(({ message }) => message)).toEqual([...lines, ...lines])
    expect(reports).toEqual([
      { path: paths[0], events: 5, bytes: 37, status: 'done' },
      { path: paths[1], events: 5, bytes: 37, size: 37, status: 'done' },
    ])
  })

  test('that is cut off gives the entries that are whole, then its problem', async () => {
    const gzip = gzipSync(manyLines)
    const path = tempFolder().write('slow.log.gz', gzip.subarray(0, gzip.length / 2))
    const { pipeline, events } = fakePipeline()

    const report = only(await fileSource().read(pipeline, { paths: [path] }))

    expect(report).toMatchObject({
      status: 'failed',
      problem: { code: 'LF_INPUT_GZIP', detail: expect.stringMatching(/is cut off at byte \d+$/) },
    })
    expect(report.events).toBe(events().length)
    expect(report.events).toBeGreaterThan(2500)
    expect(
      manyLines.startsWith(
        events()
          .map(({ message }) => message)
          .join(''),
      ),
    ).toBe(true)
    expect(events().every(({ message }) => message.endsWith('\n'))).toBe(true)
  })
})

describe('a stream', () => {
  test('given for - is read as stdin, with untimed ids of its own each time', async () => {
    const { pipeline, deliveries } = fakePipeline()
    const read = () => fileSource().read(pipeline, { paths: ['-'], input: Readable.from([Buffer.from('a\nb'), 'c\n']) })

    expect(await read()).toEqual([{ path: '-', events: 2, bytes: 5, status: 'done' }])
    await read()

    const [first, second] = deliveries.map(({ events }) => events)
    expect(first?.map(({ message }) => message)).toEqual(['a\n', 'bc\n'])
    expect(first?.[0]?.origin.logStream).toBe('stdin')
    expect(second?.[0]?.id).toBe(first?.[0]?.id)
    expect(second?.[0]?.untimedId).not.toBe(first?.[0]?.untimedId)
  })

  test('may be compressed', async () => {
    const { pipeline, events } = fakePipeline()

    await fileSource().read(pipeline, { paths: ['-'], input: Readable.from([gzipSync(log)]) })

    expect(events()).toHaveLength(5)
  })

  test('that breaks gives the entries that are whole, then its problem', async () => {
    const input = Readable.from(
      (async function* () {
        yield Buffer.from('a\nb')
        throw Object.assign(new Error('gone'), { code: 'ECONNRESET', syscall: 'read' })
      })(),
    )
    const { pipeline, events } = fakePipeline()

    const report = only(await fileSource().read(pipeline, { paths: ['-'], input }))

    expect(report).toMatchObject({ status: 'failed', events: 1, problem: { code: 'LF_INPUT_FAILED', detail: '-: ECONNRESET at read' } })
    expect(only(events()).message).toBe('a\n')
  })

  test.skipIf(process.platform === 'win32')('is a named pipe, too, and its writer may be slow', async () => {
    const pipe = join(tempFolder().folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const { pipeline, events } = fakePipeline()

    const reading = fileSource().read(pipeline, { paths: [pipe] })
    spawn('sh', ['-c', `(sleep 0.1; echo a; sleep 0.1; echo b) > '${pipe}'`])

    expect(await reading).toEqual([{ path: pipe, events: 2, bytes: 4, status: 'done' }])
    expect(events().map(({ message }) => message)).toEqual(['a\n', 'b\n'])
  })
})

describe('stop', () => {
  test('lets the delivery under way end, and reads no further', async () => {
    const { write } = tempFolder()
    const paths = [write('slow.log', manyLines), write('other.log', log)]
    const stop = new AbortController()
    const { pipeline, deliveries } = fakePipeline({ meanwhile: () => stop.abort() })

    const reports = await fileSource().read(pipeline, { paths }, stop.signal)

    expect(deliveries).toHaveLength(1)
    expect(reports).toMatchObject([
      { path: paths[0], events: 5000, status: 'stopped' },
      { path: paths[1], events: 0, status: 'stopped' },
    ])
  })

  test('during the last delivery leaves nothing to stop', async () => {
    const path = tempFolder().write('slow.log', log)
    const stop = new AbortController()
    const { pipeline } = fakePipeline({ meanwhile: () => stop.abort() })

    expect(await fileSource().read(pipeline, { paths: [path] }, stop.signal)).toMatchObject([{ events: 5, status: 'done' }])
  })

  test('ends the wait for a stream that says nothing', async () => {
    const stop = new AbortController()
    const { pipeline, deliveries } = fakePipeline()
    const input = new Readable({ read: () => undefined })
    input.push('a\nb\n')

    const reading = fileSource().read(pipeline, { paths: ['-'], input }, stop.signal)
    setTimeout(() => stop.abort(), 20)

    expect(await reading).toEqual([{ path: '-', events: 0, bytes: 0, status: 'stopped' }])
    expect(deliveries).toEqual([])
  })

  test.skipIf(process.platform === 'win32')('ends the wait for a named pipe that nobody writes to', async () => {
    const pipe = join(tempFolder().folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const stop = new AbortController()

    const reading = fileSource().read(fakePipeline().pipeline, { paths: [pipe] }, stop.signal)
    setTimeout(() => stop.abort(), 20)

    expect(await reading).toMatchObject([{ status: 'stopped' }])
  })
})

test('a file that became shorter while it was read gives what was whole, then its problem', async () => {
  const path = tempFolder().write('slow.log', manyLines)
  const { pipeline } = fakePipeline({ meanwhile: () => writeFileSync(path, 'a\n') })

  const report = only(await fileSource().read(pipeline, { paths: [path] }))

  expect(report).toMatchObject({
    status: 'failed',
    problem: { code: 'LF_INPUT_CHANGED', detail: `${path} had ${manyLines.length} bytes and has 2 now` },
  })
})
