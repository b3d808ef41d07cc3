import { describe, expect, test } from 'vitest'
import { defineRenderer, defineSink, delivered, type LogRecord, type Outcome, rejected, retry } from '../../core/index.ts'
import { eventsOf, type Ledger } from '../../core/telemetry.ts'
import { examplePicture } from '../../core/testing/index.ts'
import { createHandler } from '../../lambda/index.ts'

const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 30_000 }

function opened(outcome: Outcome = delivered) {
  const posted: { readonly record: LogRecord; readonly pictures: number }[] = []
  const ledgers: Ledger[] = []
  const poster = defineSink({
    name: 'poster',
    summary: 'Posts.',
    options: {},
    create: () => ({
      idempotent: false,
      async write(records, { pictures }) {
        for (const record of records) posted.push({ record, pictures: (await pictures(record)).length })
        return records.map(() => outcome)
      },
    }),
  })
  const camera = defineRenderer({
    name: 'camera',
    summary: 'Draws.',
    options: {},
    create: () => ({ render: async () => examplePicture() }),
  })
  const handle = createHandler({
    config: {
      plugins: ['poster'],
      routes: [{ match: { logGroup: '**' }, parser: 'passthrough', to: ['alerts'] }],
      sinks: { alerts: { use: 'poster', retry: { attempts: 1 } } },
      renderers: { cpu: { use: 'camera' } },
      snapshots: { morning: { pictures: ['cpu'], for: [{ Instance: 'prod-1' }, { Instance: 'prod-2' }], to: ['alerts'] } },
      deadLetter: false,
    },
    plugins: [poster, camera],
    log: () => undefined,
    report: ({ ledger }) => ledgers.push(ledger),
  })
  return { handle: (event: unknown) => handle(event, context), posted, ledgers }
}

describe('{"snapshot": "morning"}', () => {
  test('draws the snapshot, sends it, and counts it', async () => {
    const { handle, posted, ledgers } = opened()

    const answer = await handle({ snapshot: 'morning' })

    expect(answer).toEqual({ snapshot: 'morning', status: 'delivered' })
    expect(posted.map(({ pictures }) => pictures)).toEqual([2])
    expect(ledgers.map(eventsOf)).toEqual([{ received: 1, delivered: 1, dropped: 0, rejected: 0, retry: 0 }])
  })

  test('with the time of its schedule is sent once, when it is asked for again, too', async () => {
    const { handle, posted } = opened()

    for (const time of ['2026-11-25T08:00:12Z', '2026-11-25T08:00:12Z', '2026-11-25T09:00:12Z']) await handle({ snapshot: 'morning', time })

    expect(posted.map(({ record }) => record.id)).toEqual(['snapshot/morning/2026-11-25T08:00Z', 'snapshot/morning/2026-11-25T09:00Z'])
  })

  test('that could not be sent throws, so that it is asked for again', async () => {
    const { handle, ledgers } = opened(retry('LF_SINK_UNAVAILABLE', 'Slack is busy'))

    await expect(handle({ snapshot: 'morning' })).rejects.toMatchObject({
      code: 'LF_NOT_DELIVERED',
      detail: 'the snapshot "morning": LF_SINK_UNAVAILABLE Slack is busy',
    })
    expect(ledgers[0]?.codes).toEqual({ LF_SINK_UNAVAILABLE: 1 })
  })

  test('that is refused is not asked for again: it would be refused again', async () => {
    const { handle } = opened(rejected('LF_SINK_REFUSED', 'no such channel'))

    expect(await handle({ snapshot: 'morning' })).toEqual({
      snapshot: 'morning',
      status: 'rejected',
      code: 'LF_SINK_REFUSED',
      detail: 'no such channel',
    })
  })

  test.each<[string, object, string]>([
    ['of another name', { snapshot: 'evening' }, 'LF_CONFIG_NAME'],
    ['without a name', { snapshot: 3 }, 'LF_CONFIG_NAME'],
    ['of a time that is none', { snapshot: 'morning', time: 'soon' }, 'LF_EVENT_UNKNOWN'],
    ['with other keys', { snapshot: 'morning', detail: {} }, 'LF_EVENT_UNKNOWN'],
  ])('%s is none', async (_, event, code) => {
    const { handle, posted } = opened()

    await expect(handle(event)).rejects.toMatchObject({ code })
    expect(posted).toEqual([])
  })
})
