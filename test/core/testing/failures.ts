import { describe, expect, test } from 'vitest'
import type { Case } from '../../../core/testing/index.ts'

/** The names of the cases that fail. */
export async function failuresOf(cases: readonly Case[]): Promise<readonly string[]> {
  const failed: string[] = []
  for (const { name, run } of cases) {
    try {
      await run()
    } catch {
      failed.push(name)
    }
  }
  return failed
}

/** A way to break a plugin, and the beginning of the name of the case that must see it. */
export type Breach<Plugin> = readonly [breach: string, seenBy: string, plugin: Plugin]

/** The suite passes the good plugin, each breach is seen by the case that is there for it, and there is a breach for each case. */
export function proveSuite<Plugin>(suite: (plugin: Plugin) => readonly Case[], good: Plugin, breaches: readonly Breach<Plugin>[]): void {
  test('it passes a good plugin', async () => {
    for (const { run } of suite(good)) await run()
  })

  describe('it sees', () => {
    test.each(breaches.map(([breach, seenBy, plugin]) => ({ breach, seenBy, plugin })))('$breach', async ({ seenBy, plugin }) => {
      const failed = await failuresOf(suite(plugin))

      expect(failed).toEqual(expect.arrayContaining([expect.stringMatching(`^${seenBy}`)]))
    })
  })

  test('each of its cases is proved by a breach, and names no other', () => {
    const unproved = suite(good).filter(({ name }) => !breaches.some(([, seenBy]) => name.startsWith(seenBy)))

    expect(unproved.map(({ name }) => name)).toEqual([])
    expect(new Set(suite(good).map(({ name }) => name)).size).toBe(suite(good).length)
  })
}
