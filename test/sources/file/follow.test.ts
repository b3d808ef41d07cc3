import { appendFileSync, copyFileSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { delivered, LogferryError, type Memory, retry } from '../../../core/index.ts'
import { localMemory } from '../../../core/pipeline/guarded-memory.ts'
import { fakePipeline } from '../../../core/testing/index.ts'
import { splitHeaders } from '../split-headers.ts'
import { fileSource, only, tempFolder } from './folder.ts'
import { entries, entry, follow, texts, watched } from './following.ts'

const list = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => entry(from + i))

/** The ids of a log as a reading from start to end gives them. */
async function idsAtOnce(content: string) {
  const { pipeline, events } = fakePipeline({ split: splitHeaders })
  await fileSource().read(pipeline, { paths: [tempFolder().write('slow.log', content)] })
  return events().map(({ id }) => id)
}

describe('a file that grows', () => {
  test('is delivered as it grows, but for its last entry, which may not be whole', async () => {
    const path = tempFolder().write('slow.log', entries(0, 3))
    const following = follow(path)

    await following.delivered(2)
    appendFileSync(path, entry(3))
    await following.delivered(3)
    const report = await following.stop()

    expect(texts([following])).toEqual(list(0, 3))
    expect(report).toEqual({ path, events: 3, bytes: entries(0, 3).length, keptAt: entries(0, 3).length, status: 'done' })
  })

  test('and is torn at any byte gives the ids of a reading at once', async () => {
    const path = tempFolder().write('slow.log', '')
    const following = follow(path)
    const log = `banner\n${entries(0, 6)}`

    for (const [i] of [...log].entries()) {
      appendFileSync(path, log.slice(i, i + 1))
      if (i % 7 === 0) await following.looked(1)
    }
    await following.delivered(6)
    await following.stop()

    expect(following.events().map(({ id }) => id)).toEqual((await idsAtOnce(log)).slice(0, -1))
    expect(following.deliveries.length).toBeGreaterThan(1)
  })

  test('with an entry that is too long gives its parts at once, with the ids of a reading at once', async () => {
    const path = tempFolder().write('slow.log', '')
    const log = `${entry(0)}# T1\n${'x'.repeat(5000)}\n${entries(2, 4)}`
    const following = follow(path, { options: { maxBytes: 1024 } })

    for (let at = 0; at < log.length; at += 700) {
      appendFileSync(path, log.slice(at, at + 700))
      await following.looked(1)
    }
    await following.delivered(7)
    await following.stop()

    const { pipeline, events } = fakePipeline({ split: splitHeaders })
    await fileSource({ maxBytes: 1024 }).read(pipeline, { paths: [path] })
    const atOnce = events().map(({ fileTime: _, ...event }) => event)
    expect(following.events()).toEqual(atOnce.slice(0, -1))
    expect(following.events().map(({ part }) => part)).toEqual([undefined, 'first', 'rest', 'rest', 'rest', 'rest', undefined])
  })

  test('that is not there yet is waited for, which is said once', async () => {
    const { folder, write } = tempFolder()
    const following = follow(join(folder, 'slow.log'))

    await following.looked(2)
    write('slow.log', entries(0, 2))
    await following.delivered(1)

    expect((await following.stop()).status).toBe('done')
    expect(following.logged).toEqual(['a followed file cannot be read now; it is tried again'])
  })

  test('hands on what an entry leaves for the next, over deliveries, and over runs', async () => {
    const path = tempFolder().write('slow.log', entries(0, 3))
    const memory = localMemory()
    const first = follow(path, { memory })
    await first.delivered(2)
    await first.stop()

    appendFileSync(path, entry(3))
    const second = follow(path, { memory })
    await second.delivered(1)
    const report = await second.stop()

    expect(second.deliveries[0]?.carry).toEqual({ seen: 2 })
    expect(report).toMatchObject({ events: 1, resumedAt: entries(0, 2).length, keptAt: entries(0, 3).length })
  })

  test('delivers its last entry when nothing came for `idleMs`, unless it breaks off within a line', async () => {
    const path = tempFolder().write('slow.log', entries(0, 2))
    const following = follow(path, { options: { idleMs: 10 } })

    await following.delivered(2)
    appendFileSync(path, `${entries(2, 4)}# T4\nSELEC`)
    await following.delivered(4)
    await following.looked(5)
    await following.stop()

    expect(texts([following])).toEqual(list(0, 4))
  })

  test.each([
    ['compressed', gzipSync(entries(0, 2)), 2],
    ['compressed, and empty', gzipSync(''), 0],
    ['compressed, and cut off', gzipSync(entries(0, 2)).subarray(0, 15), 0],
  ])('may be %s: it is read to its end, and what takes its place after it', async (_, content, count) => {
    const path = tempFolder().write('slow.log', content)
    const following = follow(path)

    await following.delivered(count)
    await following.looked(2)
    rmSync(path)
    writeFileSync(path, entries(2, 4))
    await following.delivered(count + 1)
    await following.stop()

    expect(texts([following])).toEqual([...list(0, count), entry(2)])
    expect(following.logged.length).toBeLessThanOrEqual(1)
  })

  test('is one of several, each with its own place', async () => {
    const { write } = tempFolder()
    const paths = [write('a.log', entries(0, 2)), write('b.log', entries(10, 12))]
    const { pipeline, events } = fakePipeline({ split: splitHeaders })
    const stop = new AbortController()

    const reading = fileSource({ follow: true, pollMs: 5, paths }).read(pipeline, undefined, stop.signal)
    while (events().length < 2) await new Promise(setImmediate)
    appendFileSync(paths[1] ?? '', entry(12))
    while (events().length < 3) await new Promise(setImmediate)
    stop.abort()

    expect(await reading).toMatchObject([
      { path: paths[0], events: 1 },
      { path: paths[1], events: 2 },
    ])
  })

  test('is refused where it is a folder, or no file', async () => {
    const { folder } = tempFolder()

    const reports = await fileSource({ follow: true }).read(fakePipeline().pipeline, { paths: [folder, '/dev/null'] })

    expect(reports).toMatchObject([
      { status: 'failed', problem: { code: 'LF_INPUT_FOLDER' } },
      { status: 'failed', problem: { code: 'LF_INPUT_FAILED', detail: '/dev/null is no regular file; only these are followed' } },
    ])
  })

  test('whose parser breaks fails', async () => {
    const path = tempFolder().write('slow.log', entries(0, 3))
    const split = () => {
      throw new Error('no idea')
    }
    const source = fileSource({ follow: true })

    const reports = await source.read(fakePipeline({ split }).pipeline, { paths: [path] })

    expect(only(reports)).toMatchObject({ status: 'failed', problem: { code: 'LF_PLUGIN_CONTRACT' } })
  })
})

describe('a slice of which anything must be sent again', () => {
  const unavailable = retry('LF_SINK_UNAVAILABLE')

  test('is sent again until it is through, as it was, whatever comes meanwhile', async () => {
    const path = tempFolder().write('slow.log', entries(0, 3))
    const following = follow(path, {
      outcome: (_, delivery) => (delivery < 8 ? unavailable : delivered),
      meanwhile: () => appendFileSync(path, entry(3)),
      options: { tries: 1 },
    })

    await following.delivered(8 * 2 + 1)
    await following.stop()

    for (const { events } of following.deliveries.slice(0, 8)) expect(events).toBe(following.deliveries[0]?.events)
    expect(following.deliveries[0]?.events.map(({ message }) => message)).toEqual(list(0, 2))
  })

  test('when stopped is the first of the next run, and the very same, though the file has grown', async () => {
    const path = tempFolder().write('slow.log', entries(0, 3))
    const memory = localMemory()
    const first = follow(path, { memory, outcome: () => unavailable, options: { waitMs: 3_600_000 } })
    await first.delivered(2)
    expect((await first.stop()).status).toBe('stopped')

    appendFileSync(path, entries(3, 6))
    const second = follow(path, { memory })
    await second.delivered(5)
    await second.stop()

    expect(second.deliveries.map(({ events }) => events.length)).toEqual([2, 3])
    expect(second.deliveries[0]).toEqual(first.deliveries[0])
  })
})

describe('rotation', () => {
  test('by rename: what the writer adds to the old file comes before the new one, and so does its last entry', async () => {
    const { folder, write } = tempFolder()
    const path = write('slow.log', entries(0, 2))
    const following = follow(path)
    await following.delivered(1)

    renameSync(path, join(folder, 'slow.log.1'))
    await following.looked(3)
    appendFileSync(join(folder, 'slow.log.1'), entry(2))
    write('slow.log', '')
    await following.looked(3)
    appendFileSync(join(folder, 'slow.log.1'), entry(3))
    appendFileSync(path, entries(4, 6))
    await following.delivered(5)
    await following.stop()

    expect(texts([following])).toEqual(list(0, 5))
    expect(following.events()[4]?.bytes?.offset).toBe(0)
    expect(following.logged).toEqual([])
  })

  test('by rename, then gzip, loses nothing of a file that a destination that is down holds back', async () => {
    const { folder, write } = tempFolder()
    const path = write('slow.log', entries(0, 2))
    let isDown = true
    const following = follow(path, { outcome: () => (isDown ? retry('LF_SINK_UNAVAILABLE') : delivered) })
    await following.delivered(1)

    appendFileSync(path, entries(2, 4))
    renameSync(path, join(folder, 'slow.log.1'))
    write('slow.log.1.gz', gzipSync(entries(0, 4)))
    rmSync(join(folder, 'slow.log.1'))
    write('slow.log', entries(4, 6))
    await following.looked(3)
    isDown = false
    await following.until(() => new Set(texts([following])).size === 5)
    await following.stop()

    expect([...new Set(texts([following]))]).toEqual(list(0, 5))
  })

  test('by copytruncate: what was added just before is taken from the copy', async () => {
    const { folder, write } = tempFolder()
    const path = write('slow.log', entries(0, 2))
    const following = follow(path)
    await following.delivered(1)

    appendFileSync(path, entries(2, 4))
    copyFileSync(path, join(folder, 'slow.log.1'))
    truncateSync(path)
    appendFileSync(path, entries(4, 6))
    await following.delivered(5)
    await following.stop()

    expect(texts([following])).toEqual(list(0, 5))
  })

  test.each([
    ['shorter', entries(4, 6)],
    ['longer', entries(4, 12)],
  ])('by truncation alone, the file %s at the next look: its last entry comes, then what is new', async (_, content) => {
    const path = tempFolder().write('slow.log', entries(0, 4))
    const following = follow(path)
    await following.delivered(3)
    await following.looked(2)

    writeFileSync(path, content)
    await following.delivered(5)
    await following.stop()

    expect(texts([following]).slice(0, 5)).toEqual(list(0, 5))
  })

  /** Follows a file that was truncated, so that nothing of it is read. */
  async function emptied() {
    const { folder, write } = tempFolder()
    const path = write('slow.log', entries(0, 2))
    const memory = localMemory()
    const following = follow(path, { memory })
    await following.delivered(1)
    truncateSync(path)
    await following.delivered(2)
    await following.looked(2)
    return { folder, path, memory, following }
  }
  const copytruncate = (path: string, copy: string) => {
    copyFileSync(path, copy)
    truncateSync(path)
  }

  test('by copytruncate, twice between two looks: what the file held meanwhile is taken from the copy', async () => {
    const { folder, path, following } = await emptied()

    appendFileSync(path, entries(2, 4))
    copytruncate(path, join(folder, 'slow.log.1'))
    appendFileSync(path, entries(4, 6))
    await following.delivered(5)
    await following.stop()

    expect(texts([following])).toEqual(list(0, 5))
  })

  test('by copytruncate while nobody looks, of a file of which nothing was read', async () => {
    const { folder, path, memory, following } = await emptied()
    await following.stop()

    appendFileSync(path, entries(2, 4))
    copytruncate(path, join(folder, 'slow.log.1'))
    appendFileSync(path, entries(4, 6))
    const second = follow(path, { memory })
    await second.delivered(3)
    await second.stop()

    expect(texts([following, second])).toEqual(list(0, 5))
  })

  test.each([true, false])('by copytruncate, then by rename with more in it, whether somebody looks: %s', async (isRunning) => {
    const { folder, path, memory, following } = await emptied()
    if (!isRunning) await following.stop()

    appendFileSync(path, entries(2, 4))
    copytruncate(path, join(folder, 'slow.log.2'))
    // All this is between two looks, too fast for mtimes of their own.
    const before = Date.now() / 1000 - 0.01
    utimesSync(join(folder, 'slow.log.2'), before, before)
    appendFileSync(path, entries(4, 6))
    renameSync(path, join(folder, 'slow.log.1'))
    writeFileSync(path, entries(6, 8))
    const last = isRunning ? following : follow(path, { memory })
    await last.until(() => texts([following, last]).includes(entry(6)))
    await last.stop()

    expect([...new Set(texts([following, last]))]).toEqual(list(0, 7))
  })

  test('by copytruncate, then by rename, between two looks', async () => {
    const { folder, path, following } = await emptied()

    appendFileSync(path, entries(2, 4))
    copytruncate(path, join(folder, 'slow.log.2'))
    renameSync(path, join(folder, 'slow.log.1'))
    writeFileSync(path, entries(4, 6))
    await following.delivered(5)
    await following.stop()

    expect(texts([following])).toEqual(list(0, 5))
  })

  test('by truncation gives equal entries that have no time other ids than before', async () => {
    const path = tempFolder().write('slow.log', entries(0, 2))
    const memory = localMemory()
    const first = follow(path, { memory })
    await first.delivered(1)
    truncateSync(path)
    await first.delivered(2)
    appendFileSync(path, entries(0, 2))
    await first.delivered(3)
    await first.stop()

    const second = follow(path, { memory })
    appendFileSync(path, entry(2))
    await second.delivered(1)
    await second.stop()

    const [one, , again] = first.events()
    expect(again?.message).toBe(one?.message)
    expect(again?.id).toBe(one?.id)
    expect(again?.untimedId).not.toBe(one?.untimedId)
    expect(second.events()[0]?.untimedId?.slice(24)).toBe(again?.untimedId?.slice(24))
  })
})

describe('rotation while nobody looks', () => {
  /** Follows until two entries are delivered, has something done to the files, and follows on. */
  async function across(act: (path: string, folder: string) => void, last: number) {
    const { folder, write } = tempFolder()
    const path = write('slow.log', entries(0, 3))
    const memory = localMemory()
    const first = follow(path, { memory })
    await first.delivered(2)
    await first.stop()
    act(path, folder)
    const second = follow(path, { memory })
    await second.delivered(last - 2)
    await second.stop()
    return { all: texts([first, second]), logged: second.logged, second }
  }

  test('the path leads to another file, the old one lies under another name', async () => {
    const { all, logged } = await across((path, folder) => {
      renameSync(path, join(folder, 'slow.log-20261124'))
      writeFileSync(path, entries(3, 6))
    }, 5)

    expect(all).toEqual(list(0, 5))
    expect(logged).toEqual([])
  })

  test('the old one is compressed', async () => {
    const { all, logged } = await across((path, folder) => {
      writeFileSync(join(folder, 'slow.log.1.gz'), gzipSync(entries(0, 4)))
      rmSync(path)
      writeFileSync(path, entries(4, 6))
    }, 5)

    expect(all).toEqual(list(0, 5))
    expect(logged).toEqual([])
  })

  test('it was rotated several times', async () => {
    const { all, logged } = await across((path, folder) => {
      renameSync(path, join(folder, 'slow.log.3'))
      writeFileSync(join(folder, 'slow.log.2.gz'), gzipSync(entries(3, 5)))
      writeFileSync(join(folder, 'slow.log.1'), entries(5, 7))
      writeFileSync(path, entries(7, 9))
    }, 8)

    expect(all).toEqual(list(0, 8))
    expect(logged).toEqual([])
  })

  test('the old one is being compressed', async () => {
    const { all, logged } = await across((path, folder) => {
      appendFileSync(path, entry(3))
      renameSync(path, join(folder, 'slow.log.1'))
      writeFileSync(join(folder, 'slow.log.1.gz'), gzipSync(entries(0, 4)).subarray(0, 30))
      writeFileSync(path, entries(4, 6))
    }, 5)

    expect(all).toEqual(list(0, 5))
    expect(logged).toEqual([])
  })

  test('several were made in its place, which are read by their age, whatever their names', async () => {
    const { all } = await across((path, folder) => {
      const now = Date.now() / 1000
      for (const [i, name] of ['slow.log-20261124', 'slow.log.1', 'slow.log.9'].entries()) {
        writeFileSync(join(folder, name), entries(3 + 2 * i, 5 + 2 * i))
        utimesSync(join(folder, name), now + i + 1, now + i + 1)
      }
      renameSync(path, join(folder, 'slow.log.2'))
      writeFileSync(path, entries(9, 11))
    }, 10)

    expect(all).toEqual(list(0, 10))
  })

  test('it was copied and truncated', async () => {
    const { all } = await across((path, folder) => {
      appendFileSync(path, entry(3))
      copyFileSync(path, join(folder, 'slow.log.1'))
      truncateSync(path)
      appendFileSync(path, entries(4, 20))
    }, 19)

    expect(all).toEqual(list(0, 19))
  })

  test('files that were rotated before the first run are not read', async () => {
    const { folder, write } = tempFolder()
    write('slow.log.1', entries(0, 2))
    const following = follow(write('slow.log', entries(2, 4)))
    await following.delivered(1)
    renameSync(join(folder, 'slow.log.1'), join(folder, 'slow.log.2'))
    renameSync(join(folder, 'slow.log'), join(folder, 'slow.log.1'))
    write('slow.log', entries(4, 6))
    await following.delivered(3)
    await following.stop()

    expect(texts([following])).toEqual(list(2, 5))
  })

  test('the old one is gone: that is said, and the new one is read', async () => {
    const { all, logged } = await across((path) => {
      rmSync(path)
      writeFileSync(path, entries(9, 11))
    }, 3)

    expect(all).toEqual([...list(0, 2), entry(9)])
    expect(logged).toEqual(['a followed file is gone, with what it held behind its place'])
  })

  test('a compressed one that is damaged is said, and the next is read', async () => {
    const { all, logged } = await across((path, folder) => {
      const gzip = gzipSync(Buffer.concat([Buffer.from(entries(0, 5)), Buffer.alloc(100_000, 'x')]))
      writeFileSync(join(folder, 'slow.log.1.gz'), gzip.subarray(0, -20))
      rmSync(path)
      writeFileSync(path, entries(5, 7))
    }, 5)

    expect(all).toEqual([...list(0, 4), entry(5)])
    expect(logged).toEqual(['a rotated file is damaged: the rest of it is not read'])
  })
})

describe('the place', () => {
  test('is kept before a delivery, with its end, and after it', async () => {
    const path = tempFolder().write('slow.log', entries(0, 3))
    const { memory, values } = watched()
    const following = follow(path, { memory })
    await following.delivered(2)
    await following.stop()

    const [end] = [entries(0, 2).length]
    expect(values).toMatchObject([{ offset: 0 }, { offset: 0, until: { offset: end }, carry: {} }, { offset: end, carry: { seen: 2 } }])
  })

  test('of a reading at once and of a file followed are two', async () => {
    const path = tempFolder().write('slow.log', entries(0, 3))
    const memory = localMemory()
    const following = follow(path, { memory })
    await following.delivered(2)
    await following.stop()

    const { pipeline, events } = fakePipeline({ split: splitHeaders, memory })
    await fileSource().read(pipeline, { paths: [path] })

    expect(events()).toHaveLength(3)
  })

  test('that memory does not take is said once, and kept when memory takes it again', async () => {
    const path = tempFolder().write('slow.log', entries(0, 2))
    const local = localMemory()
    let isDown = false
    const memory: Memory = {
      ...local,
      async put(key, value, old) {
        if (isDown) throw new LogferryError('LF_MEMORY_UNAVAILABLE', 'no answer')
        return local.put(key, value, old)
      },
    }
    const first = follow(path, { memory })
    await first.delivered(1)
    isDown = true
    for (const i of [2, 3]) {
      appendFileSync(path, entry(i))
      await first.delivered(i)
    }
    isDown = false
    appendFileSync(path, entry(4))
    await first.delivered(4)
    await first.stop()

    const second = follow(path, { memory })
    appendFileSync(path, entry(5))
    await second.delivered(1)
    await second.stop()

    expect(first.logged).toEqual(['the place in a followed file is not kept: after a crash it is sent again'])
    expect(texts([first, second])).toEqual(list(0, 5))
  })

  test('is waited for where memory does not say it', async () => {
    const path = tempFolder().write('slow.log', entries(0, 2))
    const local = localMemory()
    let asked = 0
    const memory: Memory = {
      ...local,
      async get(key) {
        if (++asked < 4) throw new LogferryError('LF_MEMORY_UNAVAILABLE', 'no answer')
        return local.get(key)
      },
    }
    const following = follow(path, { memory })
    await following.delivered(1)
    await following.stop()

    expect(asked).toBeGreaterThanOrEqual(4)
    expect(following.logged).toHaveLength(1)
  })

  test('that another version wrote, or nobody can read, is none', async () => {
    const path = tempFolder().write('slow.log', entries(0, 3))
    for (const value of [
      '',
      '{',
      'null',
      '7',
      '{"offset":5}',
      '{"offset":5,"carry":{},"file":"x","tag":"x","before":null,"writtenAt":"1"}',
    ]) {
      const memory: Memory = { get: async () => ({ value, tag: '1' }), put: async () => true, delete: async () => true }
      const following = follow(path, { memory })
      await following.delivered(2)

      expect((await following.stop()).resumedAt).toBeUndefined()
    }
  })
})
