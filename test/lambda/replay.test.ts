import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { defineSink, delivered, type LogRecord, retry } from '../../core/index.ts'
import { createHandler } from '../../lambda/create-handler.ts'
import { filesBelow } from '../cli/logferry.ts'
import { letterOf, recordOf, stored, tempFolder } from '../replay/stored.ts'

const REMAINING_MS = 60_000

/** A function whose sink `search` keeps ids; the time of the invocation is over while it has the record of that id. */
function functionIn(folder: string) {
  const got: string[] = []
  const mood = { held: '' }
  const keeper = defineSink({
    name: 'keeper',
    summary: 'Keeps ids.',
    options: {},
    create: () => ({
      async write(records: readonly LogRecord[], { signal }) {
        if (records.some(({ id }) => id === mood.held)) {
          const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve))
          vi.advanceTimersByTime(REMAINING_MS)
          await stopped
          return records.map(() => retry('LF_SINK_TIMEOUT'))
        }
        got.push(...records.map(({ id }) => id))
        return records.map(() => delivered)
      },
    }),
  })
  const store = (name: string) => ({ use: 's3', options: { url: `file:${path.join(folder, name)}` } })
  const config = {
    routes: [{ match: { logGroup: '**' }, parser: 'passthrough', to: ['search', { sink: 'archive', raw: true }] }],
    sinks: { search: { use: 'keeper', retry: { attempts: 1 } }, archive: store('archive'), dead: store('dead') },
    deadLetter: 'dead',
    memory: 'archive',
  }
  const terms = { plugins: [keeper], allowFileUrls: true, log: () => undefined, report: () => undefined }
  const handle = createHandler({ config, ...terms })
  return {
    got,
    mood,
    replay: (order: unknown) => handle({ replay: order }, { getRemainingTimeInMillis: () => REMAINING_MS }),
  }
}

test('an empty order sends the dead letters to the sink that refused them, and answers what became of them', async () => {
  const folder = tempFolder()
  await stored(path.join(folder, 'dead'), [[letterOf(1), letterOf(2)]])
  const { got, replay } = functionIn(folder)

  const counted = await replay({ dryRun: true, delete: true })
  const sent = await replay({ delete: true })

  const report = {
    from: 'dead',
    status: 'done',
    letters: { found: 2 },
    ledger: { branches: { 'dead letters of search': { offered: 2, delivered: 2 } } },
  }
  expect(counted).toMatchObject({ status: 'done', replayed: [{ ...report, objects: { read: 1, deleted: 0 } }] })
  expect(sent).toMatchObject({ status: 'done', replayed: [{ ...report, objects: { read: 1, deleted: 1 } }] })
  expect(got).toEqual(['id1', 'id2'])
  expect(Object.keys(filesBelow(folder)).filter((name) => name.includes('refused/'))).toEqual([])
})

test('an order that the time is too short for says where it ended, and the same order goes on there', async () => {
  const folder = tempFolder()
  await stored(path.join(folder, 'archive'), [[recordOf(0)], [recordOf(60)], [recordOf(120)]])
  const { got, mood, replay } = functionIn(folder)
  const order = { from: 'archive', since: '2026-11-24' }

  vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  mood.held = 'id60'
  const first = await replay(order)
  mood.held = ''
  const second = await replay(order)

  expect(first).toMatchObject({
    status: 'partly',
    replayed: [{ status: 'stopped', objects: { read: 1 }, endedAt: expect.stringContaining('/2026/11/24/11/') }],
  })
  expect(second).toMatchObject({
    status: 'done',
    replayed: [{ status: 'done', objects: { read: 2 }, resumedAt: expect.stringContaining('/2026/11/24/10/') }],
  })
  expect(got).toEqual(['id0', 'id60', 'id120'])
})

test.each([
  [true, '"replay" takes an object, such as {"replay": {"since": "2h"}}'],
  [{ logGruop: 'x' }, '"replay" knows no "logGruop" — did you mean "logGroup"?'],
  [{ delete: 'yes' }, '"delete" of "replay" takes a boolean'],
  [{ from: [1] }, '"from" of "replay" takes a string or a list of them'],
  [{ since: 'yesterday' }, '"since" takes a time such as 2026-11-24, 2026-11-24T10:00Z or 2h, not "yesterday"'],
  [{ to: 'serach' }, 'there is no sink "serach" — did you mean "search"?'],
  [{ from: 'search' }, 'the sink "search" keeps no objects; these do: archive, dead'],
])('the order %j is a mistake that is named', async (order, message) => {
  const { replay } = functionIn(tempFolder())

  await expect(replay(order)).rejects.toThrow(`LF_USAGE ${message}`)
})
