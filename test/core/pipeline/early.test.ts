import { describe, expect, test } from 'vitest'
import { type About, defineParser, defineRenderer, defineSink, delivered, type LogRecord } from '../../../core/index.ts'
import { examplePicture } from '../../../core/testing/index.ts'
import { branchPlan, engineOf, eventOf, planOf, routePlan, sinkPlan } from './world.ts'

const COUNT = 1000
const events = Array.from({ length: COUNT }, (_, i) => eventOf(`e${i}`, { does: 'nothing' }))

/** A parser that counts, and a sink that writes down how many events were parsed when each batch came. */
function world(sinkTerms: object, time: (nth: number) => number | undefined = () => 1) {
  let parsed = 0
  const written: { readonly parsed: number; readonly ids: readonly string[] }[] = []
  const counting = defineParser({
    name: 'counting',
    summary: 'Counts.',
    options: {},
    create: () => ({
      parse: () => {
        const own = time(parsed++)
        return [{ fields: { Instance: 'p1' }, ...(own === undefined ? {} : { time: own }) }]
      },
    }),
  })
  const noting = defineSink({
    name: 'noting',
    summary: 'Writes down.',
    options: {},
    create: () => ({
      batch: { records: 50, inFlight: 1 },
      async write(records, { pictures }) {
        written.push({ parsed, ids: records.map(({ id }) => id) })
        await pictures(records[0] as LogRecord)
        return records.map(() => delivered)
      },
      ...sinkTerms,
    }),
  })
  const asked: About[] = []
  const drawing = defineRenderer({
    name: 'drawing',
    summary: 'Draws a dot.',
    options: {},
    create: () => ({
      async render(about) {
        asked.push(about)
        return examplePicture()
      },
    }),
  })
  const planWith = (terms: object) =>
    planOf(
      [routePlan('routes[0]', 'a', [branchPlan('routes[0].to[0]', 'one', terms)], { parser: { id: 'c', plugin: counting, options: {} } })],
      [sinkPlan('one', noting)],
      { renderers: { dot: { id: 'dot', plugin: drawing, options: {} } } },
    )
  return { planWith, written, asked }
}

const allIds = events.map(({ id }) => id)

describe('what is read', () => {
  test('is written while the rest is being read, in order', async () => {
    const { planWith, written } = world({})

    const { outcomes } = await engineOf(planWith({})).engine.pipeline({}).deliver(events)

    expect(outcomes).toEqual(events.map(() => delivered))
    expect(written.flatMap(({ ids }) => ids)).toEqual(allIds)
    expect(written[0]?.parsed).toBeLessThanOrEqual(COUNT / 4)
  })

  test('but has no time yet waits for the time of what follows', async () => {
    const { planWith, written } = world({}, (nth) => (nth < COUNT / 2 ? undefined : 1_795_345_800_000))
    const timeless = events.map(({ time: _, ...event }) => event)
    const { engine, seen } = engineOf(planWith({}))

    await engine.pipeline({}).deliver(timeless)

    expect(written.flatMap(({ ids }) => ids)).toEqual(allIds)
    expect(written[0]?.parsed).toBeGreaterThan(COUNT / 2)
    expect(written[0]?.parsed).toBeLessThan(COUNT)
    expect(new Set(seen.map(({ record }) => record.time))).toEqual(new Set([1_795_345_800_000]))
  })

  test.each<[string, object, object]>([
    ['claims', { idempotent: false }, {}],
    ['claims of a window', {}, { everyMs: 60_000, by: ['Instance'] }],
    ['pictures', {}, { pictures: ['dot'] }],
  ])('waits for all of it where there are %s', async (_, sinkTerms, branchTerms) => {
    const { planWith, written } = world(sinkTerms)

    await engineOf(planWith(branchTerms)).engine.pipeline({}).deliver(events)

    expect(written[0]?.parsed).toBe(COUNT)
  })

  test('is all in a picture, though it is drawn of one record', async () => {
    const { planWith, asked } = world({})

    await engineOf(planWith({ pictures: ['dot'] }))
      .engine.pipeline({})
      .deliver(events)

    expect(asked[0]?.records.map(({ id }) => id)).toEqual(allIds)
  })
})
