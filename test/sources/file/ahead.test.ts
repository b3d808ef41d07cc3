import { describe, expect, test } from 'vitest'
import { ahead } from '../../../sources/file/ahead.ts'

async function collect(items: AsyncIterable<number>) {
  const seen: (number | string)[] = []
  try {
    for await (const item of items) seen.push(item)
  } catch (thrown) {
    seen.push(String(thrown))
  }
  return seen
}

describe('what is read ahead', () => {
  test('comes in order, then what was thrown', async () => {
    async function* items() {
      yield 1
      yield 2
      throw new Error('broken')
    }

    expect(await collect(ahead(items()))).toEqual([1, 2, 'Error: broken'])
  })

  test('is one item, made while the one before it is in use', async () => {
    let made = 0
    async function* items() {
      for (;;) yield ++made
    }
    const seen: (readonly [number, number])[] = []

    for await (const item of ahead(items())) {
      await new Promise(setImmediate)
      seen.push([item, made])
      if (item === 3) break
    }

    expect(seen).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
    ])
  })

  test('may break where nobody asks for it any more, and is not waited for', async () => {
    let isClosed = false
    async function* items() {
      try {
        yield 1
        await new Promise((_, reject) => setTimeout(reject, 20, new Error('nobody hears it')))
      } finally {
        isClosed = true
      }
    }

    for await (const _ of ahead(items())) break
    const wasClosed = isClosed
    await new Promise((resolve) => setTimeout(resolve, 40))

    expect({ wasClosed, isClosed }).toEqual({ wasClosed: false, isClosed: true })
  })
})
