import { appendFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { growthOf } from '../../../sources/file/growth.ts'
import { beforeOf } from '../../../sources/file/log-files.ts'
import { tempFolder } from './folder.ts'

/** Reads on in one file while the writer's path leads to another. */
async function readingOld() {
  const { write } = tempFolder()
  const [old, path] = [write('slow.log.1', 'old\n'), write('slow.log', 'new\n')]
  const handle = await open(old)
  onTestFinished(() => handle.close())
  const growth = growthOf(
    handle,
    { offset: 0, before: beforeOf(Buffer.alloc(0)) },
    { path, pollMs: 50, stop: new AbortController().signal, isAnew: async () => false, onSame: () => undefined },
  )
  const next = async () => {
    const { value, done } = await growth.next()
    return done ? value.why : typeof value === 'string' ? value : Buffer.from(value).toString()
  }
  return { old, next }
}

test('a file in whose place another lies ends when nothing comes for one more look', async () => {
  const { next } = await readingOld()

  expect([await next(), await next(), await next()]).toEqual(['old\n', 'pause', 'replaced'])
})

test('what the writer adds to it meanwhile is read', async () => {
  const { old, next } = await readingOld()
  await next()
  await next()

  const waiting = next()
  await setTimeout(10)
  appendFileSync(old, 'late\n')

  expect([await waiting, await next(), await next()]).toEqual(['late\n', 'pause', 'replaced'])
})
