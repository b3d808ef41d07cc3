import pLimit from 'p-limit'
import { describe, expect, test } from 'vitest'
import { delivered, type Job, LogferryError, type LogRecord, type Outcome, rejected, retry } from '../../../core/index.ts'
import { type Destination, writeAll } from '../../../core/pipeline/write.ts'

const record = (id: string, text = id): LogRecord => ({
  id,
  time: 0,
  text,
  fields: {},
  origin: { source: 't', logGroup: 'g', logStream: 's' },
})
const records = (count: number) => Array.from({ length: count }, (_, i) => record(`r${i}`))

type Write = (records: readonly LogRecord[], job: Job) => Promise<readonly Outcome[]>

/** A destination that writes down the ids it was asked for. */
function destination(write: Write, more: Partial<Destination> = {}) {
  const asked: string[][] = []
  const to: Destination = {
    id: 'one',
    sink: {
      write(batch, job) {
        asked.push(batch.map(({ id }) => id))
        return write(batch, job)
      },
    },
    batch: { records: 1000, bytes: 1024 ** 2, inFlight: 2 },
    retry: { attempts: 4, baseMs: 1, capMs: 2 },
    timeoutMs: 200,
    limit: pLimit(2),
    ...more,
  }
  const terms = { signal: new AbortController().signal, pictures: async () => [], now: Date.now, random: () => 0 }
  return { asked, write: (batch: readonly LogRecord[], some: object = {}) => writeAll(to, batch, { ...terms, ...some }) }
}

const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status)

describe('retry', () => {
  test('sends again only what must be, until it is through', async () => {
    const { asked, write } = destination(async (batch, { attempt }) =>
      batch.map(({ id }) =>
        id === 'r0' ? delivered : id === 'r1' ? rejected('LF_SINK_REFUSED') : attempt < 3 ? retry('LF_SINK_UNAVAILABLE') : delivered,
      ),
    )

    expect(statuses(await write(records(3)))).toEqual(['delivered', 'rejected', 'delivered'])
    expect(asked).toEqual([['r0', 'r1', 'r2'], ['r2'], ['r2']])
  })

  test('ends after so many attempts, with what the last one said', async () => {
    const { asked, write } = destination(async () => [retry('LF_SINK_UNAVAILABLE', 'down')])

    expect(await write(records(1))).toEqual([retry('LF_SINK_UNAVAILABLE', 'down')])
    expect(asked).toHaveLength(4)
  })

  test('waits as long as the destination asks, or leaves it to the source if that is too long', async () => {
    const { asked, write } = destination(async () => [retry('LF_SINK_UNAVAILABLE', 'down', 61_000)])

    expect(await write(records(1))).toEqual([retry('LF_SINK_UNAVAILABLE', 'down', 61_000)])
    expect(asked).toHaveLength(1)
  })

  test('does not begin a pause that the deadline would cut', async () => {
    const { asked, write } = destination(async () => [retry('LF_SINK_UNAVAILABLE', 'down', 5000)])

    await write(records(1), { deadline: Date.now() + 1000 })

    expect(asked).toHaveLength(1)
  })
})

describe('too large', () => {
  test('is halved until it fits, in order', async () => {
    const { asked, write } = destination(async (batch) => {
      if (batch.length > 2) throw new LogferryError('LF_SINK_TOO_LARGE', 'two at the most')
      return batch.map(() => delivered)
    })

    expect(statuses(await write(records(5)))).toEqual(Array(5).fill('delivered'))
    expect(asked.filter((ids) => ids.length <= 2).flat()).toEqual(['r0', 'r1', 'r2', 'r3', 'r4'])
  })

  test('as one record alone is rejected, and keeps no other back', async () => {
    const { write } = destination(async (batch) => {
      if (batch.some(({ id }) => id === 'r1')) throw new LogferryError('LF_SINK_TOO_LARGE', 'r1')
      return batch.map(() => delivered)
    })

    expect(statuses(await write(records(4)))).toEqual(['delivered', 'rejected', 'delivered', 'delivered'])
  })
})

describe('a sink that breaks its promise', () => {
  test.each<[string, Write, string]>([
    ['throws', async () => Promise.reject(new Error('oops')), 'LF_SINK_FAILED'],
    [
      'throws at once',
      () => {
        throw new Error('oops')
      },
      'LF_SINK_FAILED',
    ],
    ['throws a code', async () => Promise.reject(new LogferryError('LF_DISK_FULL', 'full')), 'LF_DISK_FULL'],
    ['answers too little', async () => [], 'LF_PLUGIN_CONTRACT'],
    ['answers nonsense', async () => [{ status: 'fine' }] as never, 'LF_PLUGIN_CONTRACT'],
    ['never answers', () => new Promise(() => undefined), 'LF_SINK_TIMEOUT'],
  ])('%s: the records are sent again', async (_, write, code) => {
    const { write: run } = destination(write, { timeoutMs: 20, retry: { attempts: 1, baseMs: 1, capMs: 1 } })

    expect(await run(records(1))).toEqual([expect.objectContaining({ status: 'retry', code })])
  })
})

describe('the deadline', () => {
  test('leaves what is known to be done as done', async () => {
    const stop = new AbortController()
    const { write } = destination(
      async (batch, { signal }) => {
        if (batch[0]?.id === 'r0') return batch.map(() => delivered)
        setTimeout(() => stop.abort())
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        return batch.map(({ id }) => (id === 'r1' ? delivered : retry('LF_DEADLINE')))
      },
      { batch: { records: 2, bytes: 1000, inFlight: 1 }, limit: pLimit(1) },
    )

    expect(statuses(await write([record('r0'), record('x'), record('r1'), record('r2'), record('r3')], { signal: stop.signal }))).toEqual([
      'delivered',
      'delivered',
      'delivered',
      'retry',
      'retry',
    ])
  })
})

test('batches are cut by count and by bytes, and one record that is larger stands alone', async () => {
  const { asked, write } = destination(async (batch) => batch.map(() => delivered), {
    batch: { records: 3, bytes: 10, inFlight: 1 },
    limit: pLimit(1),
  })

  await write([
    record('a', 'xxxx'),
    record('b', 'xxxx'),
    record('c', 'xxxx'),
    record('d', 'x'.repeat(50)),
    record('e'),
    record('f'),
    record('g'),
    record('h'),
  ])

  expect(asked).toEqual([['a', 'b'], ['c'], ['d'], ['e', 'f', 'g'], ['h']])
})

describe('stray bytes', () => {
  const stray = { ...record('a', 'caf\udce9'), fields: { Query: 'caf\udce9', list: ['\udc80'] } }
  const seen: LogRecord[] = []
  const see: Write = async (batch) => {
    seen.splice(0, seen.length, ...batch)
    return [delivered]
  }

  test('reach a sink that asks for bytes as they are', async () => {
    await destination(see, { sink: { bytes: true, write: see } }).write([stray])

    expect(seen).toEqual([stray])
  })

  test('reach no other: it gets well-formed text, in the fields, too', async () => {
    await destination(see).write([stray])

    expect(seen).toMatchObject([{ text: 'caf\ufffd', fields: { Query: 'caf\ufffd', list: ['\ufffd'] } }])
  })
})
