import { describe, expect, test } from 'vitest'
import type { LogEvent, LogRecord } from '../../../core/index.ts'
import { rawOf } from '../../../core/pipeline/read.ts'
import { readStreams } from '../../../core/pipeline/streams.ts'
import { eventOf, scripted } from './world.ts'

/** The records of events, and the raw ones, each with what its parser got carried. */
function readAll(events: readonly LogEvent[]) {
  const raws: LogRecord[] = []
  const carried: unknown[] = []
  const parser = scripted.create({} as never, {} as never)
  readStreams<{ parser: typeof parser }>(
    events,
    {},
    {
      now: () => 0,
      routeOf: () => ({ parser }),
      unrouted: () => undefined,
      routed(_, event, __, read) {
        raws.push(rawOf(event, read))
        carried.push(...read.records.map(({ fields }) => fields['carried']))
      },
    },
  )
  return { raws, carried }
}

const one = { does: 'records', fields: [{}] } as const

describe('a raw record', () => {
  test('tells what else its event had: what was extracted, which part it is, and what its parser knew', () => {
    const { raws } = readAll([
      eventOf('a', one),
      eventOf('b', one, { extracted: { n: '1' }, part: 'first' }),
      eventOf('c', one, { part: 'rest' }),
    ])

    expect(raws.map(({ event }) => event)).toEqual([
      undefined,
      { extracted: { n: '1' }, part: 'first', carry: { n: 1 } },
      { part: 'rest', carry: { n: 2 } },
    ])
  })

  test('of a plain event has nothing more', () => {
    expect(readAll([eventOf('a', one)]).raws[0]).not.toHaveProperty('event')
  })
})

test('an event that brings a carry is parsed with it, whatever came before, and those after it go on from there', () => {
  const { carried } = readAll([
    eventOf('a', one),
    eventOf('b', one, { carry: { n: 40 } }),
    eventOf('c', one),
    eventOf('d', one, { carry: {} }),
  ])

  expect(carried).toEqual([0, 40, 41, 0])
})
