import { describe, expect, test } from 'vitest'
import {
  defineRenderer,
  defineSink,
  delivered,
  type Fields,
  LogferryError,
  type LogRecord,
  type Outcome,
  rejected,
  retry,
} from '../../../core/index.ts'
import type { SnapshotPlan } from '../../../core/plan.ts'
import { balances } from '../../../core/telemetry.ts'
import { examplePicture } from '../../../core/testing/index.ts'
import { branchPlan, engineOf, planOf, sinkPlan } from './world.ts'

const NOW = Date.parse('2026-11-25T08:00:31.500Z')

/** Draws for every instance but one. */
const camera = (drawn: string[] = []) =>
  defineRenderer({
    name: 'camera',
    summary: 'Draws.',
    options: {},
    create: () => ({
      async render({ subject: { fields, time } }) {
        drawn.push(`${fields['Instance']} ${new Date(time).toISOString()}`)
        if (fields['Instance'] === 'broken') throw new LogferryError('LF_PICTURE_UNAVAILABLE', 'no answer')
        return examplePicture(`of ${fields['Instance']}`)
      },
    }),
  })

interface Posted {
  readonly record: LogRecord
  readonly titles: readonly string[]
  /** What could not be drawn. */
  readonly missing: readonly string[]
}

/** Posts with all pictures, in one way. */
const poster = (posted: Posted[], outcomes: readonly Outcome[] = [], more: object = { idempotent: false as const }) => {
  const next = outcomes.values()
  return defineSink({
    name: 'poster',
    summary: 'Posts.',
    options: {},
    create: () => ({
      ...more,
      batch: { records: 1 },
      async write([record], { pictures, missing }) {
        const outcome = next.next().value ?? delivered
        if (record !== undefined && outcome.status === 'delivered') {
          const titles = (await pictures(record)).map(({ title }) => title)
          posted.push({ record, titles, missing: missing?.(record) ?? [] })
        }
        return [outcome]
      },
    }),
  })
}

interface World {
  readonly outcomes?: readonly Outcome[]
  readonly for?: readonly Fields[]
  readonly to?: SnapshotPlan['to']
  readonly more?: Parameters<typeof planOf>[2]
}

function open({
  outcomes,
  for: subjects = [{ Instance: 'prod-1' }, { Instance: 'broken' }, { Instance: 'prod-2' }],
  to,
  more,
}: World = {}) {
  const posted: Posted[] = []
  const drawn: string[] = []
  const branch = branchPlan('snapshots.morning.to[0]', 'alerts', { pictures: ['cpu', 'io'] })
  const morning: SnapshotPlan = { id: 'snapshots.morning', name: 'morning', pictures: ['cpu', 'io'], for: subjects, to: to ?? [branch] }
  const plugin = camera(drawn)
  const retryOnce = { attempts: 1, baseMs: 1, capMs: 1 }
  const plan = planOf([], [sinkPlan('alerts', poster(posted, outcomes), { retry: retryOnce, timeoutMs: 5000 })], {
    renderers: { cpu: { id: 'cpu', plugin, options: {} }, io: { id: 'io', plugin, options: {} } },
    snapshots: { morning },
    ...more,
  })
  return { ...engineOf(plan, { now: () => NOW }), posted, drawn }
}

describe('a snapshot', () => {
  test('is one record with the pictures of all that it is for, at the minute in which it was asked for', async () => {
    const { engine, posted, drawn, ledgers, seen } = open()

    const outcome = await engine.snapshot('morning', {})

    expect(outcome.status).toBe('delivered')
    expect(posted).toEqual([
      {
        record: {
          id: 'snapshot/morning/2026-11-25T08:00Z',
          time: Date.parse('2026-11-25T08:00:00Z'),
          text: 'cpu prod-1\nio prod-1\ncpu broken\nio broken\ncpu prod-2\nio prod-2',
          origin: { source: 'snapshot', logGroup: 'snapshot/morning', logStream: 'morning' },
          fields: {
            Snapshot: 'morning',
            Pictures: ['cpu', 'io'],
            for: [{ Instance: 'prod-1' }, { Instance: 'broken' }, { Instance: 'prod-2' }],
          },
        },
        titles: ['of prod-1', 'of prod-1', 'of prod-2', 'of prod-2'],
        missing: ['cpu broken: no answer', 'io broken: no answer'],
      },
    ])
    expect(drawn).toHaveLength(6)
    expect(new Set(drawn.map((one) => one.split(' ')[1]))).toEqual(new Set(['2026-11-25T08:00:00.000Z']))
    expect(seen.map(({ branch }) => branch)).toEqual(['snapshots.morning.to[0]'])
    expect(ledgers).toHaveLength(1)
    expect(ledgers.every(balances)).toBe(true)
    expect(ledgers[0]?.routes).toEqual({ 'snapshots.morning': { received: 1, delivered: 1, dropped: 0, rejected: 0, retry: 0 } })
    expect(ledgers[0]?.notes).toEqual({ picturesFailed: 2 })
  })

  test('says each picture that could not be drawn', async () => {
    const { engine, said } = open({ for: [{ Instance: 'broken' }] })

    await engine.snapshot('morning', {})

    expect(said).toEqual(['a picture could not be drawn', 'a picture could not be drawn'])
  })

  test('is of another time if that is asked for', async () => {
    const { engine, posted } = open()

    await engine.snapshot('morning', { time: Date.parse('2026-11-24T10:00:59Z') })

    expect(posted[0]?.record.id).toBe('snapshot/morning/2026-11-24T10:00Z')
  })

  test('is posted once in a minute, however often it is asked for', async () => {
    const { engine, posted, drawn } = open()

    const outcomes = [await engine.snapshot('morning', {}), await engine.snapshot('morning', {})]
    await engine.snapshot('morning', { time: NOW + 60_000 })

    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'delivered'])
    expect(posted.map(({ record }) => record.id)).toEqual(['snapshot/morning/2026-11-25T08:00Z', 'snapshot/morning/2026-11-25T08:01Z'])
    expect(drawn).toHaveLength(12)
  })

  test('that was not sent is sent when it is asked for again', async () => {
    const { engine, posted } = open({ outcomes: [retry('LF_SINK_UNAVAILABLE', 'busy'), delivered] })

    const outcomes = [await engine.snapshot('morning', {}), await engine.snapshot('morning', {})]

    expect(outcomes.map(({ status }) => status)).toEqual(['retry', 'delivered'])
    expect(posted).toHaveLength(1)
  })

  test('that is not for anything is drawn once for each picture', async () => {
    const { engine, posted } = open({ for: [{}] })

    await engine.snapshot('morning', {})

    expect(posted[0]?.record.text).toBe('cpu\nio')
    expect(posted[0]?.titles).toEqual(['of undefined', 'of undefined'])
  })

  test('of another name is not there', async () => {
    const { engine } = open()

    await expect(engine.snapshot('mornin', {})).rejects.toMatchObject({
      code: 'LF_CONFIG_NAME',
      detail: 'there is no snapshot "mornin" — did you mean "morning"?',
    })
  })
})

describe('a snapshot that was refused', () => {
  const branch = (sink: string) => branchPlan('snapshots.morning.to[0]', sink, { pictures: ['cpu'] })
  const refusing = (posted: Posted[]) =>
    sinkPlan('refusing', poster(posted, [rejected('LF_SINK_REFUSED', 'no such channel')]), { timeoutMs: 5000 })

  test('is kept in the dead letter, and drawn anew, of its own time, when that is replayed', async () => {
    const posted: Posted[] = []
    const kept: Posted[] = []
    const drawn: string[] = []
    const plan = planOf([], [refusing(posted), sinkPlan('dead', poster(kept, [], {}), { timeoutMs: 5000 })], {
      renderers: { cpu: { id: 'cpu', plugin: camera(drawn), options: {} } },
      snapshots: {
        morning: { id: 'snapshots.morning', name: 'morning', pictures: ['cpu'], for: [{ Instance: 'prod-1' }], to: [branch('refusing')] },
      },
      deadLetter: 'dead',
    })
    const { engine } = engineOf(plan, { now: () => NOW })

    const outcome = await engine.snapshot('morning', {})
    const letters = kept.map(({ record }) => JSON.parse(JSON.stringify(record)) as LogRecord)
    const [replayed] = await engine.write('refusing', letters, new AbortController().signal)

    expect(outcome.status).toBe('rejected')
    expect(kept.map(({ titles }) => titles)).toEqual([[]])
    expect(replayed?.status).toBe('delivered')
    expect(posted.map(({ record, titles }) => [record.id, record.refused, titles])).toEqual([
      ['snapshot/morning/2026-11-25T08:00Z', undefined, ['of prod-1']],
    ])
    expect(drawn).toEqual(['prod-1 2026-11-25T08:00:00.000Z'])
  })
})
