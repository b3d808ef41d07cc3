import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { delivered, type LogEvent, retry } from '../../../core/index.ts'
import { localMemory } from '../../../core/pipeline/guarded-memory.ts'
import { type Following, follow } from './following.ts'
import { holdDisk, type Stepper, stepper } from './stepped.ts'
import { writer } from './writer.ts'

type Step =
  | { readonly does: 'append'; readonly entries: number; readonly torn: number }
  | { readonly does: 'rename'; readonly tornBefore: boolean; readonly created: boolean }
  | { readonly does: 'copytruncate' | 'compress' | 'truncate' | 'restart' | 'crash' | 'pause' }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('append' as const), entries: fc.integer({ min: 1, max: 4 }), torn: fc.nat(30) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('rename' as const), tornBefore: fc.boolean(), created: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constantFrom('copytruncate', 'compress', 'truncate', 'restart', 'crash', 'pause' as const) }),
  },
)

/** How much of what the reader asks of the disk, the memory and the destination comes before each thing that the writer does. */
const gaps = fc.array(fc.oneof(fc.nat(4), fc.nat(60)), { minLength: 1, maxLength: 12 })

/** What once lost an entry, sent one twice, or was never read. */
const onceLost: readonly (readonly [readonly Step[], readonly number[]])[] = [
  [
    [
      { does: 'rename', tornBefore: false, created: true },
      { does: 'append', entries: 3, torn: 2 },
      { does: 'append', entries: 4, torn: 11 },
      { does: 'compress' },
      { does: 'copytruncate' },
      { does: 'rename', tornBefore: false, created: false },
      { does: 'append', entries: 2, torn: 3 },
      { does: 'append', entries: 2, torn: 2 },
    ],
    [0, 0, 0, 4, 12, 2, 16, 0, 4, 0, 4, 0, 0, 0, 0, 0],
  ],
  [[{ does: 'crash' }, { does: 'copytruncate' }, { does: 'compress' }], [0]],
  [[{ does: 'restart' }, { does: 'copytruncate' }], [5]],
  [
    [
      { does: 'restart' },
      { does: 'append', entries: 1, torn: 1 },
      { does: 'rename', tornBefore: false, created: true },
      { does: 'rename', tornBefore: false, created: false },
    ],
    [0],
  ],
  [
    [{ does: 'copytruncate' }, { does: 'append', entries: 1, torn: 0 }, { does: 'pause' }, { does: 'copytruncate' }, { does: 'truncate' }],
    [0],
  ],
  [
    [
      { does: 'copytruncate' },
      { does: 'append', entries: 1, torn: 1 },
      { does: 'rename', tornBefore: false, created: true },
      { does: 'rename', tornBefore: false, created: false },
    ],
    [0],
  ],
]

/** Of a reader that goes on, but not to what is waited for. */
const MOST_STEPS = 3000

const idsOf = (events: readonly LogEvent[]) => events.map(({ id }) => id).join()

/** The events of all deliveries, but those that were sent again; these must be sent again as they were, and at once. */
function eventsOnce(runs: readonly Following[]): readonly LogEvent[] {
  const deliveries = runs.flatMap(({ deliveries }) => deliveries.map(({ events }) => events))
  const once = deliveries.filter((events, i) => i === 0 || idsOf(events) !== idsOf(deliveries[i - 1] ?? []))
  return once.flat()
}

/** What the steps give, and what they should. */
async function played(folder: string, steps: readonly Step[], gaps: readonly number[]) {
  const memory = localMemory()
  const files = writer(folder)
  const runs: Following[] = []
  const all: Stepper[] = []
  let life: Stepper | undefined
  let passed = 0
  const begin = (): Stepper => {
    const one = stepper()
    life = one
    all.push(one)
    const outcome = (_: LogEvent, delivery: number) => (delivery % 4 === 1 ? retry('LF_SINK_UNAVAILABLE') : delivered)
    runs.push(one.run(() => follow(files.path, { memory: one.memory(memory), outcome, meanwhile: one.pass, options: { pollMs: 1 } })))
    return one
  }
  const end = async () => {
    const ended = life === undefined ? undefined : runs.at(-1)?.stop()
    life?.free()
    life = undefined
    await ended
  }
  const goOn = async () => life?.steps(gaps[passed++ % gaps.length] ?? 0)
  /** Until all but the last entry have come. */
  const caughtUp = async () => {
    const must = files.expected.slice(0, -1).findLast(({ must }) => must)?.text
    const isThere = () => must === undefined || runs.some(({ events }) => events().some(({ message }) => message === must))
    await (life ?? begin()).steps(MOST_STEPS, isThere)
    expect(isThere() ? must : 'nothing').toBe(must)
  }
  const play = async (changes: Generator<void>) => {
    for (const _ of changes) await goOn()
  }

  // What is rotated before it is ever looked at is not followed.
  files.append(2, 0)
  await caughtUp()
  for (const step of steps) {
    await goOn()
    if (step.does === 'append') files.append(step.entries, step.torn)
    else if (step.does === 'rename') await play(files.rename(step.tornBefore, step.created))
    else if (step.does === 'copytruncate') await play(files.copytruncate())
    else if (step.does === 'compress') await play(files.compress())
    else if (step.does === 'pause') await end()
    else if (step.does === 'crash') {
      life?.kill()
      void runs.at(-1)?.stop()
      life = undefined
    } else if (step.does === 'restart') {
      await end()
      begin()
    } else if (existsSync(files.path)) {
      files.finish()
      await caughtUp()
      // It was read to its end, and what comes is told from what was there by a look in between.
      await life?.steps(60)
      files.truncate()
      await life?.steps(60)
    }
  }
  files.append(2, 0)
  await caughtUp()
  await end()
  files.close()
  for (const { bury } of all) bury()
  return { runs, expected: files.expected }
}

beforeAll(holdDisk)

test('every entry that was ever whole comes once, in order, whatever the writer, rotation, crashes and restarts do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), gaps, async (steps, gaps) => {
      const folder = mkdtempSync(join(tmpdir(), 'logferry-'))

      const { runs, expected } = await played(folder, steps, gaps).finally(() => rmSync(folder, { recursive: true }))

      const events = eventsOnce(runs)
      const seen = events.map(({ message }) => message)
      const wanted = expected
        .slice(0, -1)
        .filter(({ text, must }) => must || seen.includes(text))
        .map(({ text }) => text)
      const isPart = (text: string) => expected.some((one) => !one.must && one.text !== text && one.text.startsWith(text))
      expect(seen.filter((text) => !isPart(text))).toEqual(wanted)
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    }),
    { numRuns: 25 + onceLost.length, examples: onceLost.map(([...example]) => example) },
  )
})
