import { constants, gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { inflate, inflateIfGzip, skip } from '../../../sources/file/inflate.ts'

async function* inPieces(bytes: Uint8Array, length = bytes.length || 1) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

/** All that comes, and the error that ends it. */
async function drain(chunks: AsyncIterable<Uint8Array>) {
  const seen: Buffer[] = []
  let problem = 'none'
  try {
    for await (const chunk of chunks) seen.push(Buffer.from(chunk))
  } catch (thrown) {
    problem = (thrown as Error).message
  }
  return { text: Buffer.concat(seen).toString('latin1'), problem }
}

const text = Array.from({ length: 400 }, (_, i) => `SELECT ${i * 7919} FROM shop;\n`).join('')
const gzip = gzipSync(text)

describe('gzip', () => {
  test.each([1, 2, 7, 100_000])('in chunks of %i bytes is inflated', async (length) => {
    expect(await drain(inflate(inPieces(gzip, length), 'a.gz'))).toEqual({ text, problem: 'none' })
  })

  test.each([1, gzip.length, 100_000])('of several members, in chunks of %i bytes, is inflated on and on', async (length) => {
    const members = Buffer.concat([gzip, gzipSync(''), gzip])

    expect(await drain(inflate(inPieces(members, length), 'a.gz'))).toEqual({ text: text + text, problem: 'none' })
  })

  test('may be padded with zeros', async () => {
    expect(await drain(inflate(inPieces(Buffer.concat([gzip, Buffer.alloc(40_000)]), 1000), 'a.gz'))).toEqual({ text, problem: 'none' })
  })

  test('that inflates to far more than a chunk is given whole', async () => {
    const { text: zeros, problem } = await drain(inflate(inPieces(gzipSync(Buffer.alloc(30_000_000))), 'a.gz'))

    expect([zeros.length, problem]).toEqual([30_000_000, 'none'])
  })

  test('that is cut off gives all that it held, wherever the cut', async () => {
    for (let length = 2; length < gzip.length; length += 13) {
      const cut = gzip.subarray(0, length)
      const held = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1')

      expect(await drain(inflate(inPieces(cut), 'a.gz'))).toEqual({
        text: held,
        problem: `LF_INPUT_GZIP a.gz is cut off at byte ${length}`,
      })
    }
  })

  test('that is damaged gives what came before', async () => {
    const { text: seen, problem } = await drain(
      inflate(inPieces(Buffer.concat([gzip, Buffer.from(gzip).fill(0xff, 30, 60)]), gzip.length), 'a.gz'),
    )

    expect(problem).toBe(`LF_INPUT_GZIP a.gz is damaged before byte ${2 * gzip.length}`)
    expect(`${text}${text}`.startsWith(seen)).toBe(true)
  })

  test.each([1, 100, 100_000])(
    'with something else behind it, in chunks of %i bytes, is given whole, and the place is said',
    async (length) => {
      const whole = Buffer.concat([gzipSync(text), Buffer.alloc(3)])
      const chunks = () => inPieces(Buffer.concat([whole, Buffer.from('tail')]), length)
      const said: string[] = []
      const problem = `LF_INPUT_GZIP a.gz is whole, but has something else behind it at byte ${whole.length}`

      expect(await drain(inflate(chunks(), 'a.gz'))).toEqual({ text, problem })
      expect(await drain(inflate(chunks(), 'a.gz', { onBehind: ({ message }) => said.push(message) }))).toEqual({ text, problem: 'none' })
      expect(said).toEqual([problem])
    },
  )

  test.each([1, 100_000])('with all that a header may hold, in chunks of %i bytes, is inflated', async (length) => {
    const header = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 31, 0, 0, 0, 0, 0, 3, 2, 0]), Buffer.from('exname\0comment\0cc')])
    const full = Buffer.concat([header, gzip.subarray(10)])

    expect(await drain(inflate(inPieces(full, length), 'a.gz'))).toEqual({ text, problem: 'none' })
    for (let cut = 2; cut < header.length; cut++) {
      const { problem } = await drain(inflate(inPieces(full.subarray(0, cut), length), 'a.gz'))
      expect(problem).toBe(`LF_INPUT_GZIP a.gz is cut off at byte ${cut}`)
    }
  })

  test.each([
    ['checksum', 8],
    ['length', 4],
  ])('whose %s is wrong is given whole, and is damaged', async (_, before) => {
    const wrong = gzipSync(text)
    wrong[wrong.length - before] = 1 + (wrong.at(-before) ?? 0)

    expect(await drain(inflate(inPieces(wrong), 'a.gz'))).toEqual({
      text,
      problem: `LF_INPUT_GZIP a.gz is damaged at byte ${wrong.length}`,
    })
  })

  test('that is damaged in the middle gives all that comes before, to the byte', async () => {
    const log = Array.from({ length: 60_000 }, (_, i) => `SELECT ${i * 7919} FROM shop;\n`).join('')
    const whole = gzipSync(log)
    const at = whole.length >> 1
    const all = Buffer.concat([whole.subarray(0, at), Buffer.alloc(200, 0xff), whole.subarray(at + 200)])
    const held = gunzipSync(whole.subarray(0, at), { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1')
    const open = () => inPieces(all)

    const { text: seen, problem } = await drain(inflate(open(), 'a.gz', { again: open }))

    expect(problem).toContain('LF_INPUT_GZIP a.gz is damaged')
    expect(seen.startsWith(held)).toBe(true)
  })

  test('whose own source breaks is as broken, after what came before', async () => {
    async function* breaks() {
      yield gzipSync(text).subarray(0, 1000)
      throw new Error('EIO')
    }

    const { text: seen, problem } = await drain(inflate(breaks(), 'a.gz'))

    expect(problem).toBe('EIO')
    expect(seen.length).toBeGreaterThan(0)
  })
})

describe('what may be gzip', () => {
  test.each(['', '\x1f', '\x1fx', 'SELECT 1;\n'])('%j is given as it is', async (plain) => {
    expect(await drain(inflateIfGzip(inPieces(Buffer.from(plain), 1), '-'))).toEqual({ text: plain, problem: 'none' })
  })

  test('is known by its first two bytes, even when they come one by one', async () => {
    expect(await drain(inflateIfGzip(inPieces(gzipSync(text), 1), '-'))).toEqual({ text, problem: 'none' })
  })
})

test('bytes are skipped wherever the chunks end', async () => {
  for (const length of [1, 3, 10]) {
    for (const count of [0, 3, 4, 10, 11]) {
      expect((await drain(skip(inPieces(Buffer.from('0123456789'), length), count))).text).toBe('0123456789'.slice(count))
    }
  }
})
