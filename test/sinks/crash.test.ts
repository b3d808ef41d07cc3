import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batches } from './batches.ts'
import type { ChildJob } from './child.ts'
import { type Compiled, compileChild } from './processes.ts'
import { filesIn, tempFolder } from './sink.ts'

let child: Compiled
beforeAll(async () => {
  child = await compileChild()
})
afterAll(() => child?.remove())

const job = (sink: 'opensearch' | 's3', folder: string): ChildJob => ({ does: 'write', sink, url: `file:${folder}` })

const contents = (folder: string) => new Map(filesIn(folder).map((file) => [file, readFileSync(join(folder, file), 'base64')]))

describe.each(['opensearch', 's3'] as const)('%s', (sink) => {
  test('killed at any moment leaves only whole files, all that it said is there, and a second run completes them', async () => {
    const [whole, folder] = [tempFolder(), tempFolder()]
    await child.start(job(sink, whole)).ended
    const expected = contents(whole)
    let killed = 0

    for (let round = 0; round < 4; round++) {
      const { process, lines, printed, ended } = child.start(job(sink, folder))
      await printed(1)
      await setTimeout(Math.random() * 40)
      process.kill('SIGKILL')
      if ((await ended) === null) killed++

      const there = contents(folder)
      for (const [file, content] of there) expect(content).toBe(expected.get(file))
      const ids = new Set([...there.keys()].flatMap((file) => idsOf(join(folder, file))))
      for (const batch of lines.filter((line) => /^\d+$/.test(line)))
        expect(batches[Number(batch)]?.every(({ id }) => ids.has(id))).toBe(true)
    }
    const { lines, ended } = child.start(job(sink, folder))

    expect(await ended).toBe(0)
    expect(lines.at(-1)).toBe('done')
    expect(contents(folder)).toEqual(expected)
    expect(killed).toBeGreaterThan(0)
  })

  test('run a second time changes nothing, not even the time of a file or folder', async () => {
    const folder = tempFolder()
    const times = () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => [file, statSync(join(folder, file)).mtimeMs])
    await child.start(job(sink, folder)).ended
    const before = times()

    await child.start(job(sink, folder)).ended

    expect(times()).toEqual(before)
  })

  test('run by several processes at once gives the same files as by one', async () => {
    const [whole, folder] = [tempFolder(), tempFolder()]
    await child.start(job(sink, whole)).ended

    const runs = Array.from({ length: 4 }, () => child.start(job(sink, folder)))

    expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual([0, 0, 0, 0])
    for (const { lines } of runs) expect(lines).toEqual([...batches.keys(), 'done'].map(String))
    expect(contents(folder)).toEqual(contents(whole))
    expect(readdirSync(folder, { recursive: true }).join()).not.toContain('.tmp-')
  })

  test.skipIf(process.platform === 'win32')('that may write no file of that size says so, and leaves nothing half there', async () => {
    const folder = tempFolder()

    const { lines, ended } = child.start(job(sink, folder), 'ulimit -f 1')

    expect(await ended).toBe(0)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      status: 'retry',
      code: 'LF_DISK_FAILED',
      detail: expect.stringMatching(/: EFBIG at write$/),
    })
    expect(readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toEqual([])
  })
})

/** The ids of the records in a file, whose name must say the hash of what is in it. */
function idsOf(path: string): readonly string[] {
  const bytes = path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path)
  expect(path).toContain(createHash('sha256').update(bytes).digest('hex').slice(0, 32))
  return [...bytes.toString().matchAll(/"(?:_id|id)":"([^"]+)"/g)].map(([, id]) => String(id))
}
