import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineParser, defineSink, defineTransform, delivered, type LogEvent, type LogRecord, type Plugin } from '../../../core/index.ts'
import { balances } from '../../../core/telemetry.ts'
import passthrough from '../../../parsers/passthrough.ts'
import { branchPlan, engineOf, planOf, routePlan, sinkPlan } from './world.ts'

const event = (id: string): LogEvent => ({
  id,
  time: 1_795_345_800_000,
  message: 'm',
  origin: { source: 's', logGroup: 'a', logStream: 's' },
})

/** What no plugin should answer, but a stranger's may. */
const nonsense: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(undefined, null, 0, '', 'text', true, Number.NaN, new Error('e'), Symbol('s'), () => 1, new Map(), Promise.resolve({})),
  // biome-ignore lint/suspicious/noSparseArray: it is what is tried.
  fc.constantFrom([], [undefined], [null], [{}], [,], [, {}], { records: 5 }, { records: [,] }, { dropped: 5 }, { fields: null }),
  fc.constantFrom({ records: [{ fields: {}, text: 5 }] }, [{ fields: {}, time: 'soon' }], [{ fields: [] }], { records: [], carry: 'x' }),
  fc.constantFrom([{ status: 'delivered ' }], [{ status: 'dropped' }], [{ status: 'retry', code: 5 }], [{ status: 'rejected' }]),
  fc.constantFrom({ id: 'e', text: 5, time: 0, fields: {}, origin: {} }, { id: 'e', text: '', time: Number.NaN, fields: {}, origin: {} }),
  fc.anything(),
)

const whole = { id: 'e', text: '', time: 0, origin: event('e').origin }

/** Nothing that JSON knows. */
const circle: { self?: unknown } = {}
circle.self = circle

interface Answers {
  readonly parse?: unknown
  readonly transform?: unknown
  readonly write?: unknown
  readonly throws?: { readonly where: 'parse' | 'transform' | 'write'; readonly thrown: unknown }
}

/** A world in which one of the plugins answers so; `{}`: all as they should. */
function worldWith(answers: Answers) {
  const told: unknown[] = []
  const answer = (where: 'parse' | 'transform' | 'write', otherwise: unknown): never => {
    if (answers.throws?.where === where) throw answers.throws.thrown
    return (where in answers ? answers[where] : otherwise) as never
  }
  const parser = defineParser({
    name: 'p',
    summary: 'p',
    options: {},
    create: () => ({ parse: () => answer('parse', [{ fields: { a: 1 } }]) }),
  })
  const transform = defineTransform({
    name: 't',
    summary: 't',
    options: {},
    create: () => ({ transform: (record) => answer('transform', record) }),
  })
  const sink = defineSink({
    name: 's',
    summary: 's',
    options: {},
    create: () => ({
      write: async (records) =>
        answer(
          'write',
          records.map(() => delivered),
        ),
    }),
  })
  const route = routePlan('r', 'a', [branchPlan('b', 'one')], {
    parser: { id: 'p', plugin: parser as Plugin<'parser'>, options: {} },
    transforms: [{ id: 't', plugin: transform as Plugin<'transform'>, options: {} }],
  })
  const plan = planOf([route], [sinkPlan('one', sink as Plugin<'sink'>, { retry: { attempts: 1, baseMs: 1, capMs: 1 } })])
  return { ...engineOf(plan, { log: (_, facts) => told.push(facts) }), told }
}

describe('whatever a plugin answers', () => {
  test.each(['parse', 'transform', 'write'] as const)('at %s, each event has one outcome, and the ledger balances', async (where) => {
    await fc.assert(
      fc.asyncProperty(nonsense, async (answer) => {
        const { engine, ledgers } = worldWith({ [where]: answer })

        const { outcomes } = await engine.pipeline({}).deliver([event('e'), event('f')])

        expect(outcomes.map(({ status }) => status).every((status) => ['delivered', 'dropped', 'rejected', 'retry'].includes(status))).toBe(
          true,
        )
        expect(outcomes).toHaveLength(2)
        expect(ledgers.every(balances)).toBe(true)
      }),
    )
  })
})

describe('what is no answer is said', () => {
  test.each([
    ['write', 'nothing', 'the sink "one" answered with no list of outcomes'],
    ['write', [delivered], 'the sink "one" answered with 1 outcomes for 2 records'],
    [
      'write',
      [delivered, { status: 'retry', code: 'E_MINE' }],
      'the sink "one" answered with the code E_MINE, which is not in the table, for record 1 of 2',
    ],
    ['write', [{ status: 'dropped' }, delivered], 'the sink "one" answered with a drop without a reason, for record 0 of 2'],
    [
      'write',
      [{ ...delivered, receipt: circle }, delivered],
      'the sink "one" answered with a receipt that JSON does not know, for record 0 of 2',
    ],
    [
      'write',
      [delivered, { status: 'rejected' }],
      'the sink "one" answered with the code undefined, which is not in the table, for record 1 of 2',
    ],
    // biome-ignore lint/suspicious/noSparseArray: it is what is tried.
    ['write', [, delivered], 'the sink "one" answered with what is no outcome, for record 0 of 2'],
  ])('at %s: %o', async (where, answer, detail) => {
    const { engine } = worldWith({ [where]: answer })

    const { outcomes } = await engine.pipeline({}).deliver([event('e'), event('f')])

    expect(outcomes[0]).toEqual({ status: 'retry', code: 'LF_PLUGIN_CONTRACT', detail })
  })

  test.each([
    [Promise.resolve(), 'the transform "t" answered with a record of another id'],
    ['text', 'the transform "t" answered with no record'],
    [{ dropped: 5 }, 'the transform "t" answered with a reason that is no text'],
    [{ id: 'e', text: 5 }, 'the transform "t" answered with a text that is none'],
    [{ id: 'e', text: '', time: 'soon' }, 'the transform "t" answered with a time that is none'],
    [{ id: 'e', text: '', time: 0, fields: [] }, 'the transform "t" answered with fields that are no plain object'],
    [{ id: 'e', text: '', time: 0, fields: {}, origin: {} }, 'the transform "t" answered with an origin that is none'],
    [{ ...whole, fields: { a: [{ b: 1n }] } }, 'the transform "t" answered with a field that JSON does not know: a'],
    [{ ...whole, fields: { when: new Date(0) } }, 'the transform "t" answered with a field that JSON does not know: when'],
  ])('of a transform: %o', async (transform, detail) => {
    const { engine, seen } = worldWith({ transform })

    await engine.pipeline({}).deliver([event('e')])

    expect(seen.map(({ outcome }) => outcome)).toEqual([{ status: 'rejected', code: 'LF_PLUGIN_CONTRACT', detail }])
  })

  test.each([
    [[{ fields: {}, text: 5 }], 'a text that is none'],
    ['text', 'neither undefined, nor a list of { fields }, nor { records }'],
    [[{ fields: new Map() }], 'fields that are no plain object'],
    [[{ fields: { a: circle } }], 'a field that JSON does not know: a'],
    [[{ fields: { a: 1n } }], 'a field that JSON does not know: a'],
    [{ records: [], carry: { a: () => 1 } }, 'a carry that JSON does not know'],
    [{ records: [], dropped: 5 }, 'a reason that is no text'],
  ])('of a parser, and the event is shipped raw: %o', async (parse, fault) => {
    const { engine, seen, ledgers, told } = worldWith({ parse })

    await engine.pipeline({}).deliver([event('e')])

    expect(seen[0]?.record).toMatchObject({ text: 'm', fields: { Parse_error: 'LF_PLUGIN_CONTRACT' } })
    expect(ledgers[0]?.notes).toEqual({ parseErrors: 1 })
    expect(told).toEqual([{ logGroup: 'a', event: 'e', parser: 'p', fault: `it answered with ${fault}` }])
  })

  test.each(['parse', 'transform'])('of %s: a promise that rejects later, and the process goes on', async (where) => {
    const { engine, seen } = worldWith({ [where]: Promise.reject(new Error('late')) })

    await engine.pipeline({}).deliver([event('e')])
    await setTimeout(1)

    const { fields } = seen[0]?.record ?? {}
    expect([fields?.['Parse_error'], seen[0]?.outcome]).toContainEqual(
      where === 'parse' ? 'LF_PLUGIN_CONTRACT' : expect.objectContaining({ code: 'LF_PLUGIN_CONTRACT' }),
    )
  })
})

describe('whatever a plugin throws', () => {
  const unreadable = new Proxy(new Error('e'), {
    get() {
      throw new Error('not even this')
    },
  })

  test.each(['parse', 'transform', 'write'] as const)('at %s, each event has one outcome', async (where) => {
    for (const thrown of [
      undefined,
      null,
      5,
      Symbol('s'),
      Object.create(null),
      { message: 5 },
      Object.assign(new Error('e'), { message: 5 }),
      unreadable,
    ]) {
      const { engine, ledgers } = worldWith({ throws: { where, thrown } })

      const { outcomes } = await engine.pipeline({}).deliver([event('e')])

      expect(outcomes[0]?.status).toBe({ parse: 'delivered', transform: 'rejected', write: 'retry' }[where])
      expect(ledgers.every(balances)).toBe(true)
    }
  })
})

describe('a record that the branches share', () => {
  const meddling = (meddle: (record: LogRecord) => void) =>
    defineSink({
      name: 'm',
      summary: 'm',
      options: {},
      create: () => ({
        async write(records) {
          for (const record of records) meddle(record)
          return records.map(() => delivered)
        },
      }),
    })

  test.each<[string, (record: LogRecord) => void]>([
    ['a field', ({ fields }) => Object.assign(fields, { a: 2 })],
    ['what a field holds', ({ fields }) => (fields['list'] as number[]).push(2)],
    ['the text', (record) => Object.assign(record, { text: '' })],
    ['the origin', ({ origin }) => Object.assign(origin, { logGroup: 'b' })],
  ])('cannot be changed by a sink: %s', async (_, meddle) => {
    const seen: LogRecord[] = []
    const parser = defineParser({
      name: 'p',
      summary: 'p',
      options: {},
      create: () => ({ parse: () => [{ fields: { a: 1, list: [1] } }] }),
    })
    const route = routePlan('r', 'a', [branchPlan('b', 'one'), branchPlan('c', 'two'), branchPlan('d', 'one', { raw: true })], {
      parser: { id: 'p', plugin: parser as Plugin<'parser'>, options: {} },
    })
    const once = { retry: { attempts: 1, baseMs: 1, capMs: 1 } }
    const sinks = [
      sinkPlan('one', meddling(meddle), once),
      sinkPlan(
        'two',
        meddling((record) => seen.push(record)),
        once,
      ),
    ]

    const { outcomes } = await engineOf(planOf([route], sinks))
      .engine.pipeline({})
      .deliver([event('e')])

    expect(outcomes[0]).toMatchObject({ status: 'retry', code: 'LF_SINK_FAILED' })
    expect(seen).toEqual([{ id: 'e', time: event('e').time, text: 'm', origin: event('e').origin, fields: { a: 1, list: [1] } }])
  })

  test.each([
    [true, {}],
    [false, { isOwn: true as const }],
  ])('is frozen: %s, with sinks that are %o', async (frozen, own) => {
    const seen: LogRecord[] = []
    const sink = sinkPlan('one', meddling((record) => seen.push(record)) as Plugin<'sink'>, own)
    const route = routePlan('r', 'a', [branchPlan('b', 'one'), branchPlan('c', 'one', { raw: true })], {
      parser: { id: 'passthrough', plugin: passthrough, options: {} },
    })

    await engineOf(planOf([route], [sink]))
      .engine.pipeline({})
      .deliver([event('e')])

    expect(seen.map((record) => Object.isFrozen(record))).toEqual([frozen, frozen])
  })

  test('comes to each sink in a list of its own', async () => {
    const sink = defineSink({
      name: 's',
      summary: 's',
      options: {},
      create: () => ({
        bytes: true,
        async write(records) {
          const outcomes = records.map(() => delivered)
          ;(records as LogRecord[]).length = 0
          return outcomes
        },
      }),
    })

    const { engine } = engineOf(planOf([routePlan('r', 'a', [branchPlan('b', 'one', { raw: true })])], [sinkPlan('one', sink)]))

    expect((await engine.pipeline({}).deliver([event('e')])).outcomes).toEqual([delivered])
  })
})

test('what breaks in the core itself is sent again, and counted', async () => {
  const { engine, ledgers } = engineOf(planOf([], []), {
    log: () => {
      throw new Error('the disk is full')
    },
  })

  const { outcomes } = await engine.pipeline({}).deliver([event('e')])

  expect(outcomes).toEqual([{ status: 'retry', code: 'LF_INTERNAL', detail: 'the disk is full' }])
  expect(ledgers.map(({ routes }) => routes)).toEqual([{ broken: { received: 1, delivered: 0, dropped: 0, rejected: 0, retry: 1 } }])
})
