import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Picture } from '../../../core/index.ts'
import { instanceOf } from '../../../core/testing/index.ts'
import slack from '../../../sinks/slack/index.ts'
import { filesIn, recordOf, TIME, tempFolder, write } from '../sink.ts'
import { messageFor, previewFor } from './told.ts'

const slackAt = (folder: string, channel = '#alerts') => instanceOf(slack, { url: `file:${folder}`, channel })
const png = (byte: number) => new Uint8Array([0x89, byte])

describe('a message', () => {
  test('is the body for chat.postMessage, a readable copy, and its pictures', async () => {
    const folder = tempFolder()
    const pictures = async (): Promise<readonly Picture[]> => [
      { title: 'CPU of ../shop-1 (%)', png: png(1) },
      { title: '☃', png: png(2) },
    ]

    await write(slackAt(folder), [recordOf()], { pictures })

    const files = filesIn(folder)
    const base = files[0]?.slice(0, '2026-11-22T11.10.01.847Z-0123456789abcdef'.length)
    expect(base).toMatch(/^2026-11-22T11\.10\.01\.847Z-[0-9a-f]{16}$/)
    expect(files).toEqual([`${base}-1-cpu-of-shop-1.png`, `${base}-2.png`, `${base}.json`, `${base}.txt`])
    const read = (ending: string) => readFileSync(join(folder, base + ending))
    expect(JSON.parse(read('.json').toString())).toEqual(messageFor(recordOf()))
    expect(read('.txt').toString()).toBe(previewFor(recordOf()))
    expect([read('-1-cpu-of-shop-1.png'), read('-2.png')]).toEqual([png(1), png(2)].map((bytes) => Buffer.from(bytes)))
  })

  test('is there before its pictures are asked for', async () => {
    const folder = tempFolder()
    let before: readonly string[] = []

    await write(slackAt(folder), [recordOf()], {
      pictures: async () => {
        before = filesIn(folder)
        return []
      },
    })

    expect(before).toHaveLength(2)
  })

  test('has a receipt like that of Slack, the same each time, another for another record', async () => {
    const folder = tempFolder()
    const records = [recordOf(), recordOf({ id: 'b' }), recordOf({ id: 'c', time: TIME + 1000 }), recordOf({ id: 'd', time: Number.NaN })]

    const outcomes = await write(slackAt(folder), records)

    const ts = outcomes.map((outcome) => outcome.status === 'delivered' && (outcome.receipt as { ts: string }).ts)
    expect(outcomes[0]).toEqual({ status: 'delivered', receipt: expect.objectContaining({ channel: '#alerts', ts: ts[0], seen: 1 }) })
    expect(ts).toEqual(
      [/^1795345801\.847\d{3}$/, /^1795345801\.847\d{3}$/, /^1795345802\.847\d{3}$/, /^0\.000\d{3}$/].map((form) =>
        expect.stringMatching(form),
      ),
    )
    expect(new Set(ts).size).toBe(4)
    expect(await write(slackAt(folder), records)).toEqual(outcomes)
  })

  test('written again leaves the first as it is, even if more was held back since', async () => {
    const folder = tempFolder()
    const state = () =>
      readdirSync(folder).map((file) => [file, statSync(join(folder, file)).mtimeMs, readFileSync(join(folder, file), 'utf8')])
    await write(slackAt(folder), [recordOf()])
    const before = state()

    await write(slackAt(folder), [recordOf({ heldBack: 7 })])

    expect(state()).toEqual(before)
  })

  test('to another channel is another', async () => {
    const folder = tempFolder()

    await write(slackAt(folder), [recordOf()])
    await write(slackAt(folder, '#other'), [recordOf()])

    expect(filesIn(folder)).toHaveLength(4)
  })

  test('of a record whose time is none is written, too', async () => {
    const folder = tempFolder()

    await write(slackAt(folder), [recordOf({ time: Number.NaN })])

    expect(filesIn(folder)[0]).toMatch(/^undated-[0-9a-f]{16}\.json$/)
  })
})

test('messages are claimed, and all of a delivery come together, for many become one', () => {
  expect(slackAt('/out')).toMatchObject({ idempotent: false, batch: { records: Number.POSITIVE_INFINITY, inFlight: 1 } })
})

test('a channel must be named', () => {
  expect(() => slackAt('/out', ' ')).toThrow(expect.objectContaining({ code: 'LF_OPTION_INVALID', at: ['channel'] }))
})

test('a token is a secret, and may be left out', () => {
  expect(slack.options['token']).toMatchObject({ writeOnly: true, optional: true })
})
