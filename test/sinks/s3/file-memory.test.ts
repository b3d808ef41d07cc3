import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Fact } from '../../../core/index.ts'
import { fileMemory } from '../../../sinks/s3/file-memory.ts'
import type { ChildJob } from '../child.ts'
import { type Compiled, compileChild } from '../processes.ts'
import { tempFolder } from '../sink.ts'

const KEY = 'claims/alerts/0123456789abcdef'
const factOf = async (memory: ReturnType<typeof fileMemory>, key = KEY): Promise<Fact> => {
  const fact = await memory.get(key)
  if (fact === undefined) throw new Error('no fact')
  return fact
}

describe('a fact', () => {
  test('is nothing at first, then what was put', async () => {
    const memory = fileMemory(tempFolder())

    expect(await memory.get(KEY)).toBeUndefined()
    expect(await memory.put(KEY, 'one')).toBe(true)

    expect(await memory.get(KEY)).toMatchObject({ value: 'one' })
  })

  test('outlives the instance that put it', async () => {
    const folder = tempFolder()
    await fileMemory(folder).put(KEY, 'one \udc80 "')

    expect(await fileMemory(folder).get(KEY)).toMatchObject({ value: 'one \udc80 "' })
  })

  test('is not put over nothing where there is one', async () => {
    const memory = fileMemory(tempFolder())
    await memory.put(KEY, 'one')

    expect(await memory.put(KEY, 'two')).toBe(false)
    expect(await memory.get(KEY)).toMatchObject({ value: 'one' })
  })

  test('is put over the one it was read as, once', async () => {
    const memory = fileMemory(tempFolder())
    await memory.put(KEY, 'one')
    const one = await factOf(memory)

    expect(await memory.put(KEY, 'two', one)).toBe(true)
    expect(await memory.put(KEY, 'three', one)).toBe(false)

    expect(await memory.get(KEY)).toMatchObject({ value: 'two' })
  })

  test('has another tag after the same value was put again', async () => {
    const memory = fileMemory(tempFolder())
    await memory.put(KEY, 'one')
    const first = await factOf(memory)
    await memory.put(KEY, 'one', first)

    expect(await memory.put(KEY, 'two', first)).toBe(false)
  })

  test('is deleted as it was read, once, and can be put anew', async () => {
    const memory = fileMemory(tempFolder())
    await memory.put(KEY, 'one')
    const one = await factOf(memory)

    expect(await memory.delete(KEY, one)).toBe(true)
    expect(await memory.get(KEY)).toBeUndefined()
    expect(await memory.delete(KEY, one)).toBe(false)
    expect(await memory.put(KEY, 'two', one)).toBe(false)
    expect(await memory.put(KEY, 'two')).toBe(true)
    expect(await memory.put(KEY, 'three', one)).toBe(false)

    expect(await memory.get(KEY)).toMatchObject({ value: 'two' })
  })

  test('leaves two files at the most', async () => {
    const folder = tempFolder()
    const memory = fileMemory(folder)
    for (let i = 0; i < 40; i++) await memory.put(KEY, String(i), await memory.get(KEY))

    expect(readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toHaveLength(2)
  })

  test('keeps out of the way of another whose key begins like its own, or is odd', async () => {
    const memory = fileMemory(tempFolder())
    const keys = [
      'a',
      'a/b',
      'a/1.json',
      'a.fact',
      'a.fact/1.json',
      '',
      '/',
      '..',
      '../a',
      '/a',
      'a/',
      'A b',
      'a%20b',
      '@',
      'é',
      'a'.repeat(999),
    ]

    for (const key of keys) expect(await memory.put(key, `of ${key}`)).toBe(true)

    for (const key of keys) expect(await memory.get(key)).toMatchObject({ value: `of ${key}` })
  })

  test('that is damaged is said to be, with its path', async () => {
    const folder = tempFolder()
    const place = join(folder, 'a.fact')
    mkdirSync(place)
    writeFileSync(join(place, '1.json'), '{"value":"o')

    await expect(fileMemory(folder).get('a')).rejects.toThrow(
      expect.objectContaining({ code: 'LF_DISK_FAILED', detail: expect.stringContaining(join(place, '1.json')) }),
    )
  })

  test('on a disk that fails is an error with its code', async () => {
    const path = join(tempFolder(), 'file')
    writeFileSync(path, '')

    await expect(fileMemory(path).put('a', 'one')).rejects.toThrow(expect.objectContaining({ code: 'LF_DISK_FAILED' }))
  })
})

/** A crash between two steps leaves what these put there. */
describe('after a crash', () => {
  const version = (mark: string, before: readonly string[], value?: string) => JSON.stringify({ value, mark, before })
  const placeIn = (folder: string) => {
    const place = join(folder, 'a.fact')
    mkdirSync(place, { recursive: true })
    return place
  }

  test('that left a folder alone, or a file that was not linked yet, there is nothing, and the next is the first', async () => {
    const folder = tempFolder()
    writeFileSync(join(placeIn(folder), '.tmp-0123456789abcdef'), 'half')
    const memory = fileMemory(folder)

    expect(await memory.get('a')).toBeUndefined()
    expect(await memory.put('a', 'one')).toBe(true)
  })

  test('that left older versions, the newest counts, and the next writer removes them', async () => {
    const folder = tempFolder()
    const place = placeIn(folder)
    for (let n = 1; n <= 10; n++) writeFileSync(join(place, `${n}.json`), version(`m${n}`, [], String(n)))
    const memory = fileMemory(folder)

    expect(await memory.get('a')).toMatchObject({ value: '10' })
    expect(await memory.put('a', 'eleven', await factOf(memory, 'a'))).toBe(true)

    expect(readdirSync(place).sort()).toEqual(['10.json', '11.json'])
  })
})

describe('processes on one machine', () => {
  let child: Compiled
  beforeAll(async () => {
    child = await compileChild()
  })
  afterAll(() => child?.remove())

  test('claim a key 32 at once, and exactly one wins', async () => {
    const folder = tempFolder()
    const claimers = Array.from({ length: 32 }, (_, i) => {
      const job: ChildJob = { does: 'claim', url: `file:${folder}`, key: KEY, value: String(i) }
      return child.start(job)
    })
    await Promise.all(claimers.map(({ printed }) => printed(1)))

    for (const { process } of claimers) process.stdin?.write('go\n')

    expect(await Promise.all(claimers.map(({ ended }) => ended))).toEqual(claimers.map(() => 0))
    const winners = claimers.flatMap(({ lines }, i) => (lines[1] === 'true' ? [String(i)] : []))
    expect(winners).toHaveLength(1)
    expect(await fileMemory(join(folder, '_logferry', 'memory')).get(KEY)).toMatchObject({ value: winners[0] })
  })

  test('count on one fact while each is stopped for a while or killed, and no step is lost or taken twice', async () => {
    const folder = tempFolder()
    const job: ChildJob = { does: 'count', url: `file:${folder}`, key: KEY, times: 150 }
    const counters = Array.from({ length: 4 }, () => child.start(job))
    await Promise.all(counters.map(({ printed }) => printed(1)))
    let running = true
    const restless = (async () => {
      while (running) {
        const { process } = counters[Math.floor(Math.random() * counters.length)] as (typeof counters)[number]
        process.kill('SIGSTOP')
        await setTimeout(Math.random() * 15)
        process.kill('SIGCONT')
        await setTimeout(Math.random() * 5)
      }
    })()

    const [slowest] = counters.toSorted((a, b) => a.lines.length - b.lines.length)
    await slowest?.printed(20)
    slowest?.process.kill('SIGKILL')
    const ends = await Promise.all(counters.map(({ ended }) => ended))
    running = false
    await restless

    const said = counters.reduce((sum, { lines }) => sum + lines.length, 0)
    const { value } = await factOf(fileMemory(join(folder, '_logferry', 'memory')))
    expect(ends.toSorted()).toEqual([0, 0, 0, null])
    // The one that was killed may have taken a step that it did not live to say.
    expect([said, said + 1]).toContain(Number(value))
  })
})
