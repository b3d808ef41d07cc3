import { compileGlob } from '../glob.ts'
import type { Origin } from '../model.ts'
import type { Match } from '../plan.ts'

/** True for the origins that a route's `match` names. A key that the origin lacks (a file has no account) matches nothing. */
export function compileMatch(match: Match): (origin: Origin) => boolean {
  const tests = Object.entries(match).map(([key, globs]) => [key as keyof Origin, compileGlob(globs)] as const)
  return (origin) =>
    tests.every(([key, matches]) => {
      const name = origin[key]
      return name !== undefined && matches(name)
    })
}
