import { AsyncLocalStorage } from 'node:async_hooks'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import type { Memory } from '../../../core/index.ts'

/** Holds a reader before each thing that it asks of the disk, the memory or a destination, so that a test says what happens in between. */
export interface Stepper {
  /** Lets so many things happen, or fewer once `isDone`. */
  readonly steps: (count: number, isDone?: () => boolean) => Promise<void>
  /** From now on all happens at once. */
  readonly free: () => void
  /** As the end of a process does: nothing that is asked now has an answer, until it is buried. */
  readonly kill: () => void
  readonly bury: () => void
  readonly pass: () => Promise<void>
  readonly memory: (memory: Memory) => Memory
  /** What it calls is held. */
  readonly run: <T>(work: () => T) => T
}

const passes = new AsyncLocalStorage<() => Promise<void>>()

type Method = (...args: never[]) => Promise<unknown>
const held = (method: Method): Method =>
  async function (this: unknown, ...args) {
    await passes.getStore()?.()
    return method.apply(this, args)
  }

/** The real disk, but what a stepper runs is held before each call. */
export async function holdDisk(): Promise<void> {
  const handle = await fs.open(import.meta.filename)
  const methods: readonly (readonly [object, readonly string[]])[] = [
    [Object.getPrototypeOf(handle), ['read', 'stat']],
    [fs, ['open', 'stat', 'readdir']],
  ]
  await handle.close()
  for (const [owner, names] of methods) {
    const all = owner as Record<string, Method>
    for (const name of names) all[name] = held(all[name] as Method)
  }
  syncBuiltinESMExports()
}

export function stepper(): Stepper {
  let left = 0
  let isOver = () => false
  let state: 'held' | 'free' | 'dead' | 'buried' = 'held'
  let onHeld = () => {}
  let letGo = () => {}
  let gone = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const goOn = () => {
    const open = letGo
    gone = new Promise((resolve) => {
      letGo = resolve
    })
    open()
  }
  const pass = async () => {
    for (;;) {
      if (state === 'free') return
      if (state === 'buried') throw new Error('dead')
      if (state === 'held' && left > 0 && !isOver()) {
        left--
        return
      }
      onHeld()
      await gone
    }
  }
  const set = (to: typeof state) => {
    state = to
    if (to !== 'dead') goOn()
  }
  return {
    pass,
    steps: (count, isDone = () => false) =>
      new Promise((resolve) => {
        left = count
        isOver = isDone
        onHeld = resolve
        goOn()
      }),
    free: () => set('free'),
    kill: () => set('dead'),
    bury: () => set('buried'),
    memory: (memory) => ({
      get: (key) => pass().then(() => memory.get(key)),
      put: (...args) => pass().then(() => memory.put(...args)),
      delete: (...args) => pass().then(() => memory.delete(...args)),
    }),
    run: (work) => passes.run(pass, work),
  }
}
