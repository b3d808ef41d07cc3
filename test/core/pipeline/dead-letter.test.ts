import { expect, test } from 'vitest'
import { retry } from '../../../core/index.ts'
import { faultySink } from '../../../core/testing/index.ts'
import { branchPlan, engineOf, eventOf, moody, planOf, routePlan, sinkPlan } from './world.ts'

const once = { retry: { attempts: 1, baseMs: 1, capMs: 1 } }
const broken = eventOf('e', { does: 'records', fields: [{ mood: 'throw' }] })

/** A record that a transform breaks on, in three branches to two sinks. */
function worldWith(dead: ReturnType<typeof faultySink>) {
  const to = ['one', 'one', 'two'].map((sink, i) => branchPlan(`b${i}`, sink))
  const route = routePlan('r', 'a', to, { transforms: [{ id: 'moody', plugin: moody, options: {} }] })
  const sinks = ['one', 'two'].map((id) => sinkPlan(id, faultySink().plugin, once))
  return engineOf(planOf([route], [...sinks, sinkPlan('dead', dead.plugin, once)], { deadLetter: 'dead' }))
}

test('a record that a transform breaks on is kept once, with all sinks that it did not get to', async () => {
  const dead = faultySink()
  const { engine, seen } = worldWith(dead)

  const { outcomes } = await engine.pipeline({}).deliver([broken])

  expect(dead.kept.map(({ id, refused }) => ({ id, ...refused }))).toEqual([
    { id: 'e', sink: 'one', branch: 'b0', code: 'LF_TRANSFORM_FAILED', detail: 'broken on purpose', others: ['two'] },
  ])
  expect(outcomes[0]?.status).toBe('rejected')
  expect(seen.map(({ branch, outcome }) => `${branch} ${outcome.status}`)).toEqual(['b0 rejected', 'b1 rejected', 'b2 rejected'])
})

test('where it cannot be kept, each of its branches says so', async () => {
  const { engine, seen } = worldWith(faultySink({ fault: 'throws' }))

  const { outcomes } = await engine.pipeline({}).deliver([broken])

  const notKept = retry('LF_DEAD_LETTER_FAILED', 'refused with LF_TRANSFORM_FAILED, and could not be kept')
  expect(outcomes).toEqual([notKept])
  expect(seen.map(({ outcome }) => outcome)).toEqual([notKept, notKept, notKept])
})
