import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LogferryError } from '../../../core/index.ts'
import { fakePipeline } from '../../../core/testing/index.ts'
import { problemOf } from '../../../sources/file/report.ts'
import { fileSource, only, tempFolder } from './folder.ts'

const problemIn = async (path: string) => only(await fileSource().read(fakePipeline().pipeline, { paths: [path] })).problem

test('a file that is missing', async () => {
  const { folder, write } = tempFolder()
  const missing = join(folder, 'none.log')
  const below = join(write('slow.log', ''), 'none.log')

  expect(await problemIn(missing)).toEqual({ code: 'LF_INPUT_MISSING', detail: `${missing}: there is no such file` })
  expect(await problemIn(below)).toEqual({ code: 'LF_INPUT_MISSING', detail: `${below}: there is no such file` })
})

test('a folder', async () => {
  const folder = join(tempFolder().folder, 'logs')
  mkdirSync(folder)

  expect(await problemIn(folder)).toEqual({ code: 'LF_INPUT_FOLDER', detail: `${folder} is a folder` })
})

test.skipIf(process.platform === 'win32')('a file that may not be read', async () => {
  const path = tempFolder().write('slow.log', 'a\n')
  chmodSync(path, 0)
  const asRoot = process.geteuid?.() === 0
  const nobody = 65534

  if (asRoot) process.seteuid?.(nobody)
  const problem = await problemIn(path).finally(() => asRoot && process.seteuid?.(0))

  expect(problem).toEqual({ code: 'LF_INPUT_DENIED', detail: `${path} may not be read (EACCES)` })
})

test('a path that is no path', async () => {
  expect(await problemIn('a\0b')).toEqual({ code: 'LF_INPUT_MISSING', detail: 'a\\0b: there is no such file' })
})

test('a parser that breaks while it cuts', async () => {
  const path = tempFolder().write('slow.log', 'a\n')
  const { pipeline } = fakePipeline({
    split: () => {
      throw new Error('no idea')
    },
  })

  expect(only(await fileSource().read(pipeline, { paths: [path] }))).toMatchObject({
    status: 'failed',
    problem: { code: 'LF_PLUGIN_CONTRACT', detail: 'a parser broke while it cut 2 bytes: no idea' },
  })
})

test('whatever is thrown becomes a code and a detail', () => {
  const system = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' })

  expect(problemOf(new LogferryError('LF_INPUT_GZIP', 'a is cut off'), 'a')).toEqual({ code: 'LF_INPUT_GZIP', detail: 'a is cut off' })
  expect(problemOf(system, 'a')).toEqual({ code: 'LF_INPUT_FAILED', detail: 'a: EIO at read' })
  expect(problemOf(new TypeError('x is not\na function'), 'a')).toEqual({ code: 'LF_INTERNAL', detail: 'a: x is not a function' })
  expect(problemOf(undefined, 'a')).toEqual({ code: 'LF_INTERNAL', detail: 'a: undefined' })
})
