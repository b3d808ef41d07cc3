import pLimit from 'p-limit'
import { describe, expect, test } from 'vitest'
import { type About, LogferryError, type LogRecord, type Renderer } from '../../../core/index.ts'
import { pictureDesk } from '../../../core/pipeline/pictures.ts'

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47)
const record = (id: string, time: number, instance: string): LogRecord => ({
  id,
  time,
  text: id,
  fields: { Instance: instance },
  origin: { source: 't', logGroup: 'g', logStream: 's' },
})

function deskOf(render: Renderer['render'], records: readonly LogRecord[] = [], signal = new AbortController().signal) {
  const failed: string[] = []
  const desk = pictureDesk({
    renderers: [{ id: 'cpu', renderer: { render } }],
    records: () => records,
    limit: pLimit(2),
    signal,
    failed: (renderer, code, detail) => failed.push(`${renderer} ${code} ${detail}`),
  })
  return { desk, failed }
}

describe('pictures', () => {
  test('are drawn when asked for, once per record, about the records of the same instance by time', async () => {
    const asked: About[] = []
    const records = [record('b', 2, 'p1'), record('x', 1, 'p2'), record('a', 1, 'p1')]
    const { desk } = deskOf(async (about) => {
      asked.push(about)
      return { title: 'CPU', png: PNG }
    }, records)
    const [subject] = records as [LogRecord]

    const [first, second] = await Promise.all([desk(subject), desk(subject)])

    expect(first).toEqual([{ title: 'CPU', png: PNG }])
    expect(second).toBe(first)
    expect(asked).toHaveLength(1)
    expect(asked[0]?.records.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test.each<[string, Renderer['render'], string]>([
    ['throws', async () => Promise.reject(new LogferryError('LF_SINK_UNAVAILABLE', 'no data')), 'cpu LF_SINK_UNAVAILABLE no data'],
    ['draws none', async () => ({}) as never, 'cpu LF_PICTURE_FAILED no picture was returned'],
  ])('a renderer that %s costs its picture only, and is said', async (_, render, message) => {
    const { desk, failed } = deskOf(render)

    expect(await desk(record('a', 1, 'p1'))).toEqual([])
    expect(failed).toEqual([message])
  })

  test('of very many records: those around the subject, most of them before it', async () => {
    const asked: About[] = []
    const records = Array.from({ length: 30_000 }, (_, i) => record(`r${i}`, i, 'p1'))
    const { desk } = deskOf(async (about) => {
      asked.push(about)
      return { title: 'CPU', png: PNG }
    }, records)

    for (const at of [0, 20_000, 29_999]) await desk(record(`x${at}`, at, 'p1'))

    const spans = asked.map(({ records }) => [records.length, records[0]?.time, records.at(-1)?.time])
    expect(spans).toEqual([
      [10_000, 0, 9999],
      [10_000, 11_001, 21_000],
      [10_000, 20_000, 29_999],
    ])
  })

  test('are let go of once a hundred other records had theirs', async () => {
    let drawn = 0
    const { desk } = deskOf(async () => {
      drawn++
      return { title: 'CPU', png: PNG }
    })
    const all = Array.from({ length: 101 }, (_, i) => record(`r${i}`, i, 'p1'))

    for (const one of all) await desk(one)
    await desk(all[100] as LogRecord)
    const once = drawn
    await desk(all[0] as LogRecord)

    expect([once, drawn]).toEqual([101, 102])
  })

  test('end with the deadline', async () => {
    const { desk, failed } = deskOf(() => new Promise(() => undefined), [], AbortSignal.timeout(10))

    expect(await desk(record('a', 1, 'p1'))).toEqual([])
    expect(failed).toEqual(['cpu LF_PICTURE_FAILED not drawn in time'])
  })
})
