import { expect, test } from 'vitest'
import { optionName } from '../../cli/option-name.ts'
import { fakeContext } from '../../core/testing/index.ts'
import { openReader } from '../../replay/open-reader.ts'
import { type Order, readOrder } from '../../replay/order.ts'
import s3 from '../../sinks/s3/index.ts'
import slack from '../../sinks/slack/index.ts'
import { planOf, sinkPlan } from '../core/pipeline/world.ts'

const world = { ...fakeContext('replay'), now: () => Date.parse('2026-11-24T10:00:00Z'), secret: async () => '' }

const sinks = [
  sinkPlan('archive', s3, { options: { url: 'file:/tmp/none/archive', checksum: 'none' } }),
  sinkPlan('dead', s3, { options: { url: 'file:/tmp/none/dead', checksum: 'none' } }),
  sinkPlan('alerts', slack, { options: { url: 'file:/tmp/none/slack', channel: '#x' } }),
]
const plan = planOf([], sinks, { deadLetter: 'dead' })

/** Read, and its places opened. */
function read(order: Order) {
  const { places, ...asked } = readOrder(order, plan, world, optionName)
  const opened = places.map(({ from }) => openReader(from, plan, world, new AbortController().signal))
  return { places, opened, ...asked }
}

test('an order without anything means the dead letters, and mutes what would show again what it has shown', () => {
  expect(read({})).toMatchObject({ places: [{ from: 'dead', wanted: { only: 'letter' } }], mute: ['alerts'], delete: false, dryRun: false })
})

test('an order means a range from now on, and one kind where it names a sink', () => {
  const { places, rate, mute } = read({ from: ['archive'], since: '2h', rate: '50', withAlerts: true })

  expect(places).toEqual([{ from: 'archive', wanted: { only: 'archive', since: Date.parse('2026-11-24T08:00:00Z') } }])
  expect([rate, mute]).toEqual([50, []])
})

test.each<[Order, string]>([
  [{ from: ['ded'] }, '"ded" is neither a sink that keeps objects nor a file or folder — did you mean "dead"?'],
  [{ from: ['alerts'] }, 'the sink "alerts" keeps no objects; these do: archive, dead'],
  [{ to: 'alerts' }, '"alerts" would show again what it has shown: add --with-alerts if that is meant'],
  [{ to: 'archve' }, 'there is no sink "archve" — did you mean "archive"?'],
  [{ code: 'LF_SINK_REFUSD' }, 'there is no code "LF_SINK_REFUSD" — did you mean "LF_SINK_REFUSED"?'],
  [{ since: 'yesterday' }, '--since takes a time such as 2026-11-24, 2026-11-24T10:00Z or 2h, not "yesterday"'],
  [{ rate: '0' }, '--rate takes a number of events per second, not "0"'],
  [{ rate: 'fast' }, '--rate takes a number of events per second, not "fast"'],
])('%j is a mistake that is named', (order, message) => {
  expect(() => read(order)).toThrow(`LF_USAGE ${message}`)
})
