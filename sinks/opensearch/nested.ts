/** The object that has these members by dotted path, of which none leads through another. */
export function nested<T>(members: Iterable<readonly [string, T]>): object {
  const root: Branch<T> = Object.create(null)
  for (const [path, value] of members) {
    const steps = path.split('.')
    const last = steps.pop() ?? ''
    let at = root
    for (const step of steps) {
      at[step] ??= Object.create(null)
      at = at[step] as Branch<T>
    }
    at[last] = value
  }
  return root
}

type Branch<T> = { [step: string]: T | Branch<T> }
