import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { delivered, type LogEvent, type Memory, retry } from '../../../core/index.ts'
import { localMemory } from '../../../core/pipeline/guarded-memory.ts'
import { entry, type Following, follow } from './following.ts'

type Step =
  | { readonly does: 'append'; readonly entries: number; readonly torn: number }
  | { readonly does: 'wait'; readonly ms: number }
  | { readonly does: 'rename'; readonly tornBefore: boolean; readonly created: boolean }
  | { readonly does: 'copytruncate' | 'compress' | 'truncate' | 'restart' | 'crash' | 'pause' }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('append' as const), entries: fc.integer({ min: 1, max: 4 }), torn: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.nat(25) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('rename' as const), tornBefore: fc.boolean(), created: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({ does: fc.constantFrom('copytruncate', 'compress', 'truncate', 'restart', 'crash', 'pause' as const) }),
  },
)

/** A writer, the files that it leaves, and what must become of them. */
function writer(folder: string) {
  const path = join(folder, 'slow.log')
  let target = path
  let next = 0
  let torn = ''
  /** Of each entry, whether it must come; the last one before a truncation may come cut off, or not at all. */
  const expected: { readonly text: string; readonly must: boolean }[] = []
  const numbered = () =>
    readdirSync(folder)
      .flatMap((name) => (name === 'slow.log' ? [] : [{ name, number: Number(/\d+/.exec(name)?.[0]) }]))
      .sort((a, b) => b.number - a.number)
  const shift = () => {
    for (const { name, number } of numbered())
      renameSync(join(folder, name), join(folder, name.replace(String(number), String(number + 1))))
  }
  const finish = () => {
    if (torn !== '') appendFileSync(target, torn)
    torn = ''
  }
  return {
    path,
    expected,
    finish,
    append(count: number, tear: number) {
      finish()
      const list = Array.from({ length: count }, () => entry(next++))
      expected.push(...list.map((text) => ({ text, must: true })))
      const text = list.join('')
      const cut = text.length - (tear % (list.at(-1) ?? '').length)
      appendFileSync(target, text.slice(0, cut))
      torn = text.slice(cut)
    },
    rename(tornBefore: boolean, created: boolean) {
      if (tornBefore) finish()
      if (!existsSync(path)) return
      shift()
      target = join(folder, 'slow.log.1')
      renameSync(path, target)
      if (created) writeFileSync(path, '')
      finish()
      target = path
    },
    copytruncate() {
      finish()
      if (!existsSync(path)) return
      shift()
      copyFileSync(path, join(folder, 'slow.log.1'))
      truncateSync(path)
    },
    compress() {
      const plain = join(folder, 'slow.log.1')
      if (!existsSync(plain) || torn !== '') return
      const seconds = Math.floor(statSync(plain).mtimeMs) / 1000
      writeFileSync(`${plain}.gz`, gzipSync(readFileSync(plain)))
      utimesSync(`${plain}.gz`, seconds, seconds)
      rmSync(plain)
    },
    truncate() {
      finish()
      const last = expected.pop()
      if (last !== undefined) expected.push({ ...last, must: false })
      if (existsSync(path)) truncateSync(path)
    },
  }
}

/** A memory, and a way to stop it as the end of a process does: what is asked then has no answer, until it is buried. */
function mortal(memory: Memory): { readonly memory: Memory; readonly kill: () => void; readonly bury: () => void } {
  let isDead = false
  const waiting: (() => void)[] = []
  const live = <T>(work: () => Promise<T>): Promise<T> =>
    isDead ? new Promise((_, reject) => waiting.push(() => reject(new Error('dead')))) : work()
  return {
    memory: {
      get: (key) => live(() => memory.get(key)),
      put: (...args) => live(() => memory.put(...args)),
      delete: (...args) => live(() => memory.delete(...args)),
    },
    kill() {
      isDead = true
    },
    bury() {
      for (const end of waiting) end()
    },
  }
}

/** What is written later has a later mtime. */
const TICK_MS = 5

const idsOf = (events: readonly LogEvent[]) => events.map(({ id }) => id).join()

/** The events of all deliveries, but those that were sent again; these must be sent again as they were, and at once. */
function eventsOnce(runs: readonly Following[]): readonly LogEvent[] {
  const deliveries = runs.flatMap(({ deliveries }) => deliveries.map(({ events }) => events))
  const once = deliveries.filter((events, i) => i === 0 || idsOf(events) !== idsOf(deliveries[i - 1] ?? []))
  return once.flat()
}

test('every entry that was ever whole comes once, in order, whatever the writer, rotation, crashes and restarts do', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const folder = await mkdtemp(join(tmpdir(), 'logferry-'))
      const memory = localMemory()
      const files = writer(folder)
      const runs: Following[] = []
      const lives: ReturnType<typeof mortal>[] = []
      let life: ReturnType<typeof mortal> | undefined
      const begin = () => {
        life = mortal(memory)
        lives.push(life)
        runs.push(
          follow(files.path, {
            memory: life.memory,
            outcome: (_, delivery) => (delivery % 4 === 1 ? retry('LF_SINK_UNAVAILABLE') : delivered),
          }),
        )
      }
      const end = async () => {
        if (life !== undefined) await runs.at(-1)?.stop()
        life = undefined
      }
      /** Until all but the last entry have come. */
      const caughtUp = async () => {
        if (life === undefined) begin()
        const must = files.expected.slice(0, -1).findLast(({ must }) => must)
        const isThere = ({ message }: LogEvent) => message === must?.text
        await runs.at(-1)?.until(() => must === undefined || runs.some((run) => run.deliveries.some(({ events }) => events.some(isThere))))
        await runs.at(-1)?.looked(1)
      }
      const act: Readonly<Record<Exclude<Step['does'], 'append' | 'wait' | 'rename'>, () => unknown>> = {
        copytruncate: files.copytruncate,
        compress: files.compress,
        async truncate() {
          files.finish()
          await caughtUp()
          files.truncate()
          // What comes now is told from what was there by a look in between.
          await runs.at(-1)?.looked(2)
        },
        async restart() {
          await end()
          begin()
        },
        crash() {
          life?.kill()
          void runs.at(-1)?.stop()
          life = undefined
        },
        pause: end,
      }

      // What is rotated before it is ever looked at is not followed.

      files.append(2, 0)

      await caughtUp()

      for (const step of steps) {
        if (step.does === 'append') files.append(step.entries, step.torn)
        else if (step.does === 'wait') await setTimeout(step.ms)
        else if (step.does === 'rename') files.rename(step.tornBefore, step.created)
        else await act[step.does]()
        await setTimeout(TICK_MS)
      }
      files.append(2, 0)
      await caughtUp()
      await end()

      const events = eventsOnce(runs)
      const seen = events.map(({ message }) => message)
      const wanted = files.expected
        .slice(0, -1)
        .filter(({ text, must }) => must || seen.includes(text))
        .map(({ text }) => text)
      const isPart = (text: string) => files.expected.some((one) => !one.must && one.text !== text && one.text.startsWith(text))
      expect(seen.filter((text) => !isPart(text))).toEqual(wanted)
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
      for (const { bury } of lives) bury()
      await rm(folder, { recursive: true })
    }),
    { numRuns: 20, interruptAfterTimeLimit: 60_000 },
  )
})
