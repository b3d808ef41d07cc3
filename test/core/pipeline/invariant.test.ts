import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Fields, type LogEvent, type LogRecord, type Outcome, worst } from '../../../core/index.ts'
import type { BranchPlan, RoutePlan } from '../../../core/plan.ts'
import { addLedgers, balances, emptyLedger, eventsOf } from '../../../core/telemetry.ts'
import type { FaultySink, SinkFault } from '../../../core/testing/index.ts'
import { branchPlan, engineOf, eventOf, faulty, MOST_NONSENSE, moody, planOf, routePlan, type Script, sinkPlan } from './world.ts'

const FAULTS: readonly (SinkFault | undefined)[] = [
  undefined,
  'mixed',
  'retry',
  'throws',
  'unsure',
  'too large',
  'too many',
  'too few',
  'hangs',
  'refuses',
  'nonsense',
]
const TRANSFORM_CODES = ['LF_TRANSFORM_FAILED', 'LF_PLUGIN_CONTRACT']
const SINKS = ['one', 'two', 'chat'] as const

const fields: fc.Arbitrary<Fields> = fc.record({
  Query_time: fc.integer({ min: 0, max: 10 }),
  Instance: fc.constantFrom('p1', 'p2'),
  mood: fc.constantFrom('fine', 'fine', 'fine', 'drop', 'throw', 'nonsense'),
})

const script: fc.Arbitrary<Script> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('records' as const), fields: fc.array(fields, { minLength: 1, maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('nothing' as const, 'throw' as const, 'not mine' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('nonsense' as const), which: fc.integer({ min: 0, max: MOST_NONSENSE }) }),
  },
)

const events: fc.Arbitrary<readonly LogEvent[]> = fc
  .array(fc.tuple(script, fc.constantFrom('a', 'b', 'none'), fc.constantFrom(undefined, undefined, undefined, 'rest' as const)), {
    maxLength: 40,
  })
  .map((list) =>
    list.map(([what, logGroup, part], i) =>
      eventOf(`e${i}`, what, {
        time: 1_795_345_800_000 + i * 1000,
        origin: { source: 'test', logGroup, logStream: 's' },
        ...(part === undefined ? {} : { part }),
      }),
    ),
  )

const terms = fc.record(
  {
    when: fc.constantFrom(undefined, { Query_time: { gt: 5 } }),
    everyMs: fc.constantFrom(undefined, undefined, 60_000),
    raw: fc.boolean(),
    required: fc.boolean(),
  },
  { requiredKeys: ['raw', 'required'] },
)

const branches = (route: string): fc.Arbitrary<readonly BranchPlan[]> =>
  fc.array(fc.tuple(fc.constantFrom(...SINKS), terms), { minLength: 1, maxLength: 4 }).map((list) =>
    list.map(([sink, { when, everyMs, raw, required }], i) =>
      branchPlan(`${route}.to[${i}]`, sink, {
        raw,
        required,
        ...(when === undefined || raw ? {} : { when }),
        ...(everyMs === undefined ? {} : { everyMs, by: ['Instance'] }),
      }),
    ),
  )

const routes: fc.Arbitrary<readonly RoutePlan[]> = fc
  .tuple(branches('routes[0]'), branches('routes[1]'))
  .map(([a, b]) =>
    [a, b].map((to, i) => routePlan(`routes[${i}]`, 'ab'[i] as string, to, { transforms: [{ id: 'moody', plugin: moody, options: {} }] })),
  )

const world = fc.record({
  routes,
  events,
  faults: fc.array(fc.constantFrom(...FAULTS), { minLength: 3, maxLength: 3 }),
  dead: fc.constantFrom<SinkFault | undefined>(undefined, undefined, 'mixed', 'refuses', 'nonsense'),
  seed: fc.integer(),
  stopAfterMs: fc.constantFrom(undefined, undefined, 0, 5),
})

describe('the invariant', () => {
  test('every event has one outcome, in order, and the ledger balances at every level', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(world, async ({ routes: routeList, events: list, faults, dead, seed, stopAfterMs }) => {
        const sinks = new Map<string, FaultySink>(
          SINKS.map((id, i) => [id, faulty(faults[i], seed, id === 'chat' ? { idempotent: false } : {})]),
        ).set('dead', faulty(dead, seed + 1))
        const keptAt = (id: string) => sinks.get(id)?.kept ?? []
        const sinkPlans = [...sinks].map(([id, { plugin }]) => sinkPlan(id, plugin))
        const plan = planOf(routeList, sinkPlans, { deadLetter: 'dead' })
        const { engine, seen, ledgers } = engineOf(plan)
        const signal = stopAfterMs === undefined ? undefined : stopAfterMs === 0 ? AbortSignal.abort() : AbortSignal.timeout(stopAfterMs)

        const { outcomes } = await engine.pipeline(signal === undefined ? {} : { signal }).deliver(list)

        expect(outcomes).toHaveLength(list.length)
        const ledger = ledgers.reduce(addLedgers, emptyLedger)
        expect(balances(ledger)).toBe(true)
        expect(eventsOf(ledger).received).toBe(list.length)

        const required = new Map(routeList.flatMap(({ to }) => to.map(({ id, required: must }) => [id, must])))
        const sinkOf = new Map(routeList.flatMap(({ to }) => to.map(({ id, sink }) => [id, sink])))
        const eventOfRecord = (id: string) => Number(/^e(\d+)/.exec(id)?.[1])
        const owed: (Outcome | undefined)[] = list.map(() => undefined)
        for (const { record, branch, outcome } of seen) {
          const i = eventOfRecord(record.id)
          if (required.get(branch)) owed[i] = owed[i] === undefined ? outcome : worst(owed[i], outcome)
        }
        for (const [i, outcome] of outcomes.entries()) {
          const most = owed[i]
          if (most === undefined) expect(['dropped', 'delivered']).toContain(outcome.status)
          else if (most.status !== 'dropped') expect(outcome.status).toBe(most.status)
          if (list[i]?.origin.logGroup === 'none') expect(outcome).toEqual({ status: 'dropped', reason: 'no route' })
        }

        // What was reported as delivered is there; what was dropped on the way to every branch of a sink is not; what was rejected is kept.
        for (const sink of SINKS) {
          const here = seen.filter(({ branch }) => sinkOf.get(branch) === sink)
          const kept = new Set(keptAt(sink).map(({ id }) => id))
          const reported = here.filter(({ outcome }) => outcome.status === 'delivered').map(({ record }) => record.id)
          for (const id of reported) expect(kept).toContain(id)
          const offered = new Set(here.filter(({ outcome }) => outcome.status !== 'dropped').map(({ record }) => record.id))
          for (const id of kept) expect(offered).toContain(id)
        }
        const sinksOf = ({ refused }: LogRecord) => [refused?.sink, ...(refused?.others ?? [])]
        const letters = new Set(keptAt('dead').flatMap((letter) => sinksOf(letter).map((sink) => `${sink} ${letter.id}`)))
        for (const { record, branch, outcome } of seen) {
          if (outcome.status === 'rejected') expect(letters).toContain(`${sinkOf.get(branch)} ${record.id}`)
        }
        if (dead === undefined) {
          const broken = keptAt('dead').filter(({ refused }) => TRANSFORM_CODES.includes(refused?.code ?? ''))
          expect(new Set(broken.map(({ id }) => id)).size).toBe(broken.length)
        }
        for (const { fields: of } of [...sinks.values()].flatMap(({ kept }) => kept)) expect(of['mood']).not.toBe('drop')
      }),
      { numRuns: 150 },
    )
  })

  test('the same events twice give the same batches', async () => {
    await fc.assert(
      fc.asyncProperty(routes, events, async (routeList, list) => {
        const batchesOf = async () => {
          const sinks = SINKS.map((id) => ({ id, ...faulty(undefined, 0) }))
          const plan = planOf(
            routeList,
            sinks.map(({ id, plugin }) => sinkPlan(id, plugin)),
          )
          await engineOf(plan).engine.pipeline({}).deliver(list)
          return sinks.slice(0, 2).map(({ batches }) => batches.map((ids) => ids.join()).sort())
        }

        expect(await batchesOf()).toEqual(await batchesOf())
      }),
      { numRuns: 50 },
    )
  })

  test('sent again until nothing is left, every record that a sink does not refuse arrives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 30 }), fc.integer(), async (scripts, seed) => {
        const list = scripts.map((what, i) => eventOf(`e${i}`, what))
        const [one, dead] = [faulty('mixed', seed), faulty(undefined, 0)]
        const plan = planOf(
          [routePlan('routes[0]', 'a', [branchPlan('routes[0].to[0]', 'one', { raw: true })])],
          [sinkPlan('one', one.plugin, { retry: { attempts: 9, baseMs: 1, capMs: 1 } }), sinkPlan('dead', dead.plugin)],
          { deadLetter: 'dead' },
        )

        const { outcomes } = await engineOf(plan).engine.pipeline({}).deliver(list)

        expect(outcomes.every(({ status }) => status === 'delivered' || status === 'rejected')).toBe(true)
        const arrived = new Set([...one.kept, ...dead.kept].map(({ id }) => id))
        for (const { id } of list) expect(arrived).toContain(id)
      }),
      { numRuns: 50 },
    )
  })

  test('a sink that never answers holds nothing up for ever', { timeout: 20_000 }, async () => {
    const plan = planOf([routePlan('routes[0]', 'a', [branchPlan('routes[0].to[0]', 'one')])], [sinkPlan('one', faulty('deaf', 0).plugin)])
    const { engine, ledgers } = engineOf(plan)
    const list = Array.from({ length: 50 }, (_, i) => eventOf(`e${i}`, { does: 'records', fields: [{ n: i }] }))

    const { outcomes } = await engine.pipeline({ signal: AbortSignal.timeout(200) }).deliver(list)

    expect(outcomes).toHaveLength(50)
    expect(ledgers.every(balances)).toBe(true)
  })
})
