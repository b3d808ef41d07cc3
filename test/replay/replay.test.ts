import { readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { delivered, LogferryError, type Memory, rejected, retry } from '../../core/index.ts'
import { localMemory } from '../../core/pipeline/guarded-memory.ts'
import { balances } from '../../core/telemetry.ts'
import { folderReader } from '../../replay/folder-reader.ts'
import type { Wanted } from '../../replay/wanted.ts'
import { dataMessage, encode } from '../sources/cloudwatch/subscription.ts'
import { letterOf, put, recordOf, refusal, stored, TIME, tempFolder } from './stored.ts'
import { worldOf } from './world.ts'

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

describe('dead letters', () => {
  test('go straight to the sink that refused them, and to no other, without who refused them', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1), letterOf(2, 'other', { heldBack: 3 })]])
    const world = worldOf()

    const report = await world.run(folder)

    expect(world.got).toEqual([
      { sink: 'search', record: recordOf(1) },
      { sink: 'other', record: recordOf(2, { heldBack: 3 }) },
    ])
    expect(report).toMatchObject({
      status: 'done',
      objects: { read: 1, through: 1, stayed: 0, deleted: 0 },
      letters: { found: 2, filtered: 0, muted: 0 },
      problems: [],
    })
    expect(report.ledger.branches).toMatchObject({ 'dead letters of search': { delivered: 1 }, 'dead letters of other': { delivered: 1 } })
    expect(balances(report.ledger)).toBe(true)
  })

  test('of what a transform broke on go to each sink that it kept them from', async () => {
    const folder = tempFolder()
    const refused = { sink: 'search', branch: 'routes[0].to[0]', code: 'LF_TRANSFORM_FAILED' as const, others: ['other', 'alerts'] }
    await stored(folder, [[letterOf(1, 'search', { refused }), letterOf(2)]])
    const [some, all] = [worldOf(), worldOf({ outcome: ({ id }) => (id === 'id2' ? refusal : delivered) })]

    const report = await some.run(folder, { delete: true })
    const later = await all.run(folder, { mute: [], delete: true })

    expect(some.got.map(({ sink, record }) => `${sink} ${record.id}`)).toEqual(['search id1', 'search id2', 'other id1'])
    expect(report).toMatchObject({ letters: { found: 2, muted: 0 }, objects: { through: 0, stayed: 0, deleted: 0 } })
    expect(all.got.map(({ sink, record }) => `${sink} ${record.id}`)).toEqual(['search id1', 'other id1', 'alerts id1'])
    expect(later).toMatchObject({
      objects: { stayed: 1, deleted: 0 },
      ledger: { routes: { 'dead letters': { received: 4, rejected: 1 } } },
    })
  })

  test('that are refused again stay, and are counted', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1), letterOf(2)], [letterOf(3)]])
    const world = worldOf({ outcome: ({ id }) => (id === 'id2' ? refusal : delivered) })

    const report = await world.run(folder, { delete: true })

    expect(report.objects).toEqual({ read: 2, through: 1, stayed: 1, deleted: 1 })
    expect(report.ledger).toMatchObject({
      routes: { 'dead letters': { received: 3, delivered: 2, rejected: 1 } },
      codes: { LF_SINK_REFUSED: 1 },
    })
    expect(filesIn(folder)).toHaveLength(1)
  })

  test('of a sink that would show them twice are sent only when asked for', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1, 'alerts'), letterOf(2)]])
    const [quiet, loud] = [worldOf(), worldOf()]

    const report = await quiet.run(folder, { delete: true })
    await loud.run(folder, { mute: [] })

    expect(quiet.idsOf('alerts')).toEqual([])
    expect(report).toMatchObject({ letters: { found: 2, muted: 1 }, objects: { through: 0, stayed: 0, deleted: 0 } })
    expect(loud.idsOf('alerts')).toEqual(['id1'])
  })

  test('of a sink that the config has no more stay', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1, 'gone'), letterOf(2)]])
    const world = worldOf()

    const report = await world.run(folder, { delete: true })

    expect(world.idsOf('search')).toEqual(['id2'])
    expect(report).toMatchObject({ status: 'done', objects: { stayed: 1, deleted: 0 }, ledger: { codes: { LF_CONFIG_NAME: 1 } } })
  })

  test('go to one sink alone where it is named', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1), letterOf(2, 'other')]])
    const world = worldOf()

    const report = await world.run(folder, { to: 'other', delete: true })

    expect(world.got.map(({ sink }) => sink)).toEqual(['other'])
    expect(report).toMatchObject({ letters: { found: 2, filtered: 1 }, objects: { deleted: 0 } })
  })
})

describe('events', () => {
  test('of the archive take the way of all events, but not to alerts, nor back to where they are', async () => {
    const folder = tempFolder()
    await stored(folder, [[recordOf(1), recordOf(2)]])
    const world = worldOf()

    const report = await world.run(folder, { own: ['other'], delete: true })

    expect(world.idsOf('search')).toEqual(['id1', 'id2'])
    expect([world.idsOf('other'), world.idsOf('alerts')]).toEqual([[], []])
    expect(report).toMatchObject({ events: { found: 2 }, objects: { through: 1, deleted: 1 } })
    expect(world.ledgers).toHaveLength(1)
  })

  test('that failed in Lambda are those that the function got', async () => {
    const folder = tempFolder()
    put(folder, 'record.json', JSON.stringify({ requestContext: {}, requestPayload: encode(dataMessage) }))
    const world = worldOf()

    await world.run(folder)

    expect(world.idsOf('search')).toEqual(['3668', '3669'])
    expect(world.got[0]?.record.origin).toMatchObject({ source: 'cloudwatch', account: '123456789012' })
  })

  test('go to alerts, too, when asked for', async () => {
    const folder = tempFolder()
    await stored(folder, [[recordOf(1)]])
    const world = worldOf()

    await world.run(folder, { mute: [] })

    expect(world.idsOf('alerts')).toEqual(['id1'])
  })
})

describe('what is asked for', () => {
  const group = (logGroup: string) => ({ origin: { source: 'file', logGroup, logStream: 's' } })
  const at = (minutes: number) => TIME + minutes * 60_000
  const cases: readonly [string, Wanted, readonly string[]][] = [
    ['everything', {}, ['id1', 'id2', 'id70', 'id1', 'id70', 'id90']],
    ['since a time', { since: at(70) }, ['id70', 'id70', 'id90']],
    ['before a time', { until: at(70) }, ['id1', 'id2', 'id1']],
    ['a range of time', { since: at(2), until: at(71) }, ['id2', 'id70', 'id70']],
    ['a log group', { logGroup: '/a/*' }, ['id1', 'id2', 'id1']],
    ['a sink that refused', { sink: 'other' }, ['id70', 'id90']],
    ['a code', { code: 'LF_SINK_TOO_LARGE' }, ['id90']],
    ['dead letters', { only: 'letter' }, ['id1', 'id70', 'id90']],
    ['the archive', { only: 'archive' }, ['id1', 'id2', 'id70']],
    ['a prefix', { prefix: 'b/' }, ['id70']],
  ]

  test.each(cases)('%s is sent', async (_, wanted, ids) => {
    const folder = tempFolder()
    const large = { refused: { sink: 'other', branch: 'b', code: 'LF_SINK_TOO_LARGE' } } as const
    await stored(folder, [
      [recordOf(1, group('/a/x')), recordOf(2, group('/a/y')), recordOf(70, group('/b/x'))],
      [letterOf(1, 'search', group('/a/x')), letterOf(70, 'other', group('/b/x')), letterOf(90, 'other', { ...group('/b/x'), ...large })],
    ])
    const world = worldOf()

    const { letters, events } = await world.run(folder, { wanted, own: ['other'] })

    expect(world.got.map(({ record }) => record.id).sort()).toEqual([...ids].sort())
    expect(letters.found + events.found - letters.filtered - events.filtered).toBe(ids.length)
  })

  test('leaves what was not asked for where it is', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1), letterOf(2)]])

    const report = await worldOf().run(folder, { wanted: { since: at(2) }, delete: true })

    expect(report.objects).toEqual({ read: 1, through: 0, stayed: 0, deleted: 0 })
    expect(filesIn(folder)).toHaveLength(1)
  })
})

describe('what is broken', () => {
  test('stays, is said, and keeps nothing else back', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1)]])
    put(folder, 'a.jsonl.gz', gzipSync('{"id":"1"').subarray(0, 15))
    put(folder, 'b.jsonl', 'no JSON\n')
    put(folder, 'c.json', '{"source":"aws.events"}')
    const world = worldOf()

    const report = await world.run(folder, { delete: true })

    expect(world.idsOf('search')).toEqual(['id1'])
    expect(report.problems.map(({ code }) => code)).toEqual(['LF_INPUT_GZIP', 'LF_OBJECT_DAMAGED', 'LF_EVENT_JSON'])
    expect(report.objects).toEqual({ read: 4, through: 1, stayed: 3, deleted: 1 })
    expect(filesIn(folder).sort()).toEqual(['a.jsonl.gz', 'b.jsonl', 'c.json'])
  })

  test('for now is the store: that ends the replay, and the next run goes on there', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1)], [letterOf(70)], [letterOf(140)]])
    const world = worldOf({ memory: localMemory() })
    const reader = folderReader(folder)
    const from = {
      ...reader,
      async *read(key: string) {
        if (key.includes('id70')) throw new LogferryError('LF_SINK_UNAVAILABLE', 'no answer')
        yield* reader.read(key)
      },
    }

    const first = await world.run(folder, { from })
    const second = await world.run(folder)

    expect(first).toMatchObject({
      status: 'not-delivered',
      endedAt: expect.stringContaining('id70'),
      problems: [{ code: 'LF_SINK_UNAVAILABLE' }],
    })
    expect(second.status).toBe('done')
    expect(world.idsOf('search')).toEqual(['id1', 'id70', 'id140'])
  })

  test('such as a place that is not there is thrown', async () => {
    await expect(worldOf().run('/nowhere/at/all')).rejects.toThrow('LF_INPUT_MISSING')
  })
})

describe('a destination that does not take it now', () => {
  test('is asked as often as `tries` says, then ends the replay, and the next run goes on there', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1)], [letterOf(70)], [letterOf(140)]])
    const memory = localMemory()
    let isDown = true
    const outcome = ({ id }: { readonly id: string }) => (isDown && id === 'id70' ? retry('LF_SINK_UNAVAILABLE') : delivered)
    const world = worldOf({ memory, outcome })

    const first = await world.run(folder)
    isDown = false
    const second = await world.run(folder)

    expect(first).toMatchObject({ status: 'not-delivered', endedAt: expect.stringContaining('id70'), objects: { read: 1 } })
    expect(first.ledger.routes['dead letters']).toMatchObject({ received: 2, delivered: 1, retry: 1 })
    expect(second).toMatchObject({ status: 'done', resumedAt: expect.stringContaining('id1-'), objects: { read: 2 } })
    expect(world.idsOf('search')).toEqual(['id1', 'id70', 'id140'])
  })

  test('for a moment costs nothing, and only what was not taken is sent again', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1), letterOf(2)]])
    const world = worldOf({ outcome: ({ id }, write) => (id === 'id2' && write === 1 ? retry('LF_SINK_UNAVAILABLE') : delivered) })

    const report = await world.run(folder)

    expect(report).toMatchObject({ status: 'done', ledger: { routes: { 'dead letters': { received: 2, delivered: 2 } } } })
    expect(world.idsOf('search')).toEqual(['id1', 'id2'])
  })

  test('ends a replay of events, too', async () => {
    const folder = tempFolder()
    await stored(folder, [[recordOf(1)], [recordOf(70)]])

    const report = await worldOf({ outcome: () => retry('LF_SINK_UNAVAILABLE') }).run(folder)

    expect(report).toMatchObject({ status: 'not-delivered', objects: { read: 0 } })
  })
})

describe('a replay that is stopped', () => {
  test('goes on where it was, and remembers what stayed', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1)], [letterOf(70)], [letterOf(140)]])
    const memory = localMemory()
    const stop = new AbortController()
    const world = worldOf({
      memory,
      outcome: ({ id }) => (id === 'id1' ? rejected('LF_SINK_REFUSED') : delivered),
      meanwhile: () => world.got.length === 1 && stop.abort(),
    })

    const first = await world.run(folder, { stop: stop.signal })
    const second = await world.run(folder)
    const third = await world.run(folder)

    expect(first).toMatchObject({ status: 'stopped', objects: { stayed: 1 } })
    expect(second).toMatchObject({ status: 'done', objects: { read: 1, stayed: 1 } })
    expect(world.idsOf('search').slice(0, 2)).toEqual(['id70', 'id140'])
    expect(third).toMatchObject({ status: 'done', objects: { read: 3 } })
    expect(third).not.toHaveProperty('resumedAt')
  })

  test('inside an object goes on inside it', async () => {
    const folder = tempFolder()
    const event = (id: string) => JSON.stringify(encode({ ...dataMessage, logEvents: [{ id, timestamp: TIME, message: id }] }))
    put(folder, 'events.jsonl', `${['a', 'b', 'c'].map(event).join('\n')}\n`)
    const stop = new AbortController()
    const world = worldOf({ memory: localMemory(), meanwhile: () => stop.abort() })

    const first = await world.run(folder, { stop: stop.signal, to: 'search', delete: true })
    expect([first.status, world.idsOf('search')]).toEqual(['stopped', ['a']])
    const second = await world.run(folder, { to: 'search', delete: true })

    expect(world.idsOf('search')).toEqual(['a', 'b', 'c'])
    expect(second).toMatchObject({ resumedAt: 'events.jsonl', events: { found: 2 }, objects: { through: 1, deleted: 1 } })
  })

  test('while it waits for its rate goes on where it was', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1)], [letterOf(70)]])
    const stop = new AbortController()
    const world = worldOf({ meanwhile: () => setTimeout(() => stop.abort(), 20) })

    const report = await world.run(folder, { rate: 0.001, stop: stop.signal })

    expect(report.status).toBe('stopped')
    expect(world.idsOf('search')).toEqual(['id1'])
  })

  test('of other terms begins anew', async () => {
    const folder = tempFolder()
    await stored(folder, [[letterOf(1)], [letterOf(70)]])
    const world = worldOf({ memory: localMemory(), outcome: ({ id }) => (id === 'id70' ? retry('LF_SINK_UNAVAILABLE') : delivered) })

    await world.run(folder)
    await world.run(folder, { to: 'search' })

    expect(world.idsOf('search')).toEqual(['id1', 'id1'])
  })

  test('dead at any moment, then run again, sends all', async () => {
    const folder = tempFolder()
    const letters = Array.from({ length: 12 }, (_, i) => letterOf(i * 30, i % 3 === 0 ? 'other' : 'search'))
    await stored(folder, [letters.slice(0, 5), letters.slice(5, 6), letters.slice(6)])
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12), { maxLength: 4 }), async (deaths) => {
        const kept = localMemory()
        let left = Number.POSITIVE_INFINITY
        const memory: Memory = {
          get: kept.get,
          delete: kept.delete,
          put: (key, value, old) => (left-- > 0 ? kept.put(key, value, old) : new Promise<boolean>(() => undefined)),
        }
        const world = worldOf({ memory })
        for (const death of deaths) {
          left = death
          const stop = new AbortController()
          const running = world.run(folder, { stop: stop.signal })
          // The memory answers after two seconds that it does not; the run that stopped writing is left behind.
          await Promise.race([running, new Promise((resolve) => setTimeout(resolve, 15))])
          stop.abort()
        }
        left = Number.POSITIVE_INFINITY

        const { status } = await world.run(folder)

        expect(status).toBe('done')
        expect(new Set(world.got.map(({ record }) => record.id))).toEqual(new Set(letters.map(({ id }) => id)))
      }),
      { numRuns: 20 },
    )
  })
})

test('a dry run keeps no progress, and deletes nothing', async () => {
  const folder = tempFolder()
  await stored(folder, [[letterOf(1)]])
  const puts: string[] = []
  const memory: Memory = { ...localMemory(), put: async (key) => puts.push(key) > 0 }

  const report = await worldOf({ memory }).run(folder, { dryRun: true, delete: true })

  expect(report).toMatchObject({ letters: { found: 1 }, objects: { read: 1, deleted: 0 } })
  expect([puts, filesIn(folder).length]).toEqual([[], 1])
})

test('a memory that fails is said once, and stops nothing', async () => {
  const folder = tempFolder()
  await stored(folder, [[letterOf(1)], [letterOf(70)]])
  const broken = async (): Promise<never> => {
    throw new Error('no answer')
  }
  const world = worldOf({ memory: { get: broken, put: broken, delete: broken } })

  expect((await world.run(folder)).status).toBe('done')
  expect(world.idsOf('search')).toEqual(['id1', 'id70'])
  expect(world.logged).toEqual(['the progress is not kept: a run that is stopped begins anew'])
})
