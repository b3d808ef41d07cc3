import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineParser, defineSink, defineTransform, delivered, type LogEvent, type Plugin } from '../../../core/index.ts'
import { balances } from '../../../core/telemetry.ts'
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

interface Answers {
  readonly parse?: unknown
  readonly transform?: unknown
  readonly write?: unknown
}

/** A world in which one of the plugins answers so; `{}`: all as they should. */
function worldWith(answers: Answers) {
  const parser = defineParser({
    name: 'p',
    summary: 'p',
    options: {},
    create: () => ({ parse: () => ('parse' in answers ? answers.parse : [{ fields: { a: 1 } }]) as never }),
  })
  const transform = defineTransform({
    name: 't',
    summary: 't',
    options: {},
    create: () => ({ transform: (record) => ('transform' in answers ? answers.transform : record) as never }),
  })
  const sink = defineSink({
    name: 's',
    summary: 's',
    options: {},
    create: () => ({ write: async (records) => ('write' in answers ? answers.write : records.map(() => delivered)) as never }),
  })
  const route = routePlan('r', 'a', [branchPlan('b', 'one')], {
    parser: { id: 'p', plugin: parser as Plugin<'parser'>, options: {} },
    transforms: [{ id: 't', plugin: transform as Plugin<'transform'>, options: {} }],
  })
  return engineOf(planOf([route], [sinkPlan('one', sink as Plugin<'sink'>, { retry: { attempts: 1, baseMs: 1, capMs: 1 } })]))
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
    ['write', [delivered, { status: 'rejected' }], 'the sink "one" answered with what is no outcome, for record 1 of 2'],
    // biome-ignore lint/suspicious/noSparseArray: it is what is tried.
    ['write', [, delivered], 'the sink "one" answered with what is no outcome, for record 0 of 2'],
  ])('at %s: %j', async (where, answer, detail) => {
    const { engine } = worldWith({ [where]: answer })

    const { outcomes } = await engine.pipeline({}).deliver([event('e'), event('f')])

    expect(outcomes[0]).toEqual({ status: 'retry', code: 'LF_PLUGIN_CONTRACT', detail })
  })

  test.each([
    [Promise.resolve(), 'transforms[0] answered with a record of another id'],
    ['text', 'transforms[0] answered with no record'],
    [{ dropped: 5 }, 'transforms[0] answered with a reason that is no text'],
    [{ id: 'e', text: 5 }, 'transforms[0] answered with a text that is none'],
    [{ id: 'e', text: '', time: 'soon' }, 'transforms[0] answered with a time that is none'],
    [{ id: 'e', text: '', time: 0, fields: [] }, 'transforms[0] answered with fields or an origin that are no object'],
  ])('of a transform: %j', async (transform, detail) => {
    const { engine, seen } = worldWith({ transform })

    await engine.pipeline({}).deliver([event('e')])

    expect(seen.map(({ outcome }) => outcome)).toEqual([{ status: 'rejected', code: 'LF_PLUGIN_CONTRACT', detail }])
  })

  test('of a parser, and the event is shipped raw', async () => {
    const { engine, seen, ledgers } = worldWith({ parse: [{ fields: {}, text: 5 }] })

    await engine.pipeline({}).deliver([event('e')])

    expect(seen[0]?.record).toMatchObject({ text: 'm', fields: { Parse_error: 'LF_PLUGIN_CONTRACT' } })
    expect(ledgers[0]?.notes).toEqual({ parseErrors: 1 })
  })
})
