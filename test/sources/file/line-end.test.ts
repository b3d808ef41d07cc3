import { appendFileSync, utimesSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { fakePipeline } from '../../../core/testing/index.ts'
import { fileSource, only, tempFolder } from './folder.ts'

const AN_HOUR_AGO = Date.now() / 1000 - 3600

/** Reads a file once; `meanwhile` happens while it waits for the end of the last line. */
async function readOnce(path: string, pollMs: number, meanwhile: (stop: AbortController) => void = () => undefined) {
  const { pipeline, events } = fakePipeline()
  const stop = new AbortController()
  const reading = fileSource({ pollMs }).read(pipeline, { paths: [path] }, stop.signal)
  await setTimeout(100)
  meanwhile(stop)
  const { status } = only(await reading)
  return { status, texts: events().map(({ message }) => message) }
}

describe('a file that does not end with a line', () => {
  test('is waited for, and what is added meanwhile is read, too', async () => {
    const path = tempFolder().write('slow.log', 'a\nhalf')

    const { texts } = await readOnce(path, 400, () => appendFileSync(path, ' and half\nc\n'))

    expect(texts).toEqual(['a\n', 'half and half\n', 'c\n'])
  })

  test('and stays so is shipped as it is', async () => {
    const path = tempFolder().write('slow.log', 'a\nb')

    expect(await readOnce(path, 1)).toEqual({ status: 'done', texts: ['a\n', 'b'] })
  })

  test('and was written long ago is not waited for', async () => {
    const path = tempFolder().write('slow.log', 'a\nb')
    utimesSync(path, AN_HOUR_AGO, AN_HOUR_AGO)

    expect(await readOnce(path, 1_000_000)).toEqual({ status: 'done', texts: ['a\n', 'b'] })
  })

  test('is not waited for after a stop, and its last entry is left', async () => {
    const path = tempFolder().write('slow.log', 'a\nb')

    expect(await readOnce(path, 1_000_000, (stop) => stop.abort())).toMatchObject({ status: 'stopped', texts: [] })
  })
})

test('a file that ends with a line is not waited for', async () => {
  const path = tempFolder().write('slow.log', 'a\nb\n')

  expect(await readOnce(path, 1_000_000)).toEqual({ status: 'done', texts: ['a\n', 'b\n'] })
})
