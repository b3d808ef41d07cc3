import { expect, test } from 'vitest'
import { delivered, retry } from '../../../core/index.ts'
import { fakePipeline } from '../../../core/testing/index.ts'
import { fileSource, manyLines, tempFolder } from './folder.ts'

const unavailable = retry('LF_SINK_UNAVAILABLE', 'HTTP 503 with a body')

test('a slice of which anything must be sent again is sent again as it was', async () => {
  const path = tempFolder().write('slow.log', manyLines)
  const { pipeline, deliveries } = fakePipeline({
    outcome: (event, delivery) => (delivery === 2 && event.message === 'line 7500\n' ? unavailable : delivered),
  })
  const source = fileSource()

  const reports = await source.read(pipeline, { paths: [path] })

  expect(reports).toMatchObject([{ events: 11_250, status: 'done' }])
  expect(deliveries.map(({ events, carry }) => [events.length, carry])).toEqual([
    [5000, {}],
    [5000, { seen: 5000 }],
    [5000, { seen: 5000 }],
    [1250, { seen: 10_000 }],
  ])
  expect(deliveries[2]?.events).toBe(deliveries[1]?.events)
  expect(source.logged).toEqual(['a slice is sent again'])
})

test('a slice that fails as often as `tries` says ends its file, and the next file is read', async () => {
  const { write } = tempFolder()
  const paths = [write('slow.log', manyLines), write('other.log', 'a\n')]
  const { pipeline, deliveries } = fakePipeline({ outcome: (event) => (event.message === 'line 7500\n' ? unavailable : delivered) })

  const reports = await fileSource({ tries: 2 }).read(pipeline, { paths })

  expect(deliveries.map(({ events }) => events.length)).toEqual([5000, 5000, 5000, 1])
  expect(reports).toEqual([
    {
      path: paths[0],
      events: 5000,
      bytes: manyLines.indexOf('line 5000\n'),
      size: manyLines.length,
      status: 'not-delivered',
      problem: { code: 'LF_NOT_DELIVERED', detail: `${paths[0]}: 1 of 5000 events must be sent again: LF_SINK_UNAVAILABLE 1` },
    },
    { path: paths[1], events: 1, bytes: 2, size: 2, status: 'done' },
  ])
})

test('with tries 0 a slice is sent until it is through', async () => {
  const path = tempFolder().write('slow.log', 'a\n')
  const { pipeline, deliveries } = fakePipeline({ outcome: (_, delivery) => (delivery < 8 ? unavailable : delivered) })

  expect(await fileSource({ tries: 0 }).read(pipeline, { paths: [path] })).toMatchObject([{ status: 'done' }])
  expect(deliveries).toHaveLength(8)
})

test('stop ends the wait, however long, and nothing is settled', async () => {
  const path = tempFolder().write('slow.log', 'a\n')
  const stop = new AbortController()
  const { pipeline } = fakePipeline({ outcome: () => retry('LF_SINK_UNAVAILABLE', undefined, 3_600_000) })

  const reading = fileSource().read(pipeline, { paths: [path] }, stop.signal)
  setTimeout(() => stop.abort(), 20)

  expect(await reading).toMatchObject([{ events: 0, status: 'stopped' }])
})
