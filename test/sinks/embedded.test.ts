import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LogferryError } from '../../core/index.ts'
import { instanceOf } from '../../core/testing/index.ts'
import { createFile, diskError, folderOf, timeInName } from '../../sinks/embedded.ts'
import { sinks } from '../../sinks/index.ts'
import { filesIn, recordOf, tempFolder, write } from './sink.ts'
import { mountTmpfs } from './tmpfs.ts'

const isRoot = process.getuid?.() === 0
const bytes = (text: string) => () => Buffer.from(text)

describe('the url of every sink', () => {
  test.each(sinks)('$name: a folder is a plain path, not percent-encoded', (plugin) => {
    const folder = join(tempFolder(), 'a %41 b')

    expect(() => instanceOf(plugin, { url: `file:${folder}`, ...(plugin.name === 'slack' ? { channel: '#a' } : {}) })).not.toThrow()
    expect(folderOf(`file:${folder}`)).toBe(folder)
    expect(existsSync(folder)).toBe(false)
  })

  test.each(['', 'file:', 'out', './out', 'ftp://host', 'https://a:b@host', 's3:bucket'])('"%s" is none', (url) => {
    expect(() => folderOf(url)).toThrow(expect.objectContaining({ code: 'LF_OPTION_INVALID', at: ['url'] }))
  })
})

describe('a file', () => {
  test('is there whole, with the folders it needs, and nothing beside it', async () => {
    const folder = tempFolder()
    const path = join(folder, 'a', 'b', 'c.txt')

    expect(await createFile(path, bytes('text'))).toBe(true)

    expect(readFileSync(path, 'utf8')).toBe('text')
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['c.txt'])
  })

  test('that is there stays as it is, and what would be in it is not even made', async () => {
    const path = join(tempFolder(), 'a.txt')
    await createFile(path, bytes('first'))
    const before = statSync(path)

    const isMade = await createFile(path, () => {
      throw new Error('asked')
    })

    expect(isMade).toBe(false)
    expect(statSync(path)).toEqual(before)
  })

  test('of many writers at once is made by one', async () => {
    const path = join(tempFolder(), 'a.txt')

    const made = await Promise.all(Array.from({ length: 50 }, (_, i) => createFile(path, bytes(String(i)))))

    expect(made.filter(Boolean)).toHaveLength(1)
    expect(readFileSync(path, 'utf8')).toBe(String(made.indexOf(true)))
    expect(readdirSync(join(path, '..'))).toEqual(['a.txt'])
  })

  test('is not where a folder is', async () => {
    const folder = tempFolder()

    await expect(createFile(folder, bytes('text'))).rejects.toThrow(expect.objectContaining({ code: 'LF_DISK_FAILED' }))
  })

  test('whose content cannot be made leaves nothing', async () => {
    const folder = tempFolder()
    const failing = createFile(join(folder, 'a.txt'), () => {
      throw new Error('no content')
    })

    await expect(failing).rejects.toThrow('no content')
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a disk', () => {
  test.each([
    ['ENOSPC', 'LF_DISK_FULL'],
    ['EDQUOT', 'LF_DISK_FULL'],
    ['EACCES', 'LF_DISK_DENIED'],
    ['EPERM', 'LF_DISK_DENIED'],
    ['EROFS', 'LF_DISK_DENIED'],
    ['EIO', 'LF_DISK_FAILED'],
  ])('that says %s gives %s, with the path', (code, expected) => {
    const thrown = Object.assign(new Error(code), { code, syscall: 'write' })

    expect(diskError(thrown, '/out/a')).toMatchObject({ code: expected, detail: `/out/a: ${code} at write`, cause: thrown })
  })

  test('that makes no hard links is told from one that denies', () => {
    const thrown = Object.assign(new Error('EPERM'), { code: 'EPERM', syscall: 'link' })

    expect(diskError(thrown, '/out/a')).toMatchObject({
      code: 'LF_DISK_FAILED',
      detail: '/out/a: this file system makes no hard links (EPERM)',
    })
  })

  test('did not say what anything else throws', () => {
    const thrown = new TypeError('a mistake')

    expect(diskError(thrown, '/out/a')).toBe(thrown)
    expect(diskError(new LogferryError('LF_DISK_FAILED', 'known'), '/out/a')).toMatchObject({ detail: 'known' })
  })
})

describe.each(sinks)('$name', (plugin) => {
  const sinkAt = (folder: string) => instanceOf(plugin, { url: `file:${folder}`, ...(plugin.name === 'slack' ? { channel: '#a' } : {}) })
  const records = [recordOf({ text: Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 9973).join(' ') })]

  test('says that a file is in the place of its folder', async () => {
    const path = join(tempFolder(), 'file')
    writeFileSync(path, '')

    const [outcome] = await write(sinkAt(path), records)

    expect(outcome).toMatchObject({
      status: 'retry',
      code: 'LF_DISK_FAILED',
      detail: expect.stringMatching(/^.*\/file.*: E(NOTDIR|EXIST) at /),
    })
  })

  test.skipIf(isRoot)('says that its folder may not be written (skipped: root may write all)', async () => {
    const folder = tempFolder()
    chmodSync(folder, 0o500)

    const [outcome] = await write(sinkAt(folder), records)

    expect(outcome).toMatchObject({ status: 'retry', code: 'LF_DISK_DENIED', detail: expect.stringContaining(folder) })
  })

  test('says that its disk is read-only', async ({ skip }) => {
    const disk = mountTmpfs('ro')
    if ('reason' in disk) return skip(disk.reason)

    const [outcome] = await write(sinkAt(disk.folder), records)

    expect(outcome).toMatchObject({ status: 'retry', code: 'LF_DISK_DENIED', detail: expect.stringContaining(disk.folder) })
  })

  test('says that its disk is full, leaves nothing half there, and delivers once there is room', async ({ skip }) => {
    const disk = mountTmpfs('size=256k')
    if ('reason' in disk) return skip(disk.reason)
    const sink = sinkAt(disk.folder)
    const ballast = join(disk.folder, 'ballast')
    writeFileSync(ballast, Buffer.alloc(252 * 1024))

    const [full] = await write(sink, records)

    expect(full).toMatchObject({ status: 'retry', code: 'LF_DISK_FULL', detail: expect.stringContaining(disk.folder) })
    const left = filesIn(disk.folder).map((file) => [file, readFileSync(join(disk.folder, file), 'latin1')])
    expect(readdirSync(disk.folder, { recursive: true }).join()).not.toContain('.tmp-')

    execFileSync('mount', ['-o', 'remount,size=16m', disk.folder])
    expect(await write(sink, records)).toMatchObject([{ status: 'delivered' }])
    for (const [file, content] of left) expect(readFileSync(join(disk.folder, String(file)), 'latin1')).toBe(content)
  })
})

test('a time in a name has no colon, and sorts', () => {
  expect(timeInName('2026-11-22T11:10:01.847Z')).toBe('2026-11-22T11.10.01.847Z')
})
