import { appendFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { delivered, type Memory, retry } from '../../../core/index.ts'
import { localMemory } from '../../../core/pipeline/guarded-memory.ts'
import { fakePipeline } from '../../../core/testing/index.ts'
import { splitHeaders } from '../split-headers.ts'
import { fileSource, manyLines, only, tempFolder } from './folder.ts'

const SECOND_SLICE = manyLines.indexOf('line 5000\n')

/** A memory, and the keys of its facts. */
function watchedMemory() {
  const memory = localMemory()
  const keys = new Set<string>()
  const watched: Memory = {
    get: (key) => memory.get(key),
    put(key, value, old) {
      keys.add(key)
      return memory.put(key, value, old)
    },
    delete(key, old) {
      keys.delete(key)
      return memory.delete(key, old)
    },
  }
  return { memory: watched, keys }
}

/** Reads the first slice, then stops. */
async function interrupted(memory: Memory, path: string) {
  const stop = new AbortController()
  const { pipeline } = fakePipeline({ memory, meanwhile: () => stop.abort() })
  const report = only(await fileSource().read(pipeline, { paths: [path] }, stop.signal))
  expect(report).toMatchObject({ events: 5000, status: 'stopped' })
}

/** Reads to the end; the sizes of its slices and the place it began at. */
async function resumed(memory: Memory, path: string, trigger: { readonly fromStart?: boolean } = {}) {
  const { pipeline, deliveries } = fakePipeline({ memory })
  const report = only(await fileSource().read(pipeline, { paths: [path], ...trigger }))
  expect(report.status).toBe('done')
  return { deliveries, sizes: deliveries.map(({ events }) => events.length), resumedAt: report.resumedAt }
}

describe('after an interruption', () => {
  test.each([
    ['slow.log', Buffer.from(manyLines)],
    ['slow.log.gz', gzipSync(manyLines)],
  ])('the next run goes on in %s with the very slices and the carry of a whole one', async (name, content) => {
    const path = tempFolder().write(name, content)
    const whole = await resumed(localMemory(), path)
    const { memory, keys } = watchedMemory()

    await interrupted(memory, path)
    expect(keys).toHaveLength(1)
    const rest = await resumed(memory, path)

    expect(rest.resumedAt).toBe(SECOND_SLICE)
    expect(rest.deliveries).toEqual(whole.deliveries.slice(1))
    expect(keys).toHaveLength(name.endsWith('.gz') ? 0 : 1)
  })

  test('a slice that was not delivered is the first of the next run', async () => {
    const path = tempFolder().write('slow.log', manyLines)
    const { memory } = watchedMemory()
    const { pipeline } = fakePipeline({ memory, outcome: (_, delivery) => (delivery > 1 ? retry('LF_DEADLINE') : delivered) })

    await fileSource({ tries: 1 }).read(pipeline, { paths: [path] })

    expect(await resumed(memory, path)).toMatchObject({ sizes: [5000, 1250], resumedAt: SECOND_SLICE })
  })

  test('a run that goes on inside an entry that is too long knows it', async () => {
    const path = tempFolder().write('slow.log', `${'x'.repeat(30_000 * 1024)}\nend\n`)
    const { memory } = watchedMemory()
    const stop = new AbortController()
    const first = fakePipeline({ memory, meanwhile: () => stop.abort() })
    const second = fakePipeline({ memory })

    await fileSource({ maxBytes: 1024 }).read(first.pipeline, { paths: [path] }, stop.signal)
    await fileSource({ maxBytes: 1024 }).read(second.pipeline, { paths: [path] })

    const events = [...first.events(), ...second.events()]
    expect(events).toHaveLength(30_002)
    expect(events.map(({ part }) => part).indexOf('first', 1)).toBe(-1)
    expect(second.events()[0]?.part).toBe('rest')
    expect(events.at(-1)).toMatchObject({ message: 'end\n' })
    expect(events.at(-1)).not.toHaveProperty('part')
  })

  test('a file that has grown goes on', async () => {
    const path = tempFolder().write('slow.log', manyLines)
    const { memory } = watchedMemory()

    await interrupted(memory, path)
    appendFileSync(path, 'more\n')

    expect(await resumed(memory, path)).toMatchObject({ sizes: [5000, 1251], resumedAt: SECOND_SLICE })
  })
})

describe('from the start again', () => {
  const sizes = [5000, 5000, 1250]

  test('begins a run that is asked to', async () => {
    const path = tempFolder().write('slow.log', manyLines)
    const { memory } = watchedMemory()

    await interrupted(memory, path)

    expect(await resumed(memory, path, { fromStart: true })).toMatchObject({ sizes, resumedAt: undefined })
  })

  test('begins a run on other terms, and says so', async () => {
    const path = tempFolder().write('slow.log', manyLines)
    const { memory } = watchedMemory()
    const source = fileSource()
    const { pipeline, deliveries } = fakePipeline({ memory })

    await interrupted(memory, path)
    await source.read(pipeline, { paths: [path], version: () => 'another sink' })

    expect(deliveries.map(({ events }) => events.length)).toEqual(sizes)
    expect(source.logged).toEqual(['the config has changed since a run read this file: it is read from its start'])
  })

  test('begins another file of that name', async () => {
    const { write } = tempFolder()
    const path = write('slow.log', manyLines)
    const { memory } = watchedMemory()

    await interrupted(memory, path)
    renameSync(path, `${path}.1`)
    write('slow.log', manyLines)

    expect(await resumed(memory, path)).toMatchObject({ sizes, resumedAt: undefined })
  })

  test.each([
    ['rewritten', `LINE${manyLines.slice(4)}`, 3],
    ['shorter', manyLines.slice(0, -10), 3],
    ['empty', '', 0],
  ])('begins a file that is %s', async (_, content, slices) => {
    const path = tempFolder().write('slow.log', manyLines)
    const { memory } = watchedMemory()

    await interrupted(memory, path)
    writeFileSync(path, content)

    const { sizes, resumedAt } = await resumed(memory, path)
    expect([sizes.length, resumedAt]).toEqual([slices, undefined])
  })

  test('begins when the fact is not one of this version', async () => {
    const path = tempFolder().write('slow.log', manyLines)
    for (const value of ['', '{', 'null', '[]', '7', '{"offset":5}']) {
      const memory: Memory = { get: async () => ({ value, tag: '1' }), put: async () => true, delete: async () => true }

      expect((await resumed(memory, path)).resumedAt).toBeUndefined()
    }
  })
})

describe('a memory that fails', () => {
  const broken = async (): Promise<never> => {
    throw new Error('no answer')
  }

  test.each([
    ['at reading', { get: broken }],
    ['at writing', { put: broken }],
    ['by another run that writes there', { put: async () => false }],
  ])('%s stops nothing, and is said once', async (_, fault) => {
    const path = tempFolder().write('slow.log', manyLines)
    const source = fileSource()
    const { pipeline, events } = fakePipeline({ memory: { ...localMemory(), ...fault } })

    const reports = await source.read(pipeline, { paths: [path] })

    expect(reports).toMatchObject([{ events: 11_250, status: 'done' }])
    expect(events()).toHaveLength(11_250)
    expect(source.logged).toEqual(['the place in a file is not kept: an interrupted run starts it over'])
  })
})

describe('a file that was read to its end', () => {
  test('and has not changed is read again, in the same slices', async () => {
    const path = tempFolder().write('slow.log', manyLines)
    const { memory } = watchedMemory()

    const first = await resumed(memory, path)
    const second = await resumed(memory, path)

    expect(second).toEqual(first)
  })

  test('and has grown goes on behind its end, with the carry, each time', async () => {
    const path = tempFolder().write('slow.log', 'a\nb\n')
    const { memory } = watchedMemory()

    await resumed(memory, path)
    appendFileSync(path, 'c\n')
    const second = await resumed(memory, path)
    appendFileSync(path, 'd\ne\n')
    const third = await resumed(memory, path)

    expect([second, third].map(({ resumedAt }) => resumedAt)).toEqual([4, 6])
    expect([second, third].map(({ sizes: [size] }) => size)).toEqual([1, 2])
    expect(second.deliveries[0]?.carry).toEqual({ seen: 2 })
  })

  test('in two goes, and has not changed, is not read again: its slices would be others', async () => {
    const path = tempFolder().write('slow.log', 'a\nb\n')
    const { memory } = watchedMemory()

    await resumed(memory, path)
    appendFileSync(path, 'c\n')
    await resumed(memory, path)

    for (const _ of ['third', 'fourth']) expect(await resumed(memory, path)).toMatchObject({ sizes: [], resumedAt: 6 })
    appendFileSync(path, 'd\n')
    expect(await resumed(memory, path)).toMatchObject({ sizes: [1], resumedAt: 6 })
  })

  test('dates what has no time as it was dated, and only what is new anew', async () => {
    const path = tempFolder().write('slow.log', 'a\n')
    const { memory } = watchedMemory()
    const times = async () => (await resumed(memory, path)).deliveries[0]?.events.map(({ fileTime }) => fileTime)

    utimesSync(path, 1000, 1000)
    const first = await times()
    utimesSync(path, 2000, 2000)
    const again = await times()
    appendFileSync(path, 'b\n')
    utimesSync(path, 3000, 3000)

    expect([first, again, await times()]).toEqual([[1_000_000], [1_000_000], [3_000_000]])
  })

  test('but whose last entry was not whole goes on with that one, whole', async () => {
    const path = tempFolder().write('slow.log', '# T1\nSELECT 1;\n# T2\nSELECT 2\n')
    const { memory } = watchedMemory()
    const read = async () => {
      const { pipeline, events } = fakePipeline({ memory, split: splitHeaders })
      const [report] = await fileSource().read(pipeline, { paths: [path] })
      return { texts: events().map(({ message }) => message), resumedAt: report?.resumedAt }
    }

    await read()
    appendFileSync(path, 'FROM t;\n# T3\nSELECT 3;\n')

    expect((await read()).texts).toEqual(['# T2\nSELECT 2\nFROM t;\n', '# T3\nSELECT 3;\n'])
    appendFileSync(path, '# T4\nSELECT 4;\n')
    expect((await read()).texts).toEqual(['# T4\nSELECT 4;\n'])
  })

  test('and was replaced by a longer one is read from its start', async () => {
    const path = tempFolder().write('slow.log', 'a\nb\n')
    const { memory } = watchedMemory()

    await resumed(memory, path)
    writeFileSync(path, 'other\nlines\n')

    expect(await resumed(memory, path)).toMatchObject({ sizes: [2], resumedAt: undefined })
  })
})

test('a compressed file, and a stream, leave no fact', async () => {
  const path = tempFolder().write('slow.log.gz', gzipSync('a\n'))
  const facts: string[] = []
  const memory: Memory = { ...localMemory(), put: async (key) => facts.push(key) > 0 }

  await fileSource().read(fakePipeline({ memory }).pipeline, { paths: [path, '-'], input: Readable.from([Buffer.from(manyLines)]) })

  expect(facts).toEqual([])
})
