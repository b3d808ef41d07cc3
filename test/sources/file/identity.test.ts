import { describe, expect, test } from 'vitest'
import { encodeText } from '../../../core/index.ts'
import { eventsFrom, fileTag, streamOf } from '../../../sources/file/identity.ts'

const origin = { source: 'file', logGroup: 'g', logStream: 's' }
const entry = { offset: 7, bytes: Buffer.from('SELECT 1;\n') }

describe('an event of an entry', () => {
  test('has its bytes as text, its place, and no time', () => {
    const event = eventsFrom(origin, '0badcafe')(entry)

    expect(event).toMatchObject({ message: 'SELECT 1;\n', origin, bytes: { offset: 7, length: 10 } })
    expect(event).not.toHaveProperty('time')
    expect(event).not.toHaveProperty('part')
  })

  test('has an id of log group, log stream, offset and bytes alone', () => {
    const idOf = (change: object, more: object = {}) => eventsFrom({ ...origin, ...change }, '0badcafe')({ ...entry, ...more }).id

    expect(idOf({})).toMatch(/^[0-9a-f]{32}$/)
    expect(idOf({ source: 'pipe', account: '1' })).toBe(idOf({}))
    const others = [
      idOf({ logGroup: 'h' }),
      idOf({ logStream: 't' }),
      idOf({}, { offset: 8 }),
      idOf({}, { bytes: Buffer.from('SELECT 2;\n') }),
    ]
    expect(new Set([idOf({}), ...others])).toHaveLength(5)
  })

  test('keeps its id whatever entries came before', () => {
    const eventOf = eventsFrom(origin, '0badcafe')
    const { id } = eventOf(entry)
    eventOf({ offset: Number.MAX_SAFE_INTEGER, bytes: Buffer.alloc(5000, 'x') })

    expect(eventOf(entry).id).toBe(id)
  })

  test('has an untimed id that names the file, too', () => {
    const [a, b] = ['aaaaaaaa', 'bbbbbbbb'].map((tag) => eventsFrom(origin, tag)(entry))

    expect(a?.untimedId).toBe(`${a?.id.slice(0, 24)}aaaaaaaa`)
    expect(b?.untimedId).toBe(`${a?.id.slice(0, 24)}bbbbbbbb`)
  })

  test('gives back bytes that are no UTF-8', () => {
    const bytes = Buffer.from([0x53, 0xff, 0xc3, 0x28, 0x0a])

    expect(Buffer.from(encodeText(eventsFrom(origin, '')({ offset: 0, bytes }).message))).toEqual(bytes)
  })
})

test('the tag of a file follows its device, inode and birth', () => {
  const tags = [
    [1n, 2n, 3n],
    [2n, 2n, 3n],
    [1n, 3n, 3n],
    [1n, 2n, 4n],
  ].map(([dev = 0n, ino = 0n, birthtimeNs = 0n]) => fileTag({ dev, ino, birthtimeNs }))

  expect(new Set(tags)).toHaveLength(4)
  expect(tags.every((tag) => /^[0-9a-f]{8}$/.test(tag))).toBe(true)
})

test.each([
  ['slow.log', 'slow.log'],
  ['/var/log/mysql/slow.log.1', 'slow.log'],
  ['slow.log.1.gz', 'slow.log'],
  ['slow.log.12.GZ', 'slow.log'],
  ['slow.log-20261124', 'slow.log'],
  ['slow.log-20261124.gz', 'slow.log'],
  ['slow.log-2026112413', 'slow.log'],
  ['slow.log-1795345801', 'slow.log'],
  ['mysql-slowquery.log.13', 'mysql-slowquery.log'],
  ['mysql-slowquery.log.2026-11-24.13', 'mysql-slowquery.log'],
  ['postgresql.log.2026-11-24-1300', 'postgresql.log'],
  ['./a.b/shop-1.log.gz', 'shop-1.log'],
  ['.gz', '.gz'],
  ['20261124', '20261124'],
  ['-', 'stdin'],
])('the log stream of %s is %s', (path, stream) => {
  expect(streamOf(path)).toBe(stream)
})
